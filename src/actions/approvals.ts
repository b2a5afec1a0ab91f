import { and, eq, gt, lte, or, type SQL } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { isAppError } from '../ground/errors.ts';
import { load } from '../people/profile-store.ts';
import { type ActionDeps, accessOf } from './act.ts';
import { hashOf } from './canonical.ts';
import type { InsideKind, Kind } from './kind.ts';
import { type ActionRow, byId, claim, isHeld, isOpen, type Settled, settle } from './ledger.ts';
import { showOutcome } from './outcome.ts';

/** What a press came to: the sentence for the person who pressed. */
export interface PressOutcome {
  readonly said: string;
  /** The action that this very press set off. */
  readonly ran?: ActionRow;
}

export interface Approvals {
  /**
   * Runs a proposal, once, whatever number of presses arrive. What reaches outside is due from now on (src/actions/due-actions.ts), or
   * once the time to cancel is over.
   */
  approve(tx: Tx, personId: string, actionId: string, by: string): Promise<PressOutcome>;
  /** Closes a card, or stops what was pressed and is still held. */
  decline(tx: Tx, personId: string, actionId: string): Promise<PressOutcome>;
  /** Sets off once more what got no answer: the person looked, and says so by this press. */
  again(tx: Tx, personId: string, actionId: string, by: string): Promise<PressOutcome>;
  /** Leaves what got no answer as it is. */
  leave(tx: Tx, personId: string, actionId: string): Promise<PressOutcome>;
  /** Voids every open card of the person and all that is still held, and says how many there were. */
  voidAll(tx: Tx, personId: string, state: 'stopped' | 'expired', outcome: string): Promise<number>;
  /** Settles the cards whose time is over. */
  expireDue(tx: Tx, personId: string): Promise<number>;
}

type ApprovalDeps = Pick<ActionDeps, 'kinds' | 'buttons' | 'audit' | 'clock'>;

const EXPIRED = 'This has expired. Nothing was done; ask again if you still want it.';

/** Handles the cards: rows of the ledger that are `proposed`, and those whose outcome nobody knows. */
export function createApprovals(deps: ApprovalDeps): Approvals {
  async function close(tx: Tx, row: ActionRow, state: Settled, outcome: string): Promise<void> {
    const now = deps.clock.now();
    const change = { state, outcome, finishedAt: now };
    await settle(tx, row, change);
    await showOutcome(deps, tx, kindOf(deps, row), { ...row, ...change }, now);
  }

  /** One statement takes them out of the open state: a card that is being approved at the same moment is not among them. */
  async function voidRows(tx: Tx, personId: string, which: SQL | undefined, state: Settled, outcome: string): Promise<number> {
    const rows = await tx
      .update(actions)
      .set({ state })
      .where(and(eq(actions.personId, personId), which))
      .returning();
    for (const row of rows) await close(tx, row, state, outcome);
    return rows.length;
  }

  return {
    async approve(tx, personId, actionId, by) {
      const now = deps.clock.now();
      const kind = await kindById(deps, tx, personId, actionId);
      const runAt = now.add({ milliseconds: kind?.where === 'outside' ? kind.holdMs : 0 });
      // The one statement that turns a card into work: of twenty presses one gets the row.
      const fresh = and(isOpen, gt(actions.expiresAt, now));
      const row = await claim(tx, personId, actionId, fresh, { state: 'running', runAt, decidedBy: by });
      if (!row || !kind) return { said: await whyNot(deps, tx, personId, actionId, close) };
      if (kind.where === 'inside') return { said: await runInside(deps, tx, kind, row), ran: row };
      return { said: await setOff(deps, tx, kind, row), ran: row };
    },

    async decline(tx, personId, actionId) {
      const now = deps.clock.now();
      const row = await claim(tx, personId, actionId, or(isOpen, isHeld(now)), { state: 'declined' });
      if (!row) return { said: await whyNot(deps, tx, personId, actionId, close) };
      await close(tx, row, 'declined', 'Cancelled. Nothing was done.');
      return { said: 'Cancelled. Nothing was done.' };
    },

    async again(tx, personId, actionId, by) {
      const change = { state: 'running', runAt: deps.clock.now(), startedAt: null, decidedBy: by } as const;
      const row = await claim(tx, personId, actionId, eq(actions.state, 'unknown'), change);
      return row ? { said: 'Doing it again.', ran: row } : { said: await whyNot(deps, tx, personId, actionId, close) };
    },

    async leave(tx, personId, actionId) {
      const row = await claim(tx, personId, actionId, eq(actions.state, 'unknown'), { state: 'stopped' });
      if (!row) return { said: await whyNot(deps, tx, personId, actionId, close) };
      await close(tx, row, 'stopped', 'Left as it is: it may have happened.');
      return { said: 'Left as it is.' };
    },

    voidAll: (tx, personId, state, outcome) => voidRows(tx, personId, or(isOpen, isHeld(deps.clock.now())), state, outcome),

    expireDue: (tx, personId) =>
      voidRows(tx, personId, and(isOpen, lte(actions.expiresAt, deps.clock.now())), 'expired', EXPIRED),
  };
}

