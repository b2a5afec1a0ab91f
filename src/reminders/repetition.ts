import type { Temporal } from 'temporal-polyfill';
import { monthDayRule } from '../phrases/cadences.ts';
import { halvesOf } from '../phrases/clock-times.ts';
import type { Repetition } from '../phrases/times.ts';
import { hourOfPart } from './part-hours.ts';
import { nextOccurrence, type Recurrence } from './recurrence.ts';

export interface Placed {
  readonly recurrence: Recurrence;
  readonly next: Temporal.Instant;
}

/** Hours that are said for a regular thing as they stand: `every day at 7`, unlike `every day at 5`. */
const SURE_FROM = 7;

/**
 * When it happens, by the wall clock of `now`'s zone: two answers where the half of the day is open, the likelier one first, and none for
 * what repeats within a day. Without an hour it is `defaultTime`.
 */
export function place(
  { rrule, clock, part }: Repetition,
  now: Temporal.ZonedDateTime,
  defaultTime: Temporal.PlainTime,
  exact: boolean,
): readonly Placed[] {
  if (rrule === undefined) return [];
  const times = clock
    ? timesOf(
        halvesOf(clock).map(({ time }) => time),
        exact,
      )
    : [part ? hourOfPart(part.code) : defaultTime];
  return times.map((time) => placeAt(rrule, time, now)).filter((each) => each !== undefined);
}

function timesOf(halves: readonly Temporal.PlainTime[], exact: boolean): readonly Temporal.PlainTime[] {
  const [first, second] = halves;
  if (!first || !second) return halves;
  return exact || first.hour >= SURE_FROM ? [first] : [second, first];
}

/** The rule starts on the soonest day that fits, and DTSTART is its own first time (RFC 5545, section 3.8.5.3). */
function placeAt(said: string, time: Temporal.PlainTime, now: Temporal.ZonedDateTime): Placed | undefined {
  const zone = now.timeZoneId;
  const rrule = /^FREQ=MONTHLY(?:;INTERVAL=\d+)?$/.test(said) ? `${said};${monthDayRule(now.day)}` : said;
  const wallOf = (at: Temporal.PlainDate) => at.toPlainDateTime(time).toString({ smallestUnit: 'minute' });
  const everyTime = rrule.replace(/;INTERVAL=\d+/, '');
  const first = nextOccurrence({ rrule: everyTime, startsLocal: wallOf(now.toPlainDate()), zone }, now.toInstant());
  if (!first) return undefined;
  return { recurrence: { rrule, startsLocal: wallOf(first.toZonedDateTimeISO(zone).toPlainDate()), zone }, next: first };
}
