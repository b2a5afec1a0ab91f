import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { MOST_TRIES, pauseMs } from '../../src/workflows/backoff.ts';
import { coalesced, momentBefore, momentsBetween, nextMoment } from '../../src/workflows/moments.ts';

const at = (iso: string) => Temporal.Instant.from(iso);
const fridays = { kind: 'schedule', rrule: 'FREQ=WEEKLY;BYDAY=FR', startsLocal: '2026-11-27T16:00' } as const;
const daily = { kind: 'schedule', rrule: 'FREQ=DAILY', startsLocal: '2026-11-22T09:00' } as const;
const zone = 'Europe/Berlin';

describe('R61 the times of a workflow', () => {
  test('those that came while nobody was there are one', () => {
    const { last, missed } = coalesced(daily, zone, at('2026-11-22T08:00:00Z'), at('2026-11-26T10:00:00Z'));
    expect([last.toString(), missed]).toEqual(['2026-11-26T08:00:00Z', 4]);
  });

  test('a moment that has come once does not come again, and nothing begins by the clock what is begun by hand', () => {
    const once = { kind: 'once', at: '2026-11-22T08:00:00Z' } as const;
    expect(nextMoment(once, zone, at('2026-11-21T08:00:00Z'))?.toString()).toBe('2026-11-22T08:00:00Z');
    expect(nextMoment(once, zone, at('2026-11-22T08:00:00Z'))).toBeUndefined();
    expect(nextMoment({ kind: 'hand' }, zone, at('2026-11-22T08:00:00Z'))).toBeUndefined();
  });
});

describe('R58 a dry run', () => {
  test('knows when a rule that begins tomorrow would have come before', () => {
    const moments = momentsBetween(fridays, zone, at('2026-10-22T08:00:00Z'), at('2026-11-21T08:00:00Z'));
    expect(moments.map(String)).toEqual([
      '2026-10-23T14:00:00Z', // summer time
      '2026-10-30T15:00:00Z',
      '2026-11-06T15:00:00Z',
      '2026-11-13T15:00:00Z',
      '2026-11-20T15:00:00Z',
    ]);
  });

  test('keeps to every second week as the rule counts them', () => {
    const second = { ...fridays, rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR' };
    const moments = momentsBetween(second, zone, at('2026-10-22T08:00:00Z'), at('2026-11-21T08:00:00Z'));
    expect(moments.map(String)).toEqual(['2026-10-30T15:00:00Z', '2026-11-13T15:00:00Z']);
  });

  test('what is new is what came since the time before', () => {
    expect(momentBefore(fridays, zone, at('2026-11-27T15:00:00Z')).toString()).toBe('2026-11-20T15:00:00Z');
    expect(momentBefore({ kind: 'hand' }, zone, at('2026-11-27T15:00:00Z')).toString()).toBe('2026-11-26T15:00:00Z');
  });
});

describe('R61 a step that did not work', () => {
  test('waits twice as long each time, not always the same, and never longer than a quarter of an hour', () => {
    expect([1, 2, 3, 4].map((tries) => pauseMs(tries, 1))).toEqual([15_000, 30_000, 60_000, 120_000]);
    expect(pauseMs(1, 0)).toBe(7_500);
    expect(pauseMs(20, 1)).toBe(900_000);
    expect(MOST_TRIES).toBe(5);
  });

  test('waits as long as the other side asked for', () => {
    expect(pauseMs(1, 0, 100_000)).toBe(100_000);
  });
});
