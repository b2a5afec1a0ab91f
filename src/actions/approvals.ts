import { and, eq, gt, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { isAppError } from '../ground/errors.ts';
import type { Log } from '../ground/log.ts';
import { hasArrived } from '../outbox/outbox.ts';
import { load } from '../people/profile-store.ts';
import type { ActionDeps } from './act.ts';
import { hashOf } from './canonical.ts';
import { cardKey } from './card/card.ts';
import { type Closing, createClosing } from './closing.ts';
import { flawOf } from './flaw.ts';
import type { InsideKind, Kind, OutsideKind } from './kind.ts';
import { type ActionRow, accessOf, claim, isHeld, isOpen, ofTurn, settle } from './ledger.ts';
import { showOutcome } from './outcome.ts';

/** What a press came to: the sentence for the person who pressed. */
export interface PressOutcome {
  readonly said: string;
  /** The action that this very press set off. */
  readonly ran?: ActionRow;
}

export interface Approvals extends Pick<Closing, 'voidAll' | 'doubtAll' | 'overtake' | 'retell' | 'expireDue'> {
  /**
   * Runs a proposal, once, whatever number of presses arrive. What reaches outside is due from now on (src/actions/due-actions.ts), or
   * once the time to cancel is over. Where the card asked which of two is meant, `option` is the place of the one that was pressed.
   */
  approve(tx: Tx, personId: string, actionId: string, by: string, option?: number): Promise<PressOutcome>;
  /** Runs all open proposals of a turn whose cards have reached the person, each as a press on it would. */
  approveAll(tx: Tx, personId: string, turnId: string, by: string): Promise<PressOutcome>;
  /** Closes a card, or stops what was pressed and has not begun. */
  decline(tx: Tx, personId: string, actionId: string): Promise<PressOutcome>;
  /** Sets off once more what got no answer: the person looked, and says so by this press. */
  again(tx: Tx, personId: string, actionId: string, by: string): Promise<PressOutcome>;
  /** Leaves what got no answer as it is. */
  leave(tx: Tx, personId: string, actionId: string): Promise<PressOutcome>;
}

export interface ApprovalDeps extends Pick<ActionDeps, 'kinds' | 'buttons' | 'audit' | 'clock'> {
  readonly log: Log;
}

/** Handles the cards: rows of the ledger that are `proposed`, and those whose outcome nobody knows. */
export function createApprovals(deps: ApprovalDeps): Approvals {
  const closing = createClosing(deps);
  const { close, whyNot } = closing;

  /** Carries out what a press has claimed: on our own data at once, outside by its turn. */
  async function carryOut(tx: Tx, claimed: ActionRow, holdMs: (kind: OutsideKind) => number, option = 0): Promise<PressOutcome> {
    const flaw = flawOf(deps, claimed);
    const kind = deps.kinds.get(claimed.kind);
    const row = kind && !flaw ? await chosen(tx, kind, claimed, option) : claimed;
    if (flaw || !kind) {
      const said = flaw?.message ?? 'I cannot do this.';
      await close(tx, row, 'failed', said);
      return { said };
    }
    if (kind.where === 'inside') return { said: await runInside(deps, tx, kind, row), ran: row };
    return { said: await hold(deps, tx, kind, row, holdMs(kind)), ran: row };
  }

  async function approve(tx: Tx, personId: string, actionId: string, by: string, option = 0): Promise<PressOutcome> {
    const now = deps.clock.now();
    // The one statement that turns a card into work: of twenty presses one gets the row.
    const fresh = and(isOpen, gt(actions.expiresAt, now));
    const row = await claim(tx, personId, actionId, fresh, { state: 'running', runAt: now, decidedBy: by });
    return row ? carryOut(tx, row, ({ holdMs }) => holdMs, option) : { said: await whyNot(tx, personId, actionId) };
  }

  return {
    ...closing,
    approve,

    async approveAll(tx, personId, turnId, by) {
      const open = (await ofTurn(tx, personId, turnId)).filter(({ state }) => state === 'proposed');
      const said: string[] = [];
      // What was not seen is not approved: its card keeps its own buttons.
      // Nor is what only the person can tell: its card keeps asking.
      for (const { id, kind, args } of open)
        if ((deps.kinds.get(kind)?.options(args).length ?? 0) === 0 && (await hasArrived(tx, personId, cardKey(id))))
          said.push((await approve(tx, personId, id, by)).said);
      return { said: said.length > 0 ? said.join('\n') : 'None of these cards is open any more. Nothing was done.' };
    },

    async decline(tx, personId, actionId) {
      const row = await claim(tx, personId, actionId, or(isOpen, isHeld), { state: 'declined' });
      if (!row) return { said: await whyNot(tx, personId, actionId) };
      await close(tx, row, 'declined', 'Cancelled. Nothing was done.');
      return { said: 'Cancelled. Nothing was done.' };
    },

    async again(tx, personId, actionId, by) {
      const change = { state: 'running', runAt: deps.clock.now(), startedAt: null, decidedBy: by } as const;
      const row = await claim(tx, personId, actionId, eq(actions.state, 'unknown'), change);
      return row ? carryOut(tx, row, () => 0) : { said: await whyNot(tx, personId, actionId) };
    },

    async leave(tx, personId, actionId) {
      const row = await claim(tx, personId, actionId, eq(actions.state, 'unknown'), { state: 'stopped' });
      if (!row) return { said: await whyNot(tx, personId, actionId) };
      await close(tx, row, 'stopped', 'Left as it is: it may have happened.');
      return { said: 'Left as it is.' };
    },
  };
}

/** Of two exact wishes the one that was pressed: from here on the row holds that one alone. */
async function chosen(tx: Tx, kind: Kind, row: ActionRow, option: number): Promise<ActionRow> {
  const args = kind.options(row.args)[option]?.args;
  if (!args) return row;
  const change = { args, argsHash: hashOf(args) };
  await settle(tx, row, change);
  return { ...row, ...change };
}

/** Runs what works on our own data, in the transaction of its press. */
async function runInside(deps: ApprovalDeps, tx: Tx, kind: InsideKind, row: ActionRow): Promise<string> {
  const now = deps.clock.now();
  const { id: actionId, personId, origin: source, tainted } = row;
  const profile = await load(tx, personId);
  // A second try has a beginning of its own, so that its outcome is told as well.
  const finish = { finishedAt: now, startedAt: row.finishedAt === null ? null : now };
  const change = await tx
    // In a savepoint: what a failed run has changed so far does not stay.
    .transaction((inner) => kind.run({ tx: inner, personId, profile, now, source, tainted, ownWords: '', actionId }, row.args))
    .then(
      ({ said, undo, tainted: found = false }) =>
        ({ state: 'done', outcome: said, undo: undo ?? null, ...finish, tainted: tainted || found }) as const,
      (error: unknown) => {
        if (!isAppError(error)) throw error;
        return { state: 'failed', outcome: error.message, failure: error.code, ...finish } as const;
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

/** What reaches outside is due now, or after a while in which its card says so and can be cancelled. */
async function hold(deps: ApprovalDeps, tx: Tx, kind: OutsideKind, row: ActionRow, holdMs: number): Promise<string> {
  if (holdMs === 0) return 'On it.';
  const now = deps.clock.now();
  const runAt = now.add({ milliseconds: holdMs });
  await settle(tx, row, { runAt });
  const profile = await load(tx, row.personId);
  const outcome = `${kind.verb} at ${timeText(runAt, profile.identity.timezone)}, unless you cancel.`;
  await showOutcome(deps, tx, kind, { ...row, runAt, outcome }, now);
  return outcome;
}

function timeText(at: Temporal.Instant, zone: string): string {
  return at.toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'second' });
}
