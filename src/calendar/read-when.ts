import { Temporal } from 'temporal-polyfill';
import { AppError } from '../ground/errors.ts';
import type { EventTime } from '../ports/calendar.ts';
import { placeInZone, timeOf, wallOf } from './event-time.ts';
import { readRecurrence, sameDays } from './read-recurrence.ts';
import { type Reading, readClock, readEnd, readStart } from './read-time.ts';
import type { EventWhen } from './series.ts';

/** What was said of the time of an event. */
export interface SaidWhen {
  readonly start: string;
  readonly end?: string | undefined;
  readonly recurrence?: readonly string[] | undefined;
}

/** An hour, or a whole day, unless an end is said. Rejects with `invalid`. */
export function readWhen({ start: said, end, recurrence = [] }: SaidWhen, reading: Reading): EventWhen {
  const start = readStart(said, reading);
  const times = { start, end: end === undefined ? usualEnd(start) : readEnd(end, start, reading) };
  return { ...times, recurrence: readRecurrence(recurrence, times) };
}

/**
 * What becomes of a time by what was said: a moved start keeps the length, a bare hour the day. A series moves as a whole and by its hour only, so
 * that a day that was meant for one occurrence never moves them all. Rejects with `invalid`.
 */
export function changeWhen(before: EventWhen, said: Partial<SaidWhen>, reading: Reading): EventWhen {
  const start = said.start === undefined ? before.start : newStart(before, said.start, reading);
  const end = said.end === undefined ? movedEnd(before, start) : readEnd(said.end, start, reading);
  if (said.recurrence !== undefined) return { start, end, recurrence: readRecurrence(said.recurrence, { start, end }) };
  const after = { start, end, recurrence: before.recurrence };
  if (said.start === undefined || before.recurrence.length === 0 || sameDays(before, after)) return after;
  throw new AppError('invalid', 'With this hour the series would lose days. Give its recurrence anew, too.');
}

function newStart(before: EventWhen, said: string, reading: Reading): EventTime {
  const clock = readClock(said);
  if (clock && 'zone' in before.start) return timeOf(placeInZone(wallOf(before.start).withPlainTime(clock), before.start.zone));
  if (before.recurrence.length === 0) return readStart(said, reading);
  throw new AppError(
    'invalid',
    'This is a series. Give its new start as an hour, such as 11:00; to move one day, use calendar_move.',
  );
}

function usualEnd(start: EventTime): EventTime {
  if ('date' in start) return { date: Temporal.PlainDate.from(start.date).add({ days: 1 }).toString() };
  return { at: Temporal.Instant.from(start.at).add({ hours: 1 }).toString(), zone: start.zone };
}

function movedEnd({ start: before, end }: EventWhen, start: EventTime): EventTime {
  if ('date' in start && 'date' in before && 'date' in end) {
    const days = wallOf(before).until(wallOf(end), { largestUnit: 'days' }).days;
    return { date: Temporal.PlainDate.from(start.date).add({ days }).toString() };
  }
  if ('at' in start && 'at' in before && 'at' in end) {
    const length = Temporal.Instant.from(before.at).until(Temporal.Instant.from(end.at));
    return { at: Temporal.Instant.from(start.at).add(length).toString(), zone: end.zone };
  }
  return usualEnd(start);
}
