import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Stretch } from '../../src/calendar/event-time.ts';
import { fitOf, type MeetingRules, meetingRulesOf, meetingSlots } from '../../src/calendar/meeting-slots.ts';
import { defaultProfile } from '../../src/people/profile.ts';

const rulesIn = (zone: string): MeetingRules => meetingRulesOf(defaultProfile(zone, 'Ann'));
const HOME = 'America/Los_Angeles';
const { compare } = Temporal.Instant;
const at = (text: string, zone = HOME) => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant();
const wall = (instant: Temporal.Instant, zone: string) => instant.toZonedDateTimeISO(zone);

/** By the clock on the wall, and by nothing that the code under test does. */
function breaks({ from, until }: Stretch, busy: readonly Stretch[], zone: string): string[] {
  const [begin, end] = [wall(from, zone), wall(until, zone)];
  const [a, b] = [begin.hour * 60 + begin.minute, end.hour * 60 + end.minute];
  const inside = (first: number, last: number) => a >= first * 60 && b <= last * 60;
  return [
    ...(begin.dayOfWeek > 5 ? ['weekend'] : []),
    ...(begin.toPlainDate().equals(end.toPlainDate()) && (inside(10, 12) || inside(14, 16)) ? [] : ['not preferred']),
    ...(a < 10 * 60 && b > 9 * 60 ? ['focus'] : []),
    ...(busy.some(
      (other) => compare(from, other.until.add({ minutes: 15 })) < 0 && compare(until, other.from.subtract({ minutes: 15 })) > 0,
    )
      ? ['nearer than the buffer']
      : []),
  ];
}

describe('R30 slots for a meeting', () => {
  test('break nothing that the person holds to, over two years with their clock changes, at home and in Berlin', {
    timeout: 60_000,
  }, () => {
    const days = fc.integer({ min: 0, max: 730 });
    const meetings = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 * 24 * 60 }), fc.integer({ min: 5, max: 180 })), {
      maxLength: 12,
    });
    let slotsInAll = 0;
    fc.assert(
      fc.property(
        days,
        meetings,
        fc.constantFrom(15, 30, 60),
        fc.constantFrom(HOME, 'Europe/Berlin'),
        (day, taken, minutes, zone) => {
          const from = Temporal.PlainDate.from('2026-01-01').add({ days: day }).toZonedDateTime(zone).toInstant();
          const span = { from, until: from.add({ hours: 72 }) };
          const busy = taken.map(([start, length]) => ({
            from: from.add({ minutes: start }),
            until: from.add({ minutes: start + length }),
          }));
          const slots = meetingSlots(span, busy, { minutes, count: 5 }, rulesIn(zone));
          slotsInAll += slots.length;
          for (const slot of slots) {
            if (breaks(slot, busy, zone).length > 0) expect(breaks(slot, busy, zone)).toEqual([]);
            expect(slot.from.until(slot.until).total('minutes')).toBe(minutes);
            expect(fitOf(slot, busy, rulesIn(zone))).toBe('fits');
          }
        },
      ),
      { numRuns: 400, seed: 30 },
    );
    expect(slotsInAll).toBeGreaterThan(300);
  });

  test.each(['2026-03-07', '2026-10-31', '2027-03-13', '2027-11-06'])(
    'around the clock change after %s stay at the same hours',
    (day) => {
      const from = at(`${day}T00:00`);
      const slots = meetingSlots({ from, until: from.add({ hours: 96 }) }, [], { minutes: 60, count: 20 }, rulesIn(HOME));
      const hours = new Set(slots.map((slot) => wall(slot.from, HOME).toPlainTime().toString({ smallestUnit: 'minute' })));
      expect([...hours]).toEqual(['10:00', '14:00']);
    },
  );

  test('are found on a free day', () => {
    const slots = meetingSlots(
      { from: at('2026-12-01T00:00'), until: at('2026-12-02T00:00') },
      [],
      { minutes: 45, count: 9 },
      rulesIn(HOME),
    );
    expect(slots.map(({ from }) => wall(from, HOME).toPlainTime().toString({ smallestUnit: 'minute' }))).toEqual([
      '10:00',
      '11:00',
      '14:00',
      '15:00',
    ]);
  });

  test('a time that is wished for fits, is taken, or is not when the person meets', () => {
    const busy = [{ from: at('2026-12-01T10:00'), until: at('2026-12-01T10:30') }];
    const judged = (from: string, until: string) =>
      fitOf({ from: at(`2026-12-01T${from}`), until: at(`2026-12-01T${until}`) }, busy, rulesIn(HOME));
    expect(judged('10:45', '11:45')).toBe('fits');
    expect(judged('10:15', '11:00')).toBe('busy');
    expect(judged('10:30', '11:00')).toBe('not preferred');
    expect(judged('09:00', '10:00')).toBe('not preferred');
    expect(judged('20:00', '21:00')).toBe('not preferred');
  });
});
