import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { instancesOf } from '../../bench/recurrence-vectors.ts';

const from = (dtstart: string, rrule: string) => instancesOf({ dtstart, rrule: `FREQ=YEARLY;${rrule}` });

describe('rules by numbers within a year', () => {
  it.each<[string, string, string, string[]]>([
    ['the weekday is that of the first', '20260107', 'BYWEEKNO=2;COUNT=3', ['20260107', '20270113', '20280112']],
    ['weeks count from the end', '20261226', 'BYWEEKNO=-2;COUNT=2', ['20261226', '20271225']],
    ['a week may lie in two years', '20251229', 'BYWEEKNO=1;BYDAY=MO,SU;COUNT=3', ['20251229', '20260104', '20270104']],
    ['only long years have a week 53', '20261231', 'BYWEEKNO=53;COUNT=3', ['20261231', '20321230', '20371231']],
    ['weeks may start on Sunday', '20260104', 'WKST=SU;BYWEEKNO=1;COUNT=2', ['20260104', '20270103']],
    ['months limit weeks', '20251230', 'BYWEEKNO=1;BYMONTH=12;BYDAY=TU;COUNT=2', ['20251230', '20301231']],
    ['positions choose within a year', '20260110', 'BYWEEKNO=1,2;BYDAY=SA;BYSETPOS=-1;COUNT=2', ['20260110', '20270116']],
    ['years are left out', '20260101', 'INTERVAL=6;BYWEEKNO=1;BYDAY=TH;COUNT=2', ['20260101', '20320101']],
    ['the last day is counted from the end', '20261231', 'BYYEARDAY=-1;COUNT=2', ['20261231', '20271231']],
    ['the 366th exists in leap years', '20281231', 'BYYEARDAY=366;COUNT=2', ['20281231', '20321231']],
    ['weekdays limit the days of a year', '20260101', 'BYYEARDAY=1;BYDAY=TH;COUNT=2', ['20260101', '20320101']],
    ['an end is kept', '20260101', 'BYYEARDAY=1;UNTIL=20280101', ['20260101', '20270101', '20280101']],
  ])('%s', (_, dtstart, rrule, expected) => {
    expect(from(dtstart, rrule)).toEqual(expected);
  });

  it('every day of a week year stands in exactly one of its weeks, as ISO 8601 numbers it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
        const day = Temporal.PlainDate.from('1990-01-01').add({ days });
        const dtstart = day.toString().replaceAll('-', '');
        expect(from(dtstart, `BYWEEKNO=${day.weekOfYear};COUNT=1`)).toEqual([dtstart]);
        expect(from(dtstart, `BYYEARDAY=${day.dayOfYear};COUNT=1`)).toEqual([dtstart]);
      }),
      { numRuns: 40 },
    );
  });

  it('a day that never comes is told so', () => {
    expect(() => from('20260101', 'BYYEARDAY=1;BYMONTH=2;COUNT=1')).toThrow('cannot read');
  });
});
