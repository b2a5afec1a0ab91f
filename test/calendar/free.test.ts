import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Stretch } from '../../src/calendar/event-time.ts';
import { type FreeRules, freeSlots } from '../../src/calendar/free.ts';
import { parseTimeRange } from '../../src/people/time-range.ts';

const rules: FreeRules = {
  zone: 'Europe/Berlin',
  hours: parseTimeRange('09:00-18:00'),
  weekdays: new Set([1, 2, 3, 4, 5]),
  bufferMinutes: 15,
  minutes: 30,
};
const at = (wall: string) => Temporal.PlainDateTime.from(wall).toZonedDateTime('Europe/Berlin').toInstant();
const stretch = (from: string, until: string): Stretch => ({ from: at(from), until: at(until) });
const day = stretch('2026-12-01T00:00', '2026-12-02T00:00');
const walls = (slots: readonly Stretch[]) => slots.map(({ from, until }) => `${wall(from)}-${wall(until)}`);
const wall = (instant: Temporal.Instant) =>
  instant.toZonedDateTimeISO('Europe/Berlin').toPlainTime().toString({ smallestUnit: 'minute' });

describe('free time', () => {
  it('of an empty day is the working hours', () => {
    expect(walls(freeSlots(day, [], rules))).toEqual(['09:00-18:00']);
  });

  it.each([
    ['keeps the buffer on both sides', ['10:00-11:00'], ['09:00-09:45', '11:15-18:00']],
    ['leaves out what is too short', ['09:30-10:00', '10:50-17:20'], []],
    ['joins what overlaps', ['10:00-12:00', '11:00-13:00', '11:10-11:20'], ['09:00-09:45', '13:15-18:00']],
    ['is cut by what reaches into it', ['08:00-09:30', '17:00-20:00'], ['09:45-16:45']],
    ['keeps the buffer to what lies just outside', ['08:00-09:00', '18:10-19:00'], ['09:15-17:55']],
    ['is nowhere when all is busy', ['00:00-23:59'], []],
  ])('%s', (_, busy, free) => {
    const events = busy.map((text) => stretch(`2026-12-01T${text.slice(0, 5)}`, `2026-12-01T${text.slice(6)}`));
    expect(walls(freeSlots(day, events, rules))).toEqual(free);
  });

  it('is not cut in two by what lasts no time and needs no buffer', () => {
    const moment = stretch('2026-12-01T12:00', '2026-12-01T12:00');
    expect(walls(freeSlots(day, [moment], { ...rules, bufferMinutes: 0 }))).toEqual(['09:00-18:00']);
  });

  it('is not found at a weekend', () => {
    const weekend = stretch('2026-12-05T00:00', '2026-12-07T00:00');
    expect(freeSlots(weekend, [], rules)).toEqual([]);
  });

  it('keeps to the part of the day that was asked for', () => {
    expect(walls(freeSlots(stretch('2026-12-01T12:00', '2026-12-01T15:00'), [], rules))).toEqual(['12:00-15:00']);
  });

  it('follows the wall clock over a clock change', () => {
    const week = stretch('2026-10-23T00:00', '2026-10-27T00:00');
    const slots = freeSlots(week, [], rules);
    expect(walls(slots)).toEqual(['09:00-18:00', '09:00-18:00']);
    expect(slots.map(({ from }) => from.toString())).toEqual(['2026-10-23T07:00:00Z', '2026-10-26T08:00:00Z']);
  });

  it('is what going through the days minute by minute finds, on random days', () => {
    const offset = fc.integer({ min: 0, max: 4 * 24 * 60 });
    const event = fc.record({ start: offset, length: fc.integer({ min: 0, max: 300 }) });
    const setting = fc.record({
      events: fc.array(event, { maxLength: 8 }),
      first: fc.constantFrom('2026-03-27T00:00', '2026-10-23T00:00', '2026-12-01T00:00', '2026-12-04T00:00'),
      from: fc.integer({ min: 0, max: 24 * 60 }),
      until: offset,
      bufferMinutes: fc.constantFrom(0, 5, 15, 60),
      minutes: fc.constantFrom(5, 30, 60, 240),
    });
    const check = fc.property(setting, ({ events, first, from, until, bufferMinutes, minutes }) => {
      const begin = at(first);
      const span = { from: begin.add({ minutes: from }), until: begin.add({ minutes: until }) };
      const busy = events.map(({ start, length }) => ({
        from: begin.add({ minutes: start }),
        until: begin.add({ minutes: start + length }),
      }));
      const found = freeSlots(span, busy, { ...rules, bufferMinutes, minutes });
      const slots = found.map(({ from, until }) => `${from.epochMilliseconds} ${until.epochMilliseconds}`);
      expect(slots).toEqual(minuteByMinute(span, busy, bufferMinutes, minutes));
    });
    fc.assert(check, { numRuns: 300 });
  }, 60_000);
});

const MINUTE_MS = 60_000;
const workingMinutes = new Map<number, boolean>();

/** True when the minute lies in the working hours of `rules`; kept, since the days come again and again. */
function works(ms: number): boolean {
  const known = workingMinutes.get(ms);
  if (known !== undefined) return known;
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(rules.zone);
  const working = rules.weekdays.has(local.dayOfWeek) && local.hour >= rules.hours.from.hour && local.hour < rules.hours.to.hour;
  workingMinutes.set(ms, working);
  return working;
}

/** Looks at every minute on its own: it is free when it lies in working hours and in no event widened by the buffer. */
function minuteByMinute(span: Stretch, busy: readonly Stretch[], bufferMinutes: number, minutes: number): string[] {
  const found: string[] = [];
  const blocks = busy.map(({ from, until }) => ({
    from: from.epochMilliseconds - bufferMinutes * MINUTE_MS,
    until: until.epochMilliseconds + bufferMinutes * MINUTE_MS,
  }));
  let open: number | undefined;
  for (let ms = span.from.epochMilliseconds; ; ms += MINUTE_MS) {
    const isFree = ms < span.until.epochMilliseconds && works(ms) && !blocks.some(({ from, until }) => ms >= from && ms < until);
    if (isFree) open ??= ms;
    else if (open !== undefined) {
      if (ms - open >= minutes * MINUTE_MS) found.push(`${open} ${ms}`);
      open = undefined;
    }
    if (ms >= span.until.epochMilliseconds) return found;
  }
}
