import { and, desc, eq, gt, isNotNull, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { inbox } from '../db/schema/chat.ts';
import { isAppError } from '../ground/errors.ts';
import { recordEpisode } from '../memory/episodes.ts';
import { type Address, enqueue, findSaid } from '../outbox/outbox.ts';
import type { Form, IncomingMessage, IncomingPress, OutgoingMessage, PressAnswer } from '../ports/chat.ts';
import type { Act, ActionDeps, ActOutcome } from './act.ts';
import { cardKey } from './card/card.ts';
import { createClosing } from './closing.ts';
import { applyEdit, editText, howTo } from './edit-input.ts';
import type { Kind } from './kind.ts';
import { type ActionRow, byId, claim, isOpen, settle } from './ledger.ts';

/** A card whose change is awaited in its chat. */
export interface OpenEdit {
  readonly actionId: string;
  readonly since: Temporal.Instant;
}

export interface Edit {
  /** A press on Edit: the person's next words in this chat are the change. Opens a form for them, or says so and asks. */
  begin(tx: Tx, personId: string, actionId: string, press: IncomingPress): Promise<PressAnswer>;
  /**
   * Takes a message as the change. What it makes is a new wish with a card of its own, and the old card is closed in the same go; what
   * cannot be made of it leaves the old card open and says what to write. The same message again comes to the same.
   */
  apply(personId: string, actionId: string, message: IncomingMessage): Promise<void>;
}

interface EditDeps extends Pick<ActionDeps, 'db' | 'kinds' | 'buttons' | 'clock'> {
  readonly db: Database;
  readonly act: Act;
  readonly onQueued: () => void;
}

const MINUTES_TO_WRITE = 10;
/** Characters; the initial value of a text input in Slack's Block Kit, the tightest platform. */
const MOST_IN_A_FORM = 3000;
/** True for the word that leaves things as they are, in a few languages. */
export function isCancel(text: string): boolean {
  return CANCEL.test(text.trim());
}

const CANCEL = /^\/?(cancel|abbrechen|annuler|cancelar|annulla)[.!\s]*$/i;
const UNCHANGED = 'Nothing was changed. The card is as it was.';
const UNCHANGED_SINCE = 'So nothing was changed.';

export function createEdit(deps: EditDeps): Edit {
  const { db, clock, kinds } = deps;
  const { close, whyNot } = createClosing(deps);

  /** The message is done with: what is said of it goes out. */
  async function answer(tx: Tx, row: ActionRow, message: IncomingMessage, said: OutgoingMessage, key?: string): Promise<void> {
    const { personId } = row;
    const now = clock.now();
    const why = { trigger: 'your change of a card', by: 'rule', sources: [message.key], actions: [row.id] };
    await enqueue(tx, { personId, key: key ?? `edited:${message.key}`, message: said, why, now, to: message });
    const { platform, chat, text, key: source } = message;
    await recordEpisode(tx, { personId, platform, chat, turnId: null, role: 'person', text, tainted: false, source, at: now });
    await tx
      .update(inbox)
      .set({ state: 'done' })
      .where(and(eq(inbox.personId, personId), eq(inbox.key, message.key)));
  }

  async function wish(row: ActionRow, kind: Kind, message: IncomingMessage): Promise<ActOutcome> {
    try {
      const { personId, kind: name, tainted, unattended } = row;
      const input = applyEdit(kind, row.input, message.text);
      const { key: source, text: ownWords } = message;
      return await deps.act({ personId, kind: name, input, key: `edit:${source}`, source, tainted, unattended, ownWords });
    } catch (error) {
      if (!isAppError(error)) throw error;
      return { state: 'refused', said: error.message };
    }
  }

  /** The new card takes the place of the old one, unless the old one was pressed or closed meanwhile. */
  async function replace(tx: Tx, row: ActionRow, message: IncomingMessage, outcome: ActOutcome): Promise<void> {
    const { personId, id } = row;
    if (outcome.state === 'refused') {
      await claim(tx, personId, id, isOpen, { editingSince: clock.now() });
      return answer(tx, row, message, { text: `${outcome.said}\n\nThe card is as it was. Write it again, or "cancel".` });
    }
    const old = await claim(tx, personId, id, isOpen, { state: 'superseded' });
    if (!old) {
      const fresh = await claim(tx, personId, outcome.actionId, isOpen, { state: 'stopped' });
      if (fresh) await close(tx, fresh, 'stopped', UNCHANGED_SINCE);
      return answer(tx, row, message, { text: `${await whyNot(tx, personId, id)} ${UNCHANGED_SINCE}` });
    }
    await close(tx, old, 'superseded', 'Changed by you: the newer card stands below.');
    if (outcome.state === 'done') return answer(tx, row, message, { text: outcome.said });
    return answer(tx, row, message, outcome.card, cardKey(outcome.actionId));
  }

  return {
    async begin(tx, personId, actionId, press) {
      const now = clock.now();
      const begun = { editingSince: now, editingIn: placeOf(press) };
      const row = await claim(tx, personId, actionId, and(isOpen, gt(actions.expiresAt, now)), begun);
      const kind = row && kinds.get(row.kind);
      if (!row || !kind) return { said: await whyNot(tx, personId, actionId) };
      await leaveEdits(tx, personId, actionId);
      const said = 'Write what should be different.';
      const form = press.forms ? formFor(kind, row) : undefined;
      if (form) return { said, form };
      const text = `What should be different? ${howTo(kind)} "cancel" leaves the card as it is.`;
      const why = { trigger: 'your press on Edit', by: 'rule', sources: [press.key], actions: [actionId] };
      await enqueue(tx, { personId, key: `edit:${actionId}:${press.key}`, message: { text }, why, now, to: press });
      return { said };
    },

    async apply(personId, actionId, message) {
      const row = await db.asPerson(personId, (tx) => byId(tx, personId, actionId));
      const kind = row && kinds.get(row.kind);
      if (!row || !kind) throw new Error(`the card of action ${actionId} is gone`);
      const leaves = isCancel(message.text);
      const outcome = leaves ? undefined : await wish(row, kind, message);
      await db.asPerson(personId, async (tx) => {
        if (outcome) return replace(tx, row, message, outcome);
        await settle(tx, row, { editingSince: null });
        await answer(tx, row, message, { text: UNCHANGED });
      });
      deps.onQueued();
    },
  };
}

/** The wish as text to change; undefined where it is too long for a form, or cannot be written as one. */
function formFor(kind: Kind, row: ActionRow): Form | undefined {
  const text = editText(kind, row.input);
  if (text === undefined || text.length > MOST_IN_A_FORM) return undefined;
  return { title: 'Edit', label: 'One part a line; an empty one is left out', text };
}

/** The card of the person whose change is awaited in this chat, if there is one. */
export async function openEdit(
  tx: Tx,
  personId: string,
  { platform, chat }: Pick<IncomingMessage, 'platform' | 'chat'>,
  now: Temporal.Instant,
): Promise<OpenEdit | undefined> {
  const waits = and(eq(actions.personId, personId), isOpen, isNotNull(actions.editingSince), gt(actions.expiresAt, now));
  const [row] = await tx.select().from(actions).where(waits).orderBy(desc(actions.editingSince)).limit(1);
  if (!row?.editingSince || row.editingIn !== placeOf({ platform, chat })) return undefined;
  return { actionId: row.id, since: row.editingSince };
}

/** A card may stand in several chats: the change is awaited in the one where Edit was pressed. */
function placeOf({ platform, chat }: Address): string {
  return `${platform} ${chat}`;
}

/** True when a message that came at `at` is that change: the person's own words, within ten minutes or in answer to the card. */
export async function isChange(
  tx: Tx,
  personId: string,
  { actionId, since }: OpenEdit,
  message: IncomingMessage,
  at: Temporal.Instant,
): Promise<boolean> {
  const own = message.text.trim() !== '' && message.foreignText === undefined && message.files.length === 0 && !message.edited;
  const afterMs = at.epochMilliseconds - since.epochMilliseconds;
  if (!own || afterMs < 0) return false;
  const isInTime = afterMs <= MINUTES_TO_WRITE * 60_000;
  if (message.replyTo === undefined) return isInTime;
  const answered = await findSaid(tx, personId, message, message.replyTo);
  const keys = [cardKey(actionId), `edit:${actionId}:`, `${cardKey(actionId)}:`];
  if (keys.some((key) => answered?.key.startsWith(key))) return true;
  // In a thread every message answers the first one.
  return message.inside !== undefined && isInTime;
}

/** No change is awaited any more, but of the card `but`. */
export async function leaveEdits(tx: Tx, personId: string, but?: string): Promise<void> {
  const others = and(eq(actions.personId, personId), isNotNull(actions.editingSince), but ? ne(actions.id, but) : undefined);
  await tx.update(actions).set({ editingSince: null }).where(others);
}
