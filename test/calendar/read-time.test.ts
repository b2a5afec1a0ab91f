import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { readEnd, readStart } from '../../src/calendar/read-time.ts';

/** Saturday, 9:00 in Berlin. */
const reading = { now: Temporal.Instant.from('2026-11-21T08:00:00Z'), zone: 'Europe/Berlin' };
const at = (instant: string, zone = 'Europe/Berlin') => ({ at: instant, zone });

describe('when an event starts', () => {
  it.each([
    ['tomorrow at 9', at('2026-11-22T08:00:00Z')],
    ['friday 14:30', at('2026-11-27T13:30:00Z')],
    ['in 2 hours', at('2026-11-21T10:00:00Z')],
    ['friday', { date: '2026-11-27' }],
    ['2026-12-01', { date: '2026-12-01' }],
    ['2026-12-01T10:00', at('2026-12-01T09:00:00Z')],
    ['2026-12-01 10:00:30', at('2026-12-01T09:00:30Z')],
    ['2024-05-30 10:20', at('2024-05-30T08:20:00Z')],
    ['2026-12-01T10:00Z', at('2026-12-01T10:00:00Z')],
    ['2026-12-01T10:00:00.000Z', at('2026-12-01T10:00:00Z')],
    ['2026-12-01T10:00-05:00', at('2026-12-01T15:00:00Z')],
    ['2026-12-01T10:00 America/New_York', at('2026-12-01T15:00:00Z', 'America/New_York')],
    ['2026-12-01T10:00[America/New_York]', at('2026-12-01T15:00:00Z', 'America/New_York')],
    ['2026-12-01T10:00-05:00[America/New_York]', at('2026-12-01T15:00:00Z', 'America/New_York')],
    ['tomorrow at 9 America/New_York', at('2026-11-22T14:00:00Z', 'America/New_York')],
  ])('"%s" is read', (text, time) => {
    expect(readStart(text, reading)).toEqual(time);
  });

  it.each([
    ['2026-02-30T10:00:00', 'does not exist'],
    ['2026-02-30', 'does not exist'],
    ['2026-12-01T24:30', 'does not exist'],
    ['2026-13-01T10:00', 'does not exist'],
    ['2026-12-01T10:00 Europe/Atlantis', 'is no time zone'],
    ['2026-12-01T10:00+03:00 America/New_York', 'the offset of America/New_York is not +03:00'],
    ['every monday at 9', 'how it repeats'],
    ['yesterday at 9', 'Write it like'],
    ['5/6 at 9', 'can be'],
    ['soon', 'I found no time'],
    ['', 'I found no time'],
  ])('"%s" is refused', (text, problem) => {
    expect(() => readStart(text, reading)).toThrow(problem);
  });

  it.each([
    ['2026-03-29T02:30:00', 'Europe/Berlin'],
    ['2026-03-29 02:30 Europe/Berlin', 'America/New_York'],
    ['tomorrow at 02:30', 'Europe/Berlin'],
  ])('"%s", an hour that clocks skip, is refused with the neighbouring ones', (text, zone) => {
    const now = Temporal.Instant.from('2026-03-28T08:00:00Z');
    expect(() => readStart(text, { now, zone })).toThrow(
      'There is no 02:30 on Sunday, 29 March 2026 in Europe/Berlin: the clocks are put forward over it. Say 01:30 or 03:30.',
    );
  });

  it('in a length of time is exact over a clock change', () => {
    const now = Temporal.Instant.from('2026-03-28T08:00:00Z');
    expect(readStart('in 17 hours', { now, zone: 'Europe/Berlin' })).toEqual(at('2026-03-29T01:00:00Z'));
  });

  it('at an hour that comes twice is the first one, unless the offset says the other', () => {
    expect(readStart('2026-10-25T02:30:00 Europe/Berlin', reading)).toEqual(at('2026-10-25T00:30:00Z'));
    expect(readStart('2026-10-25T02:30:00+01:00 Europe/Berlin', reading)).toEqual(at('2026-10-25T01:30:00Z'));
  });
});

describe('when an event ends', () => {
  const start = at('2026-12-01T09:00:00Z');

  it.each([
    ['11:30', at('2026-12-01T10:30:00Z')],
    ['3pm', at('2026-12-01T14:00:00Z')],
    ['45 minutes', at('2026-12-01T09:45:00Z')],
    ['1 hour 30 minutes', at('2026-12-01T10:30:00Z')],
    ['1.5 hours', at('2026-12-01T10:30:00Z')],
    ['2026-12-02 09:00', at('2026-12-02T08:00:00Z')],
  ])('"%s" is read by its start', (text, end) => {
    expect(readEnd(text, start, reading)).toEqual(end);
  });

  it('is an hour of the zone of its start', () => {
    const abroad = at('2026-12-01T15:00:00Z', 'America/New_York');
    expect(readEnd('11:30', abroad, reading)).toEqual(at('2026-12-01T16:30:00Z', 'America/New_York'));
  });

  it.each([
    ['2026-12-01', { date: '2026-12-02' }],
    ['2026-12-03', { date: '2026-12-04' }],
    ['2 days', { date: '2026-12-03' }],
  ])('of whole days "%s" includes the day', (text, end) => {
    expect(readEnd(text, { date: '2026-12-01' }, reading)).toEqual(end);
  });

  it.each([
    ['10:00', start, 'end before it starts'],
    ['09:30', start, 'end before it starts'],
    ['2026-12-02', start, 'Give the end with an hour'],
    ['2026-11-30', { date: '2026-12-01' }, 'end before it starts'],
    ['2026-12-01 12:00', { date: '2026-12-01' }, 'Give both as days'],
  ])('"%s" is refused where it makes no sense', (text, begin, problem) => {
    expect(() => readEnd(text, begin, reading)).toThrow(problem);
  });

  it('may show an earlier hour when clocks are put back meanwhile', () => {
    const late = at('2026-10-25T00:45:00Z');
    expect(readEnd('30 minutes', late, reading)).toEqual(at('2026-10-25T01:15:00Z'));
  });
});
