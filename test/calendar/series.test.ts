import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { readRecurrence } from '../../src/calendar/read-recurrence.ts';
import { type EventWhen, exceptionLine, extentOf, nextOf, occurrences, occurrencesIn } from '../../src/calendar/series.ts';

const berlin = (start: string, end: string, ...recurrence: string[]): EventWhen => ({
  start: { at: start, zone: 'Europe/Berlin' },
  end: { at: end, zone: 'Europe/Berlin' },
  recurrence,
});
const tuesday = (...recurrence: string[]) => berlin('2026-12-01T09:00:00Z', '2026-12-01T10:00:00Z', ...recurrence);
const wholeDay = (...recurrence: string[]): EventWhen => ({
  start: { date: '2026-12-01' },
  end: { date: '2026-12-02' },
  recurrence,
});
const starts = (when: EventWhen) => [...occurrences(when)].map(({ start }) => ('at' in start ? start.at : start.date));

describe('a series', () => {
  it('keeps its hour and its length over a clock change', () => {
    const when = berlin('2026-10-24T07:00:00Z', '2026-10-24T08:30:00Z', 'RRULE:FREQ=DAILY;COUNT=3');
    expect(
      [...occurrences(when)].map(({ start, end }) => [start, end].map((time) => 'at' in time && time.at.slice(11, 16))),
    ).toEqual([
      ['07:00', '08:30'],
      ['08:00', '09:30'],
      ['08:00', '09:30'],
    ]);
  });

  it('comes an hour later where clocks skip its hour, and does not stay there', () => {
    const when = berlin('2026-03-28T01:30:00Z', '2026-03-28T02:00:00Z', 'RRULE:FREQ=DAILY;COUNT=3');
    expect(starts(when)).toEqual(['2026-03-28T01:30:00Z', '2026-03-29T01:30:00Z', '2026-03-30T00:30:00Z']);
  });

  it.each([
    ['in UTC', 'UNTIL=20261203T090000Z', 3],
    ['a second earlier', 'UNTIL=20261203T085959Z', 2],
    ['by the day alone', 'UNTIL=20261203', 3],
    ['by the wall clock', 'UNTIL=20261203T100000', 3],
  ])('ends with the last one that its end, %s, includes', (_, until, count) => {
    expect(starts(tuesday(`RRULE:FREQ=DAILY;${until}`))).toHaveLength(count);
  });

  it('leaves out and adds days, whatever zone those are written in', () => {
    const lines = ['RRULE:FREQ=DAILY;COUNT=4', 'EXDATE;TZID=America/New_York:20261202T040000', 'EXDATE:20261203T090000Z'];
    expect(starts(tuesday(...lines, 'RDATE;TZID=Europe/Berlin:20261224T100000'))).toEqual([
      '2026-12-01T09:00:00Z',
      '2026-12-04T09:00:00Z',
      '2026-12-24T09:00:00Z',
    ]);
  });

  it('of whole days is of days', () => {
    expect(starts(wholeDay('RRULE:FREQ=WEEKLY;COUNT=3', 'EXDATE;VALUE=DATE:20261208'))).toEqual(['2026-12-01', '2026-12-15']);
  });

  it('is told in the stretch that is asked for', () => {
    const span = { from: Temporal.Instant.from('2026-12-03T09:30:00Z'), until: Temporal.Instant.from('2026-12-05T09:00:00Z') };
    const found = occurrencesIn(tuesday('RRULE:FREQ=DAILY'), span, 'Europe/Berlin', 10);
    expect(found.map(({ start }) => 'at' in start && start.at)).toEqual(['2026-12-03T09:00:00Z', '2026-12-04T09:00:00Z']);
    expect(occurrencesIn(tuesday('RRULE:FREQ=DAILY'), span, 'Europe/Berlin', 1)).toHaveLength(1);
  });

  it('loses exactly one day by the line that leaves it out', () => {
    for (const when of [tuesday('RRULE:FREQ=DAILY;COUNT=3'), wholeDay('RRULE:FREQ=DAILY;COUNT=3')]) {
      const [first, second, third] = [...occurrences(when)];
      if (!second) throw new Error('no second day');
      const rest = { ...when, recurrence: [...when.recurrence, exceptionLine(second)] };
      expect([...occurrences(rest)]).toEqual([first, third]);
    }
  });

  it('has a next occurrence until it is over', () => {
    const when = tuesday('RRULE:FREQ=DAILY;COUNT=3');
    const next = (now: string) => nextOf(when, Temporal.Instant.from(now), 'Europe/Berlin').start;
    expect(next('2026-12-02T09:30:00Z')).toMatchObject({ at: '2026-12-02T09:00:00Z' });
    expect(next('2026-12-02T10:00:00Z')).toMatchObject({ at: '2026-12-03T09:00:00Z' });
    expect(next('2027-01-01T00:00:00Z')).toEqual(when.start);
  });

  it('has as many occurrences as can be shown, or no such number', () => {
    expect(extentOf(tuesday('RRULE:FREQ=DAILY;COUNT=3650'))).toMatchObject({ count: 3650 });
    expect(extentOf(tuesday('RRULE:FREQ=DAILY;COUNT=3651'))).toBeUndefined();
    expect(extentOf(tuesday('RRULE:FREQ=YEARLY;COUNT=11'))).toMatchObject({ count: 11 });
    expect(extentOf(tuesday('RRULE:FREQ=YEARLY;COUNT=12'))).toBeUndefined();
    expect(extentOf(tuesday('RRULE:FREQ=WEEKLY'))).toBeUndefined();
  });

  it.each([
    ['that never comes about', 'RRULE:FREQ=MONTHLY;BYDAY=7MO'],
    ['that is no rule', 'RRULE:nonsense'],
    ['with a day that does not exist', 'EXDATE:20260230T090000Z'],
    ['of a kind that is not known', 'EXRULE:FREQ=DAILY'],
  ])('by a rule of others %s is refused, not a bug', (_, line) => {
    expect(() => [...occurrences(tuesday(line))]).toThrow('a rule that I cannot read');
  });

  it('by two rules is refused', () => {
    expect(() => extentOf(tuesday('RRULE:FREQ=DAILY;COUNT=2', 'RRULE:FREQ=WEEKLY;COUNT=2'))).toThrow('a rule that I cannot read');
  });
});

