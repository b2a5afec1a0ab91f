import type { Approvals } from '../actions/approvals.ts';
import type { Edit } from '../actions/edit.ts';
import type { Undo } from '../actions/undo.ts';
import type { Database, Tx } from '../db/client.ts';
import { createGroupCommit } from '../db/group-commit.ts';
import { inbox } from '../db/schema/chat.ts';
import type { Clock } from '../ground/clock.ts';
import { isAppError } from '../ground/errors.ts';
import { createInTurn } from '../ground/in-turn.ts';
import { atStep } from '../ground/steps.ts';
import type { Buttons, ButtonWish } from '../outbox/buttons.ts';
import { personOf } from '../people/identities.ts';
import type { IncomingPress, PressAnswer } from '../ports/chat.ts';
import { momentsInWords } from '../reminders/moment-text.ts';

/** One press of a person on one of our buttons. */
export interface Press extends ButtonWish {
  readonly tx: Tx;
  readonly personId: string;
  readonly press: IncomingPress;
}

/** What a verb does. Returns what to say to the person who pressed; rejects with an AppError whose message is shown as it stands. */
export type PressHandler = (press: Press) => Promise<PressAnswer>;

/** A press that opens transactions of its own, and bears repeats by itself; undefined when the verb is none of its verbs. */
export type OutsidePress = (personId: string, wish: ButtonWish, press: IncomingPress) => Promise<string> | undefined;

interface PressDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly buttons: Buttons;
  /** By verb. */
  readonly handlers: ReadonlyMap<string, PressHandler>;
  readonly outside: readonly OutsidePress[];
  /** A press on a button that was made for an account while it belonged to nobody; undefined when it was not. */
  readonly guest: (press: IncomingPress) => Promise<string | undefined>;
  readonly onQueued: () => void;
}

const FOREIGN = 'This button is not for you, or it is from another time. Nothing was done.';
const REPEATED = 'Got it already.';

/**
 * Handles presses at once, beside whatever the conversation is busy with. Two taps on one message, each a press of its own, come one after
 * the other: the second finds what the first has done.
 */
export function createPresses(deps: PressDeps): (press: IncomingPress) => Promise<PressAnswer> {
  const inTurn = createInTurn();
  const presserOf = createGroupCommit((presses: readonly IncomingPress[]) =>
    deps.db.asSystem((tx) => pressersOf(tx, presses), { ahead: true }),
  );
  return (press) => inTurn(`${press.platform} ${press.chat} ${press.messageId}`, () => handle(deps, presserOf, press));
}

/** The person who pressed, each in their place; undefined where nobody knows them. */
async function pressersOf(tx: Tx, presses: readonly IncomingPress[]): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for (const { platform, user } of presses) found.push(await personOf(tx, platform, user.id));
  return found;
}

/** The press is stored and carried out in one transaction, so that the same delivery twice, or a kill in between, does it once. */
async function handle(
  deps: PressDeps,
  presserOf: (press: IncomingPress) => Promise<string | undefined>,
  press: IncomingPress,
): Promise<PressAnswer> {
  const personId = await atStep('press-received', () => presserOf(press));
  const wish = personId === undefined ? undefined : deps.buttons.open(press.button, personId);
  if (personId === undefined || !wish) return { said: (await deps.guest(press)) ?? FOREIGN };
  try {
    const answer = await carryOut(deps, personId, wish, press);
    return { ...answer, said: momentsInWords(answer.said) };
  } catch (error) {
    if (isAppError(error)) return { said: error.message };
    throw error;
  } finally {
    deps.onQueued();
  }
}

async function carryOut(deps: PressDeps, personId: string, wish: ButtonWish, press: IncomingPress): Promise<PressAnswer> {
  const handler = deps.handlers.get(wish.verb);
  const pressing = (run: PressHandler) => deps.db.asPerson(personId, (tx) => once(deps, { tx, personId, press, ...wish }, run));
  if (handler) return atStep('claim-committed', () => pressing(handler));
  for (const handle of deps.outside) {
    const said = handle(personId, wish, press);
    if (said) return { said: await said };
  }
  return { said: FOREIGN };
}

async function once({ clock }: PressDeps, press: Press, handler: PressHandler): Promise<PressAnswer> {
  const { tx, personId } = press;
  const { key, platform, chat, messageId, button, user } = press.press;
  const payload = { button, user: user.id };
  const stored = await tx
    .insert(inbox)
    .values({ personId, key, platform, chat, messageId, kind: 'press', payload, receivedAt: clock.now(), state: 'done' })
    .onConflictDoNothing()
    .returning({ seq: inbox.seq });
  return stored.length === 0 ? { said: REPEATED } : handler(press);
}

/** The verbs of cards. `onDeclined` hears of a card that is closed, in the transaction that closes it. */
export function cardHandlers(
  approvals: Approvals,
  edit: Edit,
  onDeclined: (tx: Tx, personId: string, actionId: string) => Promise<void> = async () => undefined,
): [string, PressHandler][] {
  return [
    ['edit', ({ tx, personId, id, press }) => edit.begin(tx, personId, id, press)],
    ['do', ({ tx, personId, id, press }) => saying(approvals.approve(tx, personId, id, presser(press)))],
    ['do2', ({ tx, personId, id, press }) => saying(approvals.approve(tx, personId, id, presser(press), 1))],
    ['all', ({ tx, personId, id, press }) => saying(approvals.approveAll(tx, personId, id, presser(press)))],
    [
      'no',
      async ({ tx, personId, id }) => {
        const { said } = await approvals.decline(tx, personId, id);
        await onDeclined(tx, personId, id);
        return { said };
      },
    ],
    ['again', ({ tx, personId, id, press }) => saying(approvals.again(tx, personId, id, presser(press)))],
    ['leave', ({ tx, personId, id }) => saying(approvals.leave(tx, personId, id))],
  ];
}

const saying = async (outcome: Promise<PressAnswer>): Promise<PressAnswer> => ({ said: (await outcome).said });

/** Who pressed, for the ledger. */
function presser({ platform, user }: IncomingPress): string {
  return `${platform}:${user.id}`;
}

/** Undo under what was done: restoring may have to wait for the outside, so no transaction is held over it. */
export function createUndoPress(undo: Undo): OutsidePress {
  return (personId, { verb, id }, press) => (verb === 'undo' ? undo.one(personId, id, press.key) : undefined);
}
