import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { decideBrief, latestDue } from '../../../src/proactive/brief/schedule.ts';
import { nextTime } from '../../../src/proactive/schedules.ts';

const ZONES = [
  'America/Los_Angeles',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Auckland',
];

test.each(ZONES)('R105 in %s exactly one brief a day at 07:30 local, on each of 365 days', (zone) => {
  let at = Temporal.ZonedDateTime.from(`2026-01-01T00:00[${zone}]`).toInstant();
  for (let day = 0; day < 365; day += 1) {
    at = nextTime('07:30', zone, at);
    const expected = Temporal.PlainDateTime.from('2026-01-01T07:30').add({ days: day });
    expect(at.toZonedDateTimeISO(zone).toPlainDateTime().toString()).toBe(expected.toString());
  }
});

test.each(ZONES)('in %s an hour inside a clock change still gives one brief on each day of two years', (zone) => {
  for (const time of ['00:30', '01:30', '02:15', '02:30', '03:00']) {
    let at = Temporal.ZonedDateTime.from(`2026-01-01T00:00[${zone}]`).toInstant();
    const days: string[] = [];
    for (let day = 0; day < 730; day += 1) {
      at = nextTime(time, zone, at);
      days.push(at.toZonedDateTimeISO(zone).toPlainDate().toString());
    }
    expect(new Set(days).size).toBe(730);
    expect(days.at(-1)).toBe('2027-12-31');
  }
});

test.each([
  ['2026-03-06T06:30:00Z', 'on-time'],
  ['2026-03-06T06:35:00Z', 'on-time'],
  ['2026-03-06T06:36:00Z', 'late'],
  ['2026-03-06T10:59:00Z', 'late'],
  ['2026-03-06T11:00:00Z', 'missed'],
  ['2026-03-07T06:30:00Z', 'missed'],
])('a brief for 07:30 in Berlin is at %s %s', (now, decision) => {
  const due = Temporal.Instant.from('2026-03-06T06:30:00Z');
  expect(decideBrief(due, Temporal.Instant.from(now), 'Europe/Berlin')).toBe(decision);
});

test('a brief that is set for the afternoon may be four hours late', () => {
  const due = Temporal.Instant.from('2026-03-06T12:00:00Z');
  expect(decideBrief(due, Temporal.Instant.from('2026-03-06T15:59:00Z'), 'Europe/Berlin')).toBe('late');
  expect(decideBrief(due, Temporal.Instant.from('2026-03-06T16:00:00Z'), 'Europe/Berlin')).toBe('missed');
});

test('after days of downtime the latest brief that was due is the one that counts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 * 24 * 40 }), fc.constantFrom(...ZONES), (minutes, zone) => {
      const due = nextTime('07:30', zone, Temporal.Instant.from('2026-03-01T00:00:00Z'));
      const now = due.add({ minutes });
      const last = latestDue('07:30', zone, due, now);
      expect(Temporal.Instant.compare(last, now)).toBeLessThanOrEqual(0);
      expect(Temporal.Instant.compare(nextTime('07:30', zone, last), now)).toBe(1);
    }),
  );
});
