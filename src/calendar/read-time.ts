import { Temporal } from 'temporal-polyfill';
import { AppError } from '../ground/errors.ts';
import { parseTime } from '../people/time-range.ts';
import { parseZone } from '../people/zone.ts';
import { readLength } from '../phrases/read-length.ts';
import type { EventTime } from '../ports/calendar.ts';
import { parseWhen, unreadText } from '../reminders/phrase.ts';
import { placeInZone, timeOf, wallOf } from './event-time.ts';

export interface Reading {
  readonly now: Temporal.Instant;
  /** IANA: whose wall clock an hour without a zone means. */
  readonly zone: string;
}

/**
 * Reads when an event starts: `tomorrow at 9`, `friday` (the whole day), `2026-12-01 14:30`, each also with an offset or a zone behind it, as in
 * `2026-12-01T14:30 Europe/Berlin`. Rejects with `invalid`, also for days and hours that do not exist: nothing is rolled over.
 */
export function readStart(text: string, { now, zone }: Reading): EventTime {
  const { words, said } = splitZone(text);
  const exact = readIso(words, said ?? zone, said !== undefined);
  if (exact) return exact;
  const when = parseWhen(words, { now, zone: said ?? zone, bareDay: 'morning' });
  if (when.state === 'unread') throw new AppError('invalid', unreadText(when));
  if (when.state === 'repeated')
    throw new AppError('invalid', 'Say when it starts for the first time, and how it repeats by an RRULE in "recurrence".');
  if (when.dayOnly) return { date: when.at.toPlainDate().toString() };
  if (!when.counted) refuseSkippedHour(words, { now, zone: said ?? zone });
  return timeOf(when.at);
}

/** Reads when it ends: a time of day, a length such as `45 minutes`, or as a start. A bare day is the last whole day, included. */
export function readEnd(text: string, start: EventTime, reading: Reading): EventTime {
  const end = 'date' in start ? readLastDay(text, start.date, reading) : readEndTime(text, start, reading);
  if (Temporal.PlainDateTime.compare(wallOf(end), wallOf(start)) > 0 || isLater(end, start)) return end;
  throw new AppError(
    'invalid',
    'It would end before it starts. Give the end as a later time, with its date when it is another day.',
  );
}

/** `9:30` or `3pm` and nothing else; undefined for whatever is no bare time of day. */
export function readClock(text: string): Temporal.PlainTime | undefined {
  try {
    return parseTime(text);
  } catch {
    return undefined;
  }
}

function readLastDay(text: string, first: string, reading: Reading): EventTime {
  const days = /^\s*(\d{1,3})\s*days?\s*$/i.exec(text)?.[1];
  const day = Temporal.PlainDate.from(first);
  if (days !== undefined) return { date: day.add({ days: Number(days) }).toString() };
  const last = readStart(text, reading);
  if ('date' in last) return { date: Temporal.PlainDate.from(last.date).add({ days: 1 }).toString() };
  throw new AppError('invalid', 'It starts as a whole day and ends at an hour. Give both as days, or both with an hour.');
}

function readEndTime(text: string, start: { readonly at: string; readonly zone: string }, { now }: Reading): EventTime {
  const length = readLength(text);
  const begins = Temporal.Instant.from(start.at).toZonedDateTimeISO(start.zone);
  if (length) return timeOf(begins.add(length));
  const clock = readClock(text);
  if (clock) return timeOf(placeInZone(begins.toPlainDate().toPlainDateTime(clock), start.zone));
  const end = readStart(text, { now, zone: start.zone });
  if ('at' in end) return end;
  throw new AppError('invalid', 'It starts at an hour and ends on a day. Give the end with an hour, too.');
}

function isLater(end: EventTime, start: EventTime): boolean {
  return (
    'at' in end && 'at' in start && Temporal.Instant.compare(Temporal.Instant.from(end.at), Temporal.Instant.from(start.at)) > 0
  );
}

/** Takes `Europe/Berlin`, `(Europe/Berlin)` or `[Europe/Berlin]` off the end. */
function splitZone(text: string): { readonly words: string; readonly said: string | undefined } {
  const [, words = '', zone = ''] = /^(.*?)\s*[[(]?\b([A-Za-z][\w+-]*(?:\/[A-Za-z][\w+-]*){1,2})[\])]?$/s.exec(text.trim()) ?? [];
  return zone === '' ? { words: text.trim(), said: undefined } : { words, said: parseZone(zone) };
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[Tt ]+(\d\d:\d\d(?::\d\d)?))?(?:\.0+)?\s*([Zz]|[+-]\d\d:?\d\d)?$/;

function readIso(words: string, zone: string, zoneSaid: boolean): EventTime | undefined {
  const [whole, date = '', clock, offset] = ISO.exec(words) ?? [];
  if (whole === undefined) return undefined;
  const day = existing(words, () => Temporal.PlainDate.from(date));
  if (clock === undefined && offset === undefined) return { date: day.toString() };
  const wall = existing(words, () => Temporal.PlainDateTime.from(`${date}T${clock ?? '00:00'}`));
  if (offset === undefined) return timeOf(placeInZone(wall, zone));
  const at = Temporal.Instant.from(`${wall.toString()}${offset}`).toZonedDateTimeISO(zone);
  if (zoneSaid && !at.toPlainDateTime().equals(wall))
    throw new AppError(
      'invalid',
      `At ${wall.toString()} the offset of ${zone} is not ${offset}. Leave the offset out or correct it.`,
    );
  return timeOf(at);
}

function existing<T>(words: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AppError('invalid', `There is no "${words.slice(0, 40)}": that day or hour does not exist. Correct it.`);
  }
}

/** The phrase reader moves an hour that clocks skip; here it is read as if no clock ever changed, and then placed. */
function refuseSkippedHour(words: string, { now, zone }: Reading): void {
  const unchanging = now.toZonedDateTimeISO(zone).toPlainDateTime().toZonedDateTime('UTC').toInstant();
  const when = parseWhen(words, { now: unchanging, zone: 'UTC', bareDay: 'morning' });
  if (when.state === 'once') placeInZone(when.at.toPlainDateTime(), zone);
}
