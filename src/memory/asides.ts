import { and, eq, inArray, isNotNull, not, notLike, type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { inbox, outbox, turns } from '../db/schema/chat.ts';
import { blankAction, blankMessages, over } from './blank.ts';
import { type Asides, asideIds, type Forgotten, forgottenSchema } from './forgetting.ts';
import { asWritten } from './held.ts';
import { type What, within } from './what.ts';
import { wordMatch } from './word-match.ts';

/** Those meant, in the zone's days. One memory by its id means none. */
export async function asidesMeant(tx: Tx, personId: string, what: What, zone: string): Promise<Asides> {
  if (what.item !== undefined) return NONE;
  const which = await conditionsOf(tx, personId, what, zone);
  const messages = await tx
    .select({ key: inbox.key })
    .from(inbox)
    .where(
      and(
        eq(inbox.personId, personId),
        eq(inbox.kind, 'message'),
        eq(inbox.state, 'done'),
        isAside(personId),
        hasWords,
        which.messages,
      ),
    );
  const looks = await tx
    .select({ id: actions.id })
    .from(actions)
    .where(and(eq(actions.personId, personId), eq(actions.effect, 'read'), over, isWorded, which.looks));
  return { messages: messages.map(({ key }) => key), looks: looks.map(({ id }) => id) };
}

const NONE: Asides = { messages: [], looks: [] };

async function conditionsOf(tx: Tx, personId: string, what: What, zone: string) {
  const { words } = what;
  if (words !== undefined) {
    const { all } = await wordMatch(tx, await asWritten(tx, personId, words));
    const holds = (text: SQL) => all(sql`to_tsvector('english', ${text})`, text);
    return {
      messages: and(holds(written), not(isForgetting(personId))),
      looks: holds(sql`concat_ws(' ', ${actions.input}, ${actions.args})`),
    };
  }
  if (what.all) return { messages: undefined, looks: undefined };
  return { messages: within(inbox.receivedAt, what, zone), looks: within(actions.createdAt, what, zone) };
}

const isAside = (personId: string) => sql`(${inbox.turnId} is null
  or exists (select from ${turns} where ${turns.personId} = ${personId} and ${turns.id} = ${inbox.turnId} and ${turns.state} in ('stopped', 'failed')))`;
/** Its words go with its own row in the ledger. */
const isForgetting = (personId: string) => sql`exists (select from ${actions}
  where ${actions.personId} = ${personId} and ${actions.origin} = ${inbox.key} and ${actions.kind} = 'memory_forget')`;
const written = sql`concat_ws(' ', ${inbox.payload} ->> 'text', ${inbox.payload} ->> 'foreignText', nullif(${inbox.payload} ->> 'files', '[]'))`;
const hasWords = sql`btrim(${written}) <> ''`;
const isWorded = sql`(${actions.args} <> '{}' or ${actions.input} <> '{}')`;

/** Blanks them, with what was answered to them; cards of deeds stay, as the deeds do. */
export async function eraseAsides(tx: Tx, personId: string, { messages, looks }: Asides): Promise<void> {
  await blankMessages(tx, personId, messages);
  if (messages.length > 0) {
    const answersThem = sql`(${outbox.why} -> 'sources') ?| ${sql.param(messages)}::text[]`;
    const isGone = inArray(outbox.state, ['sent', 'dead', 'dropped']);
    await tx
      .update(outbox)
      .set({ message: sql`'{"text": ""}'::jsonb` })
      .where(and(eq(outbox.personId, personId), isGone, notLike(outbox.key, 'card:%'), answersThem));
  }
  if (looks.length === 0) return;
  await tx
    .update(actions)
    .set(blankAction)
    .where(and(eq(actions.personId, personId), inArray(actions.id, [...looks])));
}

/** Those that stand there still, by what they are buried as; those that a forgetting has taken and Undo could bring back are left out. */
export async function standingAsides(tx: Tx, personId: string): Promise<string[]> {
  const forgettings = await tx
    .select({ undo: actions.undo })
    .from(actions)
    .where(
      and(eq(actions.personId, personId), eq(actions.kind, 'memory_forget'), eq(actions.state, 'done'), isNotNull(actions.undo)),
    );
  const pending = new Set(forgettings.flatMap(({ undo }) => asideIds(hidBy(undo)?.asides ?? NONE)));
  const all = asideIds(await asidesMeant(tx, personId, { all: true }, 'UTC'));
  return all.filter((id) => !pending.has(id));
}

/** Out of what such ids name. */
export function asidesNamed(ids: readonly string[]): Asides {
  const of = (kind: string) => ids.flatMap((id) => (id.startsWith(kind) ? [id.slice(kind.length)] : []));
  return { messages: of('message:'), looks: of('look:') };
}

/** What a forgetting hid, out of its undo data; undefined where there is none. */
export function hidBy(undo: unknown): Forgotten | undefined {
  return forgottenSchema.safeParse(undo).data;
}