describe('a wish to repeat', () => {
  it.each([
    [['RRULE:FREQ=DAILY;COUNT=3650'], ['RRULE:FREQ=DAILY;COUNT=3650']],
    [['freq=weekly;byday=tu,th;count=4'], ['RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4']],
    [['RRULE:FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270601T000000Z;'], ['RRULE:FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270601T000000Z']],
    [
      ['RRULE:FREQ=DAILY;COUNT=3', 'EXDATE;TZID=europe/berlin:20261202T100000'],
      ['RRULE:FREQ=DAILY;COUNT=3', 'EXDATE;TZID=Europe/Berlin:20261202T100000'],
    ],
    [[], []],
  ])('%j is kept in one form', (lines, canonical) => {
    expect(readRecurrence(lines, tuesday())).toEqual(canonical);
  });

  it.each([
    ['without an end', ['RRULE:FREQ=DAILY'], 'give either COUNT or UNTIL'],
    ['with two ends', ['RRULE:FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z'], 'give either COUNT or UNTIL'],
    ['too often', ['RRULE:FREQ=DAILY;COUNT=3651'], 'at most 3650 times'],
    ['for too long', ['RRULE:FREQ=YEARLY;COUNT=12'], 'ten years'],
    ['by the hour', ['RRULE:FREQ=HOURLY;COUNT=5'], 'cannot use "FREQ"'],
    ['at several hours', ['RRULE:FREQ=DAILY;BYHOUR=9,10;COUNT=5'], 'cannot use "BYHOUR"'],
    ['by a part twice', ['RRULE:FREQ=DAILY;COUNT=5;COUNT=500'], 'names each part once'],
    ['by two rules', ['RRULE:FREQ=DAILY;COUNT=5', 'RRULE:FREQ=DAILY;COUNT=5'], 'exactly one RRULE'],
    ['by dates alone', ['RDATE:20261202T090000Z'], 'exactly one RRULE'],
    ['by a line of another kind', ['EXRULE:FREQ=DAILY;COUNT=2'], 'cannot use "EXRULE:FREQ"'],
    ['by a second line hidden in the first', ['RRULE:FREQ=DAILY;COUNT=2\r\nATTENDEE:mailto:eve@e.example'], 'cannot use "COUNT"'],
    ['never', ['RRULE:FREQ=MONTHLY;BYDAY=7TU;COUNT=2'], 'never comes about'],
    ['until a day that does not exist', ['RRULE:FREQ=DAILY;UNTIL=20270230T000000Z'], 'does not exist'],
    ['but not on its own start', ['RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4'], 'first day of its own rule'],
    [
      'but leaves its own start out',
      ['RRULE:FREQ=DAILY;COUNT=4', 'EXDATE;TZID=Europe/Berlin:20261201T100000'],
      'first day of its own rule',
    ],
  ])('%s is refused', (_, lines, problem) => {
    expect(() => readRecurrence(lines, tuesday())).toThrow(problem);
  });
});
