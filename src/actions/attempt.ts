import type { Tx } from '../db/client.ts';
import { AppError, isAppError } from '../ground/errors.ts';
import { describeError } from '../ground/log.ts';
import { load } from '../people/profile-store.ts';
import type { ExecutorDeps } from './execute.ts';
import type { ActionResult, HandsContext, OutsideKind, Unanswered } from './kind.ts';
import type { ActionRow } from './ledger.ts';

/**
 * What an attempt came to: a result; how it surely failed; that an earlier one surely did nothing; that it was stopped before it began;
 * or that it was cut off, so that nobody can tell.
 */
export type Attempt = ActionResult<unknown> | Unanswered | AppError | 'nothing' | 'unbegun' | 'cut off';

export type Try = (kind: OutsideKind, context: HandsContext) => Promise<Attempt>;

/** One attempt with hands. A rejection of our own means that nothing happened, unless it was cut off; any other may come from the middle. */
export async function attempt(deps: ExecutorDeps, row: ActionRow, signal: AbortSignal, work: Try): Promise<Attempt> {
  try {
    return await work(outsideKind(deps, row), await contextOf(deps, row, signal));
  } catch (error) {
    if (!signal.aborted && isAppError(error)) return error;
    if (!signal.aborted) deps.log.error('action-failed', { kind: row.kind, action: row.id, ...describeError(error) });
    return row.effect === 'read' ? endOfLook(signal) : 'cut off';
  }
}

function endOfLook({ reason }: AbortSignal): AppError {
  return isAppError(reason) ? reason : new AppError('unavailable', 'Something went wrong on my side. Please try again.');
}

/** What an action is done with. */
export async function contextOf(deps: ExecutorDeps, row: ActionRow, signal: AbortSignal): Promise<HandsContext> {
  const { personId, origin: source, tainted, id: actionId } = row;
  const inDb = <T>(work: (tx: Tx) => Promise<T>) => deps.db.asPerson(personId, work);
  const profile = await inDb((tx) => load(tx, personId));
  const [eyes, hands] = await Promise.all([deps.eyesOf(personId), deps.handsOf(personId)]);
  return { personId, profile, now: deps.clock.now(), source, tainted, ownWords: '', eyes, hands, inDb, signal, actionId };
}

export function outsideKind({ kinds }: ExecutorDeps, row: ActionRow): OutsideKind {
  const kind = kinds.get(row.kind);
  if (kind?.where !== 'outside') throw new Error(`the ledger names the kind ${row.kind}, which reaches nothing outside`);
  return kind;
}