/** Runs what works on our own data, in the transaction of its press. */
async function runInside(deps: ApprovalDeps, tx: Tx, kind: InsideKind, row: ActionRow): Promise<string> {
  const now = deps.clock.now();
  if (hashOf(row.args) !== row.argsHash) throw new Error(`the arguments of action ${row.id} are not the ones that were shown`);
  const { personId, origin: source, tainted } = row;
  const profile = await load(tx, personId);
  const change = await tx
    // In a savepoint: what a failed run has changed so far does not stay.
    .transaction((inner) => kind.run({ tx: inner, personId, profile, now, source, tainted, ownWords: '' }, row.args))
    .then(
      ({ said, undo }) => ({ state: 'done', outcome: said, undo: undo ?? null, finishedAt: now }) as const,
      (error: unknown) => {
        if (!isAppError(error)) throw error;
        return { state: 'failed', outcome: error.message, finishedAt: now } as const;
      },
    );
  await settle(tx, row, change);
  if (change.state === 'done') {
    const entry = { at: now, dataType: kind.area, access: accessOf(row.effect), action: kind.name, ref: row.id };
    await deps.audit.record(tx, personId, [entry]);
  }
  await showOutcome(deps, tx, kind, { ...row, ...change }, now);
  return change.outcome;
}

/** What reaches outside is due at `runAt`; until then the card says so and can be cancelled. */
async function setOff(deps: ApprovalDeps, tx: Tx, kind: Kind, row: ActionRow): Promise<string> {
  const now = deps.clock.now();
  if (!row.runAt || row.runAt.epochMilliseconds <= now.epochMilliseconds) return 'On it.';
  const profile = await load(tx, row.personId);
  const time = timeText(row.runAt, profile.identity.timezone);
  const outcome = `${kind.verb} at ${time}, unless you cancel.`;
  await showOutcome(deps, tx, kind, { ...row, outcome }, now);
  return outcome;
}

function timeText(at: Temporal.Instant, zone: string): string {
  return at.toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'second' });
}

function kindOf({ kinds }: ApprovalDeps, row: ActionRow): Kind {
  const kind = kinds.get(row.kind);
  if (!kind) throw new Error(`the ledger names the kind ${row.kind}, which does not exist`);
  return kind;
}

async function kindById(deps: ApprovalDeps, tx: Tx, personId: string, id: string): Promise<Kind | undefined> {
  const row = await byId(tx, personId, id);
  return row && kindOf(deps, row);
}

type Close = (tx: Tx, row: ActionRow, state: Settled, outcome: string) => Promise<void>;

/** Why a press does nothing. A card whose time is over is closed on the way. */
async function whyNot({ clock }: ApprovalDeps, tx: Tx, personId: string, actionId: string, close: Close): Promise<string> {
  const row = await byId(tx, personId, actionId);
  switch (row?.state) {
    case undefined:
      return 'This button belongs to nothing I know. Nothing was done.';
    case 'proposed': {
      // Only its time can have kept it from being claimed; of two presses at once one closes it.
      const over = and(isOpen, lte(actions.expiresAt, clock.now()));
      const expired = await claim(tx, personId, actionId, over, { state: 'expired' });
      if (expired) await close(tx, expired, 'expired', EXPIRED);
      return EXPIRED;
    }
    case 'done':
    case 'running':
      return 'This was already done. Nothing was done twice.';
    case 'undone':
      return 'This was done and taken back since. Ask again if you want it.';
    case 'declined':
      return 'You cancelled this before. Nothing was done.';
    case 'expired':
      return EXPIRED;
    case 'superseded':
      return 'There is a newer version of this card. Nothing was done; press that one.';
    default:
      return `This is closed (${row?.state}). Nothing was done.`;
  }
}
