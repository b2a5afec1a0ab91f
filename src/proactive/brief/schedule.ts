import { Temporal } from 'temporal-polyfill';
import { nextTime } from '../schedules.ts';

/** Later than this, it says so. */
const LATE_AFTER_MINUTES = 5;
const NOON = new Temporal.PlainTime(12);
/** A brief that is set for the afternoon is still worth having for this long. */
const FRESH_HOURS = 4;

/** What to do with a brief that was due at `due`: after noon of its day (or four hours, for a later one) it is not worth having. */
export function decideBrief(due: Temporal.Instant, now: Temporal.Instant, zone: string): 'on-time' | 'late' | 'missed' {
  const planned = due.toZonedDateTimeISO(zone);
  const noon = planned.toPlainDate().toZonedDateTime({ timeZone: zone, plainTime: NOON });
  const fresh = planned.add({ hours: FRESH_HOURS });
  const local = now.toZonedDateTimeISO(zone);
  const stillFresh = Temporal.ZonedDateTime.compare(local, noon) < 0 || Temporal.ZonedDateTime.compare(local, fresh) < 0;
  if (!local.toPlainDate().equals(planned.toPlainDate()) || !stillFresh) return 'missed';
  return due.until(now).total('minutes') > LATE_AFTER_MINUTES ? 'late' : 'on-time';
}

/** The last time on or before `now` at which the brief was due: of several missed ones only this one can still be given. */
export function latestDue(time: string, zone: string, due: Temporal.Instant, now: Temporal.Instant): Temporal.Instant {
  const dayBefore = now.subtract({ hours: 36 });
  let last = due;
  let next = nextTime(time, zone, Temporal.Instant.compare(due, dayBefore) > 0 ? due : dayBefore);
  while (Temporal.Instant.compare(next, now) <= 0) {
    last = next;
    next = nextTime(time, zone, next);
  }
  return last;
}
