import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';

/** A recurrence that follows the wall clock of one zone. */
export interface Recurrence {
  /** RFC 5545 recurrence rule, days or longer. */
  readonly rrule: string;
  /** RFC 5545 DTSTART, local time without zone: `2026-11-21T09:00`. */
  readonly startsLocal: string;
  /** IANA. */
  readonly zone: string;
}

/** A zone once left out a whole calendar day (Samoa, 2011): wall clock and instant never lie further apart than this. */
const MARGIN = { hours: 48 };
/** Between the margin and the answer lie only a few days, with a few hours each. */
const MOST_STEPS = 120;

/**
 * The first time after `after`, undefined when the rule is over. The rule is counted on the wall clock alone and only then placed in
 * the zone, so that a time which a clock change leaves out comes an hour later instead of not at all, and one which happens twice
 * comes the first time (RFC 5545, section 3.3.10 with 3.3.5).
 */
export function nextOccurrence({ rrule, startsLocal, zone }: Recurrence, after: Temporal.Instant): Temporal.Instant | undefined {
  const rule = new RRuleTemporal({
    rruleString: rrule,
    dtstart: Temporal.PlainDateTime.from(startsLocal).toZonedDateTime('UTC'),
    temporal: Temporal,
  });
  let wall = after.toZonedDateTimeISO(zone).toPlainDateTime().subtract(MARGIN).toZonedDateTime('UTC');
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = rule.next(wall);
    if (!next) return undefined;
    const at = next.toPlainDateTime().toZonedDateTime(zone).toInstant();
    if (Temporal.Instant.compare(at, after) > 0) return at;
    wall = next;
  }
  throw new Error('a recurrence of less than a day reached the scheduler');
}

/** A year of daily ones and then some. */
const MOST_MISSED = 1000;

export interface Missed {
  /** The latest time that is not after `now`. */
  readonly last: Temporal.Instant;
  /** How many times have come since `first`, `first` and `last` included; counting ends at a thousand. */
  readonly count: number;
}

/** What of a recurrence has come by `now`, when `first` was the first of it that is still open. */
export function missedSince(recurrence: Recurrence, first: Temporal.Instant, now: Temporal.Instant): Missed {
  let last = first;
  for (let count = 1; ; count += 1) {
    const next = nextOccurrence(recurrence, last);
    if (!next || Temporal.Instant.compare(next, now) > 0 || count >= MOST_MISSED) return { last, count };
    last = next;
  }
}
