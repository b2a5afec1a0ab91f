import { and, eq, lte, type SQL } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { isAppError } from '../ground/errors.ts';
import { enqueue } from '../outbox/outbox.ts';
import { load } from '../people/profile-store.ts';
import { hashOf } from './canonical.ts';
import { renderOutcome } from './card.ts';
import type { ActionDeps } from './execute.ts';
import type { Kind } from './kind.ts';
import { type ActionRow, byId, claim, type Settled, settle } from './ledger.ts';

/** What a press came to: the sentence for the person who pressed. */
export interface PressOutcome {
  readonly said: string;
  /** The action that ran, when this very press ran it. */
  readonly ran?: ActionRow;
}

export interface Approvals {
  /** Runs a proposal, once, whatever number of presses arrive. */
  approve(tx: Tx, personId: string, actionId: string, by: string): Promise<PressOutcome>;
  decline(tx: Tx, personId: string, actionId: string): Promise<PressOutcome>;
  /** Voids every open card of the person and says how many there were. */
  voidAll(tx: Tx, personId: string, state: 'stopped' | 'expired', outcome: string): Promise<number>;
  /** Settles the cards whose time is over. */
  expireDue(tx: Tx, personId: string): Promise<number>;
}

/** Handles the cards: rows of the ledger that are `proposed`. */
export function createApprovals(deps: ActionDeps): Approvals {
  async function settleCard(tx: Tx, row: ActionRow, state: Settled, outcome: string): Promise<void> {
    const now = deps.clock.now();
    await settle(tx, row, { state, outcome, finishedAt: now });
    await showOutcome(deps, tx, row, outcome, now);
  }

  /** One statement takes them out of the open state: a card that is being approved at the same moment is not among them. */
  async function voidOpen(tx: Tx, personId: string, state: 'stopped' | 'expired', outcome: string, which?: SQL): Promise<number> {
    const open = and(eq(actions.personId, personId), eq(actions.state, 'proposed'), which);
    const rows = await tx.update(actions).set({ state }).where(open).returning();
    for (const row of rows) await settleCard(tx, row, state, outcome);
    return rows.length;
  }

  return {
    async approve(tx, personId, actionId, by) {
      const now = deps.clock.now();
      const row = await claim(tx, personId, actionId, 'running', now);
      if (!row) return { said: await whyNot(tx, personId, actionId) };
      if (row.expiresAt && Temporal.Instant.compare(row.expiresAt, now) <= 0) {
        await settleCard(tx, row, 'expired', 'Expired. Nothing was done; ask again if you still want it.');
        return { said: 'This has expired. Nothing was done; ask again if you still want it.' };
      }
      const said = await runApproved(deps, tx, row, by);
      return { said, ran: row };
    },

    async decline(tx, personId, actionId) {
      const row = await claim(tx, personId, actionId, 'declined', deps.clock.now());
      if (!row) return { said: await whyNot(tx, personId, actionId) };
      await settleCard(tx, row, 'declined', 'Cancelled. Nothing was done.');
      return { said: 'Cancelled. Nothing was done.' };
    },

    voidAll: voidOpen,

    expireDue: (tx, personId) =>
      voidOpen(
        tx,
        personId,
        'expired',
        'Expired. Nothing was done; ask again if you still want it.',
        lte(actions.expiresAt, deps.clock.now()),
      ),
  };
}

async function runApproved(deps: ActionDeps, tx: Tx, row: ActionRow, by: string): Promise<string> {
  const now = deps.clock.now();
  const kind = kindOf(deps, row);
  if (hashOf(row.args) !== row.argsHash) throw new Error(`the arguments of action ${row.id} are not the ones that were shown`);
  const { personId, origin: source, tainted } = row;
  const profile = await load(tx, personId);
  try {
    // In a savepoint: what a failed run has changed so far does not stay.
    const { said, undo } = await tx.transaction((inner) =>
      kind.run({ tx: inner, personId, profile, now, source, tainted }, row.args),
    );
    await settle(tx, row, { state: 'done', outcome: said, undo: undo ?? null, decidedBy: by, finishedAt: now });
    await deps.audit.record(tx, row.personId, [
      { at: now, dataType: kind.area, access: 'write', action: kind.name, ref: row.id },
    ]);
    await showOutcome(deps, tx, row, said, now);
    return said;
  } catch (error) {
    if (!isAppError(error)) throw error;
    await settle(tx, row, { state: 'failed', outcome: error.message, decidedBy: by, finishedAt: now });
    await showOutcome(deps, tx, row, error.message, now);
    return error.message;
  }
}

/** The outcome replaces the card in place. */
async function showOutcome(deps: ActionDeps, tx: Tx, row: ActionRow, outcome: string, now: Temporal.Instant): Promise<void> {
  const message = renderOutcome(kindOf(deps, row), row.args, await load(tx, row.personId), outcome);
  const why = { trigger: 'the card you were shown', by: 'rule', sources: [row.origin], actions: [row.id] };
  await enqueue(tx, { personId: row.personId, key: `outcome:${row.id}`, message, why, now, edits: cardKey(row.id) });
}

/** The outbox key under which a card went out. */
export function cardKey(actionId: string): string {
  return `card:${actionId}`;
}

function kindOf(deps: ActionDeps, row: ActionRow): Kind {
  const kind = deps.kinds.get(row.kind);
  if (!kind) throw new Error(`the ledger names the kind ${row.kind}, which does not exist`);
  return kind;
}

async function whyNot(tx: Tx, personId: string, actionId: string): Promise<string> {
  const row = await byId(tx, personId, actionId);
  switch (row?.state) {
    case undefined:
      return 'This button belongs to nothing I know. Nothing was done.';
    case 'done':
    case 'running':
      return 'This was already done. Nothing was done twice.';
    case 'undone':
      return 'This was done and taken back since. Ask again if you want it.';
    case 'declined':
      return 'You cancelled this before. Nothing was done.';
    case 'expired':
      return 'This has expired. Nothing was done; ask again if you still want it.';
    default:
      return `This is closed (${row?.state}). Nothing was done.`;
  }
}
