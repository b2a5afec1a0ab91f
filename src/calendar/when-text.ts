import { Temporal } from 'temporal-polyfill';
import { isAppError } from '../ground/errors.ts';
import { dayText, exactClockText } from '../reminders/moment-text.ts';
import { ruleText } from '../reminders/rule-text.ts';
import { wallOf } from './event-time.ts';
import { type EventWhen, extentOf, type Occurrence } from './series.ts';

/**
 * When an event is, in full: weekday, date, hours, zone and offset on the person's clock; beneath it the same in the event's own zone where
 * that is another one, and how it repeats, with the number of times, the last date and the rule itself.
 */
export function whenText(when: EventWhen, zone: string): string {
  const { start, end } = when;
  const own = 'at' in start && 'at' in end && (start.zone !== zone || end.zone !== zone) ? [`There: ${spanText(when)}`] : [];
  return [spanText(when, zone), ...own, ...seriesText(when)].join('\n');
}

/** One occurrence in one line; hours by the clock in `zone`, or in its own zones. */
export function spanText({ start, end }: Occurrence, zone?: string): string {
  if ('date' in start || 'date' in end) return daysText(wallOf(start).toPlainDate(), wallOf(end).toPlainDate());
  const from = local(start, zone);
  const until = local(end, zone);
  const sameDay = from.toPlainDate().equals(until.toPlainDate());
  const sameOffset = from.offset === until.offset && from.timeZoneId === until.timeZoneId;
  const head = `${dayText(from.toPlainDate())}, ${exactClockText(from)}`;
  const tail = sameDay ? exactClockText(until) : `${dayText(until.toPlainDate())}, ${exactClockText(until)}`;
  return sameOffset ? `${head} to ${tail} (${zoneText(from)})` : `${head} (${zoneText(from)}) to ${tail} (${zoneText(until)})`;
}

function seriesText(when: EventWhen): string[] {
  if (when.recurrence.length === 0) return [];
  return [`Repeats ${timesText(when)}`, `Rule: ${when.recurrence.join(' ')}`];
}

/** `every Monday at 10:00, 12 times, the last on Monday, 4 May 2026`: how a series repeats. */
export function timesText(when: EventWhen): string {
  try {
    const extent = extentOf(when);
    const times = extent
      ? `${extent.count} times, the last on ${dayText(wallOf(extent.last.start).toPlainDate())}`
      : 'without an end';
    return `${cadence(when)}, ${times}`;
  } catch (error) {
    if (isAppError(error, 'invalid')) return 'by a rule that I cannot read';
    throw error;
  }
}

const PLAIN_RULE =
  /^RRULE:FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;(?:INTERVAL=\d+|COUNT=\d+|UNTIL=\w+|WKST=\w\w|BYDAY=[A-Z]{2}(?:,[A-Z]{2})*|BYMONTHDAY=(?:[1-9]\d?|-1)))*$/;

function cadence({ start, recurrence }: EventWhen): string {
  const rule = recurrence.find((line) => line.startsWith('RRULE')) ?? '';
  const yearly = /FREQ=YEARLY/.test(rule);
  const odd =
    !PLAIN_RULE.test(rule) || (/BYDAY/.test(rule) && !/FREQ=WEEKLY/.test(rule)) || (yearly && /BY(?:DAY|MONTH)/.test(rule));
  if (odd) return 'by a rule of its own';
  const interval = /INTERVAL=(\d+)/.exec(rule)?.[1] ?? '1';
  const hour = 'date' in start ? '' : ` at ${wallOf(start).toPlainTime().toString({ smallestUnit: 'minute' })}`;
  if (yearly) return `${interval === '1' ? 'every year' : `every ${interval} years`}${hour}`;
  return ruleText(rule.slice('RRULE:'.length), wallOf(start).toString({ smallestUnit: 'minute' })).replace(/ at [\d:]+$/, hour);
}

function daysText(first: Temporal.PlainDate, end: Temporal.PlainDate): string {
  const days = first.until(end, { largestUnit: 'days' }).days;
  if (days <= 1) return `${dayText(first)}, the whole day`;
  return `${dayText(first)} to ${dayText(end.subtract({ days: 1 }))}, ${days} whole days`;
}

function local(time: { readonly at: string; readonly zone: string }, zone: string | undefined): Temporal.ZonedDateTime {
  return Temporal.Instant.from(time.at).toZonedDateTimeISO(zone ?? time.zone);
}

function zoneText(at: Temporal.ZonedDateTime): string {
  return `${at.timeZoneId}, UTC${at.offset}`;
}
