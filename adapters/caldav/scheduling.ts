import type { Dav } from './dav.ts';

/**
 * Whether the server says that it tells neither guests nor organizer of a change (RFC 6638, 2), asked once. One that gives no answer is taken to
 * tell them, and asked again the next time.
 */
export function createSilence(dav: Dav, home: string): (signal: AbortSignal) => Promise<boolean> {
  let asked: Promise<boolean | undefined> | undefined;
  return async (signal) => {
    asked ??= dav
      .send(home, { method: 'OPTIONS', signal })
      .then(({ ok, headers }) => (ok ? headers.get('dav')?.includes('calendar-auto-schedule') !== true : undefined))
      .catch(() => undefined);
    const silent = await asked;
    if (silent === undefined) asked = undefined;
    return silent === true;
  };
}
