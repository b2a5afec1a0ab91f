import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { changeWhen, readWhen } from '../../src/calendar/read-when.ts';
import type { EventWhen } from '../../src/calendar/series.ts';

const reading = { now: Temporal.Instant.from('2026-11-21T08:00:00Z'), zone: 'Europe/Berlin' };
const at = (instant: string, zone = 'Europe/Berlin') => ({ at: instant, zone });
const morning: EventWhen = { start: at('2026-12-01T09:00:00Z'), end: at('2026-12-01T09:45:00Z'), recurrence: [] };
const daily = (...recurrence: string[]): EventWhen => ({ ...morning, recurrence });

describe('the time of a new event', () => {
  it('lasts an hour, or the whole day, unless an end is said', () => {
    expect(readWhen({ start: '2026-12-01 10:00' }, reading)).toEqual({ ...morning, end: at('2026-12-01T10:00:00Z') });
    expect(readWhen({ start: '2026-12-01' }, reading)).toEqual({
      start: { date: '2026-12-01' },
      end: { date: '2026-12-02' },
      recurrence: [],
    });
  });
});

describe('a change of time', () => {
  it.each([
    [
      'moves to another day and keeps its length',
      { start: '2026-12-02 14:00' },
      at('2026-12-02T13:00:00Z'),
      at('2026-12-02T13:45:00Z'),
    ],
    ['moves to another hour of its day', { start: '14:00' }, at('2026-12-01T13:00:00Z'), at('2026-12-01T13:45:00Z')],
    ['gets longer', { end: '11:30' }, morning.start, at('2026-12-01T10:30:00Z')],
    ['becomes a whole day', { start: '2026-12-03' }, { date: '2026-12-03' }, { date: '2026-12-04' }],
    ['of nothing stays', {}, morning.start, morning.end],
  ])('%s', (_, said, start, end) => {
    expect(changeWhen(morning, said, reading)).toEqual({ start, end, recurrence: [] });
  });

  it('keeps the zone it was meant in when only the hour moves', () => {
    const abroad: EventWhen = {
      ...morning,
      start: at('2026-12-01T15:00:00Z', 'America/New_York'),
      end: at('2026-12-01T16:00:00Z', 'America/New_York'),
    };
    expect(changeWhen(abroad, { start: '11:00' }, reading)).toMatchObject({
      start: at('2026-12-01T16:00:00Z', 'America/New_York'),
    });
  });

  it('of a series moves the hour of all its days', () => {
    const when = changeWhen(daily('RRULE:FREQ=DAILY;COUNT=3'), { start: '11:00' }, reading);
    expect(when).toEqual({
      start: at('2026-12-01T10:00:00Z'),
      end: at('2026-12-01T10:45:00Z'),
      recurrence: ['RRULE:FREQ=DAILY;COUNT=3'],
    });
  });

  it('of a series to a date is refused, since one day may have been meant', () => {
    expect(() => changeWhen(daily('RRULE:FREQ=DAILY;COUNT=3'), { start: '2026-12-02 11:00' }, reading)).toThrow(
      'This is a series.',
    );
  });

  it.each([
    ['ends before it would come', 'RRULE:FREQ=DAILY;UNTIL=20261203T090000Z'],
    ['leaves a day out by its hour', 'RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261202T090000Z'],
  ])('of a series that %s is refused unless the rule is given anew', (_, rule) => {
    const when = daily(...rule.split('\n'));
    expect(() => changeWhen(when, { start: '11:00' }, reading)).toThrow('lose days');
    const anew = ['RRULE:FREQ=DAILY;COUNT=2'];
    expect(changeWhen(when, { start: '11:00', recurrence: anew }, reading)).toMatchObject({ recurrence: anew });
  });

  it('ends a series', () => {
    expect(changeWhen(daily('RRULE:FREQ=DAILY;COUNT=3'), { recurrence: [] }, reading)).toEqual(morning);
  });
});
