import { Temporal } from 'temporal-polyfill';
import { missedSince, nextOccurrence, type Recurrence } from '../reminders/recurrence.ts';
import type { Trigger } from './plan.ts';

/** When it is to be looked at next after `after`; undefined when the clock never begins it again. A meeting is looked for at once. */
export function nextMoment(trigger: Trigger, zone: string, after: Temporal.Instant): Temporal.Instant | undefined {
  switch (trigger.kind) {
    case 'schedule':
      return nextOccurrence({ ...trigger, zone }, after);
    case 'once': {
      const at = Temporal.Instant.from(trigger.at);
      return Temporal.Instant.compare(at, after) > 0 ? at : undefined;
    }
    case 'meeting':
    case 'meeting-end':
      return after;
    case 'mail':
    case 'hand':
      return undefined;
  }
}

/** Of the moments that have come since `first` the latest, and how many came before it: they are one run. */
export function coalesced(trigger: Trigger, zone: string, first: Temporal.Instant, now: Temporal.Instant) {
  if (trigger.kind !== 'schedule') return { last: first, missed: 0 };
  const { last, count } = missedSince({ ...trigger, zone }, first, now);
  return { last, missed: count - 1 };
}

/** At which moments of the stretch the clock would have begun it, had it been there; nothing for what the clock does not begin. */
export function momentsBetween(
  trigger: Trigger,
  zone: string,
  from: Temporal.Instant,
  until: Temporal.Instant,
): Temporal.Instant[] {
  if (trigger.kind !== 'schedule') return [];
  const rule = begunBefore({ ...trigger, zone }, from);
  const moments: Temporal.Instant[] = [];
  for (let at = nextOccurrence(rule, from); at && Temporal.Instant.compare(at, until) <= 0; at = nextOccurrence(rule, at)) {
    moments.push(at);
    if (moments.length >= MOST) break;
  }
  return moments;
}

const MOST = 200;
const USUAL_DAY = { hours: 24 };

/** The moment before this one, a day before where there is none: what came since then is new. */
export function momentBefore(trigger: Trigger, zone: string, at: Temporal.Instant): Temporal.Instant {
  const longAgo = at.subtract({ hours: 31 * 24 });
  return momentsBetween(trigger, zone, longAgo, at.subtract({ seconds: 1 })).at(-1) ?? at.subtract(USUAL_DAY);
}

const UNITS = new Map([
  ['DAILY', 'days'],
  ['WEEKLY', 'weeks'],
  ['MONTHLY', 'months'],
  ['YEARLY', 'years'],
]);
const LONGEST_STEPS_BACK = 3000;

/** The same rule, begun so many of its own intervals earlier that it is under way at `from`, and without an end by number. */
function begunBefore(rule: Recurrence, from: Temporal.Instant): Recurrence {
  const [, freq = 'DAILY'] = /FREQ=(\w+)/.exec(rule.rrule) ?? [];
  const interval = Number(/INTERVAL=(\d+)/.exec(rule.rrule)?.[1] ?? 1);
  const unit = UNITS.get(freq) ?? 'days';
  const wanted = from.toZonedDateTimeISO(rule.zone).toPlainDateTime();
  let starts = Temporal.PlainDateTime.from(rule.startsLocal);
  for (let step = 0; step < LONGEST_STEPS_BACK && Temporal.PlainDateTime.compare(starts, wanted) > 0; step += 1)
    starts = starts.subtract({ [unit]: interval });
  const endless = rule.rrule.replace(/;COUNT=\d+/, '');
  return { ...rule, rrule: endless, startsLocal: starts.toString({ smallestUnit: 'minute' }) };
}
