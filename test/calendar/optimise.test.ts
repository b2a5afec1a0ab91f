import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import { overlaps, type Stretch } from '../../src/calendar/event-time.ts';
import { meetingRulesOf } from '../../src/calendar/meeting-slots.ts';
import { type DayEvent, optimiseDay } from '../../src/calendar/optimise.ts';
import { defaultProfile } from '../../src/people/profile.ts';

/** Tuesday; meetings from 10 to 12 and 14 to 16, focus from 9 to 10 and 16 to 17, work from 9 to 18, 15 minutes between. */
const rules = meetingRulesOf(defaultProfile('UTC', 'Ann'));
const DAY = Temporal.Instant.from('2026-12-01T00:00:00Z');
const day = { from: DAY, until: DAY.add({ hours: 24 }) };
const at = (time: string) => Temporal.Instant.from(`2026-12-01T${time}:00Z`);
const clock = (stretch: Stretch) => `${stretch.from.toString().slice(11, 16)}-${stretch.until.toString().slice(11, 16)}`;

const own = (id: string, from: string, until: string): DayEvent => ({ id, from: at(from), until: at(until), movable: true });
const meeting = (id: string, from: string, until: string): DayEvent => ({ ...own(id, from, until), movable: false });
const movesOf = (events: readonly DayEvent[], span: Stretch = day) =>
  optimiseDay(span, events, rules).map(({ id, to, why }) => `${id} ${clock(to)} ${why.fault}`);

describe('R33 the better order of a day', () => {
  it.each([
    [
      'what overlaps a meeting goes to the nearest focus time',
      [own('a', '10:30', '11:00'), meeting('m', '10:00', '11:00')],
      ['a 09:15-09:45 overlaps'],
    ],
    [
      'of two own things the later gives way',
      [own('a', '17:00', '18:00'), own('b', '17:30', '18:00')],
      ['b 16:15-16:45 overlaps'],
    ],
    [
      'what stands too close to a meeting moves off',
      [own('a', '12:00', '13:00'), meeting('m', '11:00', '12:00')],
      ['a 09:00-10:00 too close'],
    ],
    ['own things may follow each other', [own('a', '12:00', '13:00'), own('b', '13:00', '14:00')], []],
    ['own work leaves the hours for meetings', [own('a', '10:00', '11:00')], ['a 09:00-10:00 in meeting hours']],
    [
      'what is too long for the focus times goes outside of meeting hours',
      [own('a', '14:00', '15:30')],
      ['a 12:30-14:00 in meeting hours'],
    ],
    [
      'what reaches beyond working hours comes back',
      [own('a', '17:30', '18:30')],
      ['a 16:00-17:00 partly outside working hours'],
    ],
    ["an evening is nobody else's affair", [own('a', '20:00', '21:00'), own('b', '20:30', '21:00')], []],
    ['what stands well stays', [own('a', '09:00', '10:00'), meeting('m', '10:15', '11:00')], []],
    ['what has no better place stays', [own('a', '10:00', '18:00')], []],
  ] as const)('%s', (_, events, moves) => {
    expect(movesOf(events)).toEqual(moves);
  });

  it('moves nothing to where it is over', () => {
    expect(movesOf([own('a', '14:00', '15:00')], { from: at('13:15'), until: day.until })).toEqual([
      'a 16:00-17:00 in meeting hours',
    ]);
  });
});

/** The same sequence each time: a generator after Lehmer. */
function createDice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

test('R33 on 300 random days whatever moves keeps its length, its day, working hours and the buffer, and meetings stay', () => {
  const roll = createDice(33);
  let moved = 0;
  for (let run = 0; run < 300; run += 1) {
    const events = Array.from({ length: 6 }, (_, index): DayEvent => {
      const from = at('08:00').add({ minutes: 15 * roll(44) });
      return { id: `${index}`, from, until: from.add({ minutes: 15 * (1 + roll(6)) }), movable: index < 3 };
    });
    const moves = optimiseDay(day, events, rules);
    const after = events.map((event) => ({ ...event, ...moves.find(({ id }) => id === event.id)?.to }));
    moved += moves.length;
    for (const { id, from, to } of moves) {
      const others = after.filter((each) => each.id !== id);
      const wide = { from: to.from.subtract({ minutes: 15 }), until: to.until.add({ minutes: 15 }) };
      expect(events.find((each) => each.id === id)?.movable).toBe(true);
      expect(to.from.until(to.until).total('minutes')).toBe(from.from.until(from.until).total('minutes'));
      expect(clock(to) >= '09:00' && to.until.toString() <= '2026-12-01T18:00:00Z').toBe(true);
      // What moved later keeps off what moved before, so this holds at the end as well.
      expect(others.filter((other) => overlaps(other, wide))).toEqual([]);
    }
  }
  expect(moved).toBeGreaterThan(300);
});
