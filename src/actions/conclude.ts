import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { AppError } from '../ground/errors.ts';
import { atStep } from '../ground/steps.ts';
import type { Address } from '../outbox/outbox.ts';
import type { ExecutorDeps } from './execute.ts';
import { sealFound } from './found-outside.ts';
import { storeGoOn } from './go-on.ts';
import type { ActionResult, Unanswered } from './kind.ts';
import { type ActionRow, accessOf, byId, claim, isBegun, isHeld } from './ledger.ts';
import { showOutcome } from './outcome.ts';

/** What came of it; `stopped` when STOP came before it had begun. */
type Ending = ActionResult<unknown> | Unanswered | AppError | 'stopped';

interface Concluded {
  readonly row: ActionRow;
  /** Where the conversation goes on. */
  readonly next?: Address;
}

const GOING_ON = 'Done. I go on with what I found.';

/** Settles a running row by what came of it, once; where a card stands, the outcome takes its place. Resolves with the row as it stands. */
export async function conclude(deps: ExecutorDeps, row: ActionRow, ending: Ending): Promise<ActionRow> {
  const { personId, id } = row;
  const change = { ...changeBy(ending), finishedAt: deps.clock.now(), tainted: row.tainted || isTainted(ending) };
  const storing = () =>
    deps.db.asPerson(personId, async (tx): Promise<Concluded> => {
      const kept = await sealFound(deps.sealing, tx, row, deps.kinds.get(row.kind), change);
      const settled = await claim(tx, personId, id, row.startedAt === null ? isHeld : isBegun, kept);
      return settled ? tell(deps, tx, settled, change.finishedAt) : { row: (await byId(tx, personId, id)) ?? row };
    });
  const concluded = await atStep('result-stored', storing);
  deps.onQueued();
  if (concluded.next) deps.onGoOn?.(concluded.next);
  return concluded.row;
}

async function tell(deps: ExecutorDeps, tx: Tx, row: ActionRow, now: Temporal.Instant): Promise<Concluded> {
  const kind = deps.kinds.get(row.kind);
  const action = row.state === 'done' ? row.kind : `${row.kind} ${row.state}`;
  const entry = { at: now, dataType: kind?.area ?? row.kind, access: accessOf(row.effect), action, ref: row.id };
  await deps.audit.record(tx, row.personId, [entry]);
  if (!deps.onGoOn || !kind?.continues || row.state !== 'done') {
    await showOutcome(deps, tx, kind, row, now);
    return { row };
  }
  const next = await showOutcome(deps, tx, kind, { ...row, outcome: GOING_ON }, now);
  if (!next) return { row };
  await storeGoOn(tx, row, next, now);
  return { row, next };
}

function isTainted(ending: Ending): boolean {
  return typeof ending === 'object' && 'tainted' in ending && ending.tainted === true;
}

function changeBy(ending: Ending) {
  if (ending === 'stopped') return { state: 'stopped', outcome: 'Stopped by you. Nothing was done.' } as const;
  if (ending instanceof AppError) return { state: 'failed', outcome: ending.message, failure: ending.code } as const;
  if ('unknown' in ending) return { state: 'unknown', outcome: unknownText(ending.unknown) } as const;
  return { state: 'done', outcome: ending.said, undo: ending.undo ?? null } as const;
}

/** What the person is told when no answer came. */
export function unknownText(reason: string): string {
  return `I cannot tell whether it happened: ${reason}. Look there before you try again.`;
}
