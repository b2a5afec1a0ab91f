import type { Temporal } from 'temporal-polyfill';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';

export interface RoomNews {
  /** The database has no room to write on its disk, or some again. */
  changed(enough: boolean): void;
  /** From now on the person can be told from when on nothing could be stored; what happened before is told at once. */
  tellBy(tell: (since: Temporal.Instant) => Promise<void>): void;
}

/** A full disk stands in the log at once, and in the chat as soon as something can be stored there. */
export function createRoomNews(clock: Clock, log: Log): RoomNews {
  let fullSince: Temporal.Instant | undefined;
  let untold: Temporal.Instant | undefined;
  let tell: ((since: Temporal.Instant) => Promise<void>) | undefined;

  function pass(): void {
    if (!tell || !untold) return;
    tell(untold).catch((error: unknown) => log.warn('full-disk-untold', describeError(error)));
    untold = undefined;
  }

  return {
    changed(enough) {
      if (!enough) {
        fullSince = clock.now();
        log.error('disk-full', { advice: 'Nothing is taken in until there is room on the disk of the database. Make some.' });
        return;
      }
      log.info('disk-has-room');
      untold = fullSince;
      pass();
    },
    tellBy(by) {
      tell = by;
      pass();
    },
  };
}
