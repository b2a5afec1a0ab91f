import { AppError } from '../ground/errors.ts';
import type { Profile } from '../people/profile.ts';
import type { Effect } from './kind.ts';

type Sharing = Profile['settings']['sharing'];

/** The switch of an area of kinds; the others follow `all` alone. */
const SWITCHES: ReadonlyMap<string, keyof Sharing> = new Map([
  ['message', 'messages'],
  ['mail', 'mail'],
  ['calendar', 'calendar'],
  ['web', 'web'],
]);

/** Rejects with `denied` when the person shares nothing in this way: then not even a card asks. What is on is still asked for each time. */
export function requireSharing(area: string, effect: Effect, { settings }: Profile): void {
  if (effect !== 'outbound') return;
  const off = switchedOff(area, settings.sharing);
  if (off === undefined) return;
  const how = off === 'all' ? 'Sharing anything with others' : `Sharing by ${off}`;
  throw new AppError('denied', `${how} is switched off, so nothing went out. To switch it on: /settings sharing.${off} on`);
}

function switchedOff(area: string, sharing: Sharing): keyof Sharing | undefined {
  if (!sharing.all) return 'all';
  const own = SWITCHES.get(area);
  return own === undefined || sharing[own] ? undefined : own;
}
