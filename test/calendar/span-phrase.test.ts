import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { parseSpan } from '../../src/calendar/span-phrase.ts';

/** Saturday, 21 November 2026, 9:00 in Berlin. */
const now = Temporal.Instant.from('2026-11-21T08:00:00Z').toZonedDateTimeISO('Europe/Berlin');
const read = (text: string, at = now) => {
  const { from, until } = parseSpan(text, at);
  return [from, until].map((instant) =>
    instant.toZonedDateTimeISO(at.timeZoneId).toPlainDateTime().toString({ smallestUnit: 'minute' }),
  );
};

describe('a stretch of time', () => {
  it.each([
    ['today', '2026-11-21T00:00', '2026-11-22T00:00'],
    ['Tomorrow', '2026-11-22T00:00', '2026-11-23T00:00'],
    ['yesterday', '2026-11-20T00:00', '2026-11-21T00:00'],
    ['this week', '2026-11-16T00:00', '2026-11-23T00:00'],
    ['next week', '2026-11-23T00:00', '2026-11-30T00:00'],
    ['last week', '2026-11-09T00:00', '2026-11-16T00:00'],
    ['this weekend', '2026-11-21T00:00', '2026-11-23T00:00'],
    ['next month', '2026-12-01T00:00', '2027-01-01T00:00'],
    ['the next 3 days', '2026-11-21T00:00', '2026-11-24T00:00'],
    ['in the next 2 weeks', '2026-11-21T00:00', '2026-12-05T00:00'],
    ['past 7 days', '2026-11-14T00:00', '2026-11-22T00:00'],
    ['friday', '2026-11-27T00:00', '2026-11-28T00:00'],
    ['on 3 May', '2027-05-03T00:00', '2027-05-04T00:00'],
    ['december', '2026-12-01T00:00', '2027-01-01T00:00'],
    ['March', '2027-03-01T00:00', '2027-04-01T00:00'],
    ['2026-12-01', '2026-12-01T00:00', '2026-12-02T00:00'],
    ['2026-12', '2026-12-01T00:00', '2027-01-01T00:00'],
    ['2026-12-01 to 2026-12-05', '2026-12-01T00:00', '2026-12-06T00:00'],
    ['from monday until wednesday', '2026-11-23T00:00', '2026-11-26T00:00'],
    ['tomorrow morning', '2026-11-22T00:00', '2026-11-22T12:00'],
    ['friday afternoon', '2026-11-27T12:00', '2026-11-27T18:00'],
    ['this evening', '2026-11-21T18:00', '2026-11-22T00:00'],
    ['tonight', '2026-11-21T18:00', '2026-11-22T00:00'],
    ['tomorrow at 9', '2026-11-22T09:00', '2026-11-22T10:00'],
    ['tomorrow 9:00 to 11:00', '2026-11-22T09:00', '2026-11-22T11:00'],
    ['2026-12-01 09:00 to 2026-12-01 11:00', '2026-12-01T09:00', '2026-12-01T11:00'],
  ])('"%s" is read', (text, from, until) => {
    expect(read(text)).toEqual([from, until]);
  });

  it('of a day on which clocks change is as long as that day', () => {
    const { from, until } = parseSpan('2026-10-25', now);
    expect(from.until(until).total('hours')).toBe(25);
  });

  it.each(['2026-02-30', '2026-13', 'whenever', '', '2026-12-05 to 2026-12-01', 'last friday', '5/6'])(
    '"%s" is refused',
    (text) => {
      expect(() => read(text)).toThrow('as a stretch of time');
    },
  );
});
