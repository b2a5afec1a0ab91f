import { and, eq, inArray, lte, or, type SQL } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { withdraw } from '../outbox/outbox.ts';
import type { ActionDeps } from './act.ts';
import { unknownText } from './conclude.ts';
import { type ActionRow, byId, claim, isBegun, isHeld, isOpen, type Settled, settle } from './ledger.ts';
import { showMore, showOutcome } from './outcome.ts';

/** How many were closed: cards that lay open, and what had been pressed but not begun. */
export interface Voided {
  readonly cards: number;
  readonly held: number;
}

export interface Closing {
  /** Settles a card that its caller has claimed, and says so in its place. */
  close(tx: Tx, row: ActionRow, state: Settled, outcome: string): Promise<void>;
  /** Why a press on this card does nothing. One whose time is over is closed on the way. */
  whyNot(tx: Tx, personId: string, actionId: string): Promise<string>;
  /** STOP: voids every open card of the person and whatever was pressed and has not begun. */
  voidAll(tx: Tx, personId: string, state: 'stopped' | 'expired', outcome: string): Promise<Voided>;
  /**
   * What happened last is missing from the database: open cards are closed with the outcome `closed`, and of what had been pressed
   * nobody knows what became of it, for this reason.
   */
  doubtAll(tx: Tx, personId: string, words: { readonly closed: string; readonly reason: string }): Promise<void>;
  /** What a card asks is not needed any more: closes it unless it has begun, and says why in its place. */
  overtake(tx: Tx, personId: string, actionId: string, outcome: string): Promise<void>;
  /** Says in the place of a card that was declined what has come of it since. */
  retell(tx: Tx, personId: string, actionId: string, outcome: string): Promise<void>;
  /** Settles the cards whose time is over, and says how many. */
  expireDue(tx: Tx, personId: string): Promise<number>;
}

const EXPIRED = 'This has expired. Nothing was done; ask again if you still want it.';

/** Ends cards in other ways than by doing what they show. */
export function createClosing(deps: Pick<ActionDeps, 'kinds' | 'buttons' | 'clock'>): Closing {
  async function close(tx: Tx, row: ActionRow, state: Settled, outcome: string): Promise<void> {
    const now = deps.clock.now();
    const change = { state, outcome, finishedAt: now };
    await settle(tx, row, change);
    await showOutcome(deps, tx, deps.kinds.get(row.kind), { ...row, ...change }, now);
  }

  /** One statement takes them out of their state: what is being approved or begun at the same moment is not among them. */
  async function closeAll(
    tx: Tx,
    personId: string,
    which: SQL | undefined,
    state: Settled,
    outcome: string,
  ): Promise<ActionRow[]> {
    const rows = await tx
      .update(actions)
      .set({ state })
      .where(and(eq(actions.personId, personId), which))
      .returning();
    for (const row of rows) await close(tx, row, state, outcome);
    return rows;
  }

  /** Messages to somebody else that still wait to go out do not go out. */
  async function closeUnsent(tx: Tx, personId: string, state: Settled, outcome: string): Promise<number> {
    const ids = await withdraw(tx, personId);
    if (ids.length > 0) await closeAll(tx, personId, inArray(actions.id, ids), state, outcome);
    return ids.length;
  }

  return {
    close,

    async whyNot(tx, personId, actionId) {
      const row = await byId(tx, personId, actionId);
      if (!row) return 'This button belongs to nothing I know. Nothing was done.';
      if (row.state !== 'proposed') return CLOSED[row.state];
      // Of two presses at once one closes it.
      const expired = await claim(tx, personId, actionId, isOver(deps), { state: 'expired' });
      if (expired) await close(tx, expired, 'expired', EXPIRED);
      return EXPIRED;
    },

    async voidAll(tx, personId, state, outcome) {
      const rows = await closeAll(tx, personId, or(isOpen, isHeld), state, outcome);
      // Begun in an earlier life and not looked for yet: should it not have happened, it is not wanted any more.
      await tx
        .update(actions)
        .set({ runAt: null })
        .where(and(eq(actions.personId, personId), isBegun));
      const unsent = await closeUnsent(tx, personId, state, outcome);
      const held = rows.filter(({ runAt }) => runAt !== null).length;
      return { cards: rows.length - held, held: held + unsent };
    },

    async doubtAll(tx, personId, { closed, reason }) {
      await closeAll(tx, personId, isOpen, 'expired', closed);
      const doubt = unknownText(reason);
      await closeAll(tx, personId, eq(actions.state, 'running'), 'unknown', doubt);
      await closeUnsent(tx, personId, 'unknown', doubt);
    },

    async overtake(tx, personId, actionId, outcome) {
      const row = await claim(tx, personId, actionId, or(isOpen, isHeld), { state: 'expired' });
      if (row) await close(tx, row, 'expired', outcome);
    },

    async retell(tx, personId, actionId, outcome) {
      const row = await claim(tx, personId, actionId, eq(actions.state, 'declined'), { outcome });
      if (row) await showMore(deps, tx, deps.kinds.get(row.kind), row, deps.clock.now());
    },

    expireDue: async (tx, personId) => (await closeAll(tx, personId, isOver(deps), 'expired', EXPIRED)).length,
  };
}

function isOver({ clock }: Pick<ActionDeps, 'clock'>): SQL | undefined {
  return and(isOpen, lte(actions.expiresAt, clock.now()));
}

/** What a press on a card in this state is answered with. */
const CLOSED: Record<Exclude<ActionRow['state'], 'proposed'>, string> = {
  running: 'This is under way already. Nothing is done twice.',
  done: 'This was already done. Nothing was done twice.',
  failed: 'This was tried before and did not work. Ask again if you still want it.',
  unknown: 'This was tried before, and nobody can tell whether it happened. Press "Do it again" or "Leave it".',
  declined: 'You cancelled this before. Nothing was done.',
  expired: EXPIRED,
  superseded: 'There is a newer version of this card. Nothing was done; press that one.',
  stopped: 'You stopped this before. Nothing was done; ask again if you still want it.',
  undone: 'This was done and taken back since. Ask again if you want it.',
};
