import { AppError } from '../../../ground/errors.ts';
import type { ActionResult } from '../../kind.ts';
import { countText, type Walk } from './batch.ts';

/** What is said of a walk through several mails, whole or cut short. Rejects with `invalid` when it changed nothing. */
export function told<U>({ done, skipped, unsure, rest, stoppedBy }: Walk<unknown>, what: string, undo: U): ActionResult<U> {
  if (done.length + unsure.length === 0 && stoppedBy === undefined)
    throw new AppError('invalid', 'Nothing was done: what was shown has been moved or changed since.');
  const said = [
    `${countText(done.length)} ${done.length === 1 ? 'is' : 'are'} ${what}.`,
    ...(unsure.length > 0 ? ['One more may be.'] : []),
    ...(skipped > 0
      ? [`${countText(skipped)} had been moved or changed before, so I left ${skipped === 1 ? 'it' : 'them'}.`]
      : []),
    ...(stoppedBy === undefined ? [] : [`The other ${rest} I did not touch: ${stoppedBy}`]),
  ];
  return { said: said.join(' '), ...(done.length + unsure.length > 0 && { undo }) };
}

/** What is said of it after a death in the middle. */
export function foundText<U>(done: readonly unknown[], of: number, what: string, undo: U): ActionResult<U> | 'nothing' {
  if (done.length === 0) return 'nothing';
  const whole = done.length === of;
  const said = `${countText(done.length)}${whole ? '' : ` of ${of}`} ${done.length === 1 ? 'is' : 'are'} ${what}.`;
  return { said: whole ? said : `${said} I was cut off there; ask again for the rest.`, undo };
}

/** What is said of mails that were to be given back. Rejects with `invalid` when none could be. */
export function restored(back: number, of: number, [one, several]: readonly [string, string]): string {
  if (back === 0) throw new AppError('invalid', 'This cannot be undone any more: the mails have been moved or deleted since.');
  const rest = of - back;
  return `${countText(back)} ${back === 1 ? one : several}.${rest > 0 ? ` ${countText(rest)} could not be found there any more.` : ''}`;
}
