import { AppError } from '../ground/errors.ts';
import type { Log } from '../ground/log.ts';
import { hashOf } from './canonical.ts';
import type { Kind } from './kind.ts';
import type { ActionRow } from './ledger.ts';

/** Why a stored action must never run: what is stored is not what was shown, or nobody knows how it is done. */
export function flawOf(
  { kinds, log }: { readonly kinds: ReadonlyMap<string, Kind>; readonly log: Log },
  { id: action, kind, args, argsHash }: ActionRow,
): AppError | undefined {
  if (!kinds.has(kind)) {
    log.error('action-of-no-kind', { kind, action });
    return new AppError('invalid', 'I cannot do this kind of thing any more. Nothing was done; ask again if you want it.');
  }
  if (hashOf(args) === argsHash) return undefined;
  log.error('action-altered', { kind, action });
  return new AppError(
    'invalid',
    'What is stored is not what was shown to you, so nothing was done. Ask again, and look who can write to the database.',
  );
}
