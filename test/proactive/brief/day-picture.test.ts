import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { defaultProfile, type Profile } from '../../../src/people/profile.ts';
import { lessButtons, sectionFor } from '../../../src/proactive/brief/buttons.ts';
import { dayPicture } from '../../../src/proactive/brief/day-picture.ts';
import type { Fact, OnDay } from '../../../src/proactive/brief/fact.ts';
import { dayWithBudget } from '../../fixtures/day-picture.ts';

const FRIDAY = '2026-03-06';
const BERLIN = defaultProfile('Europe/Berlin', 'Ann');

const at = (day: string, time: string, { identity: { timezone } } = BERLIN) =>
  Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(timezone).toInstant();
const fact = (onDay: OnDay): Fact => ({ section: 'Calendar', source: 'x', text: '', tainted: false, onDay });
const meeting = (title: string, from: Temporal.Instant, until: Temporal.Instant) => fact({ kind: 'event', title, from, until });
const onFriday = (title: string, from: string, until: string) => meeting(title, at(FRIDAY, from), at(FRIDAY, until));
const atHalfPastSeven = (facts: readonly Fact[], profile: Profile = BERLIN, day = FRIDAY) =>
  dayPicture(facts, profile, at(day, '07:30', profile));

describe('the picture of a day', () => {
  test('holds meetings, focus, what is free and what is due, each at its minute', () => {
    const picture = atHalfPastSeven([
      fact({ kind: 'whole day', title: 'Trade fair' }),
      onFriday('Budget', '10:00', '11:30'),
      fact({ kind: 'due', title: 'Pay the rent', at: at(FRIDAY, '17:00') }),
      fact({ kind: 'due', title: 'Call Ana' }),
    ]);
    expect(picture).toMatchObject({
      date: FRIDAY,
      title: 'Friday, 6 March 2026',
      wholeDay: ['Trade fair'],
      minutes: 540,
      lineMinutes: 30,
      blocks: [{ title: 'Budget', time: '10:00-11:30', from: 60, until: 150, lane: 0, lanes: 1, conflict: false }],
      stretches: [
        { kind: 'focus', label: 'Focus', from: 0, until: 60 },
        { kind: 'free', label: 'Free 4 h 30 min', from: 150, until: 420 },
        { kind: 'focus', label: 'Focus', from: 420, until: 480 },
        { kind: 'free', label: 'Free 1 h', from: 480, until: 540 },
      ],
      due: [{ at: 480, label: 'Due 17:00: Pay the rent' }],
      below: ['Due 17:00: Pay the rent', 'Due: Call Ana'],
    });
    expect(picture?.hours.map(({ label }) => label).join(' ')).toBe(
      '09:00 10:00 11:00 12:00 13:00 14:00 15:00 16:00 17:00 18:00',
    );
  });

  test('says the same in words', () => {
    const facts = [
      fact({ kind: 'whole day', title: 'Fair' }),
      onFriday('Budget', '09:00', '12:00'),
      onFriday('Call', '11:00', '18:00'),
    ];
    expect(atHalfPastSeven([...facts, fact({ kind: 'due', title: 'Pay the rent' })])?.alt).toBe(
      'Friday, 6 March 2026. All day: Fair. 09:00-12:00 Budget, at the same time as another. 11:00-18:00 Call, at the same time as another. Due: Pay the rent.',
    );
    const long = Array.from({ length: 40 }, (_, each) => onFriday(`Meeting number ${each} of this day`, '10:00', '11:00'));
    expect(atHalfPastSeven(long)?.alt).toHaveLength(1000);
    const withPairs = ['', 'a'].map((shift) => [
      onFriday(shift, '10:00', '11:00'),
      ...Array(20).fill(onFriday('😀'.repeat(80), '10:00', '11:00')),
    ]);
    for (const facts of withPairs) expect(atHalfPastSeven(facts)?.alt).not.toMatch(/\p{Cs}/u);
  });

  test('is not drawn for a day without an hour on it', () => {
    expect(atHalfPastSeven([])).toBeUndefined();
    expect(atHalfPastSeven([fact({ kind: 'whole day', title: 'Fair' }), fact({ kind: 'due', title: 'Rent' })])).toBeUndefined();
  });

  test('puts what overlaps side by side, marks it, and tells below what finds no room', () => {
    const picture = atHalfPastSeven([
      onFriday('A', '10:00', '11:00'),
      onFriday('B', '10:30', '11:30'),
      onFriday('C', '10:30', '12:00'),
      onFriday('D', '10:45', '11:00'),
      onFriday('E', '12:00', '12:30'),
    ]);
    const lanes = picture?.blocks.map(({ title, lane, lanes, conflict }) => [title, lane, lanes, conflict]);
    expect(lanes).toEqual([
      ['A', 0, 3, true],
      ['C', 1, 3, true],
      ['B', 2, 3, true],
      ['E', 0, 1, false],
    ]);
    expect(picture?.below).toEqual(['10:45-11:00 D']);
  });

  test('gives a short meeting the height of a line, and does not take that for an overlap', () => {
    const picture = atHalfPastSeven([onFriday('A', '10:00', '10:10'), onFriday('B', '10:10', '10:20')]);
    expect(picture?.blocks).toMatchObject([
      { title: 'A', from: 60, until: 90, lane: 0, lanes: 2, conflict: false },
      { title: 'B', from: 70, until: 100, lane: 1, lanes: 2, conflict: false },
    ]);
  });

  test('shows of a meeting that goes over midnight what lies on this day', () => {
    const day = FRIDAY;
    const picture = dayPicture(
      [
        meeting('Night train', at('2026-03-05', '22:00'), at(day, '06:30')),
        meeting('Party', at(day, '23:00'), at('2026-03-07', '02:00')),
      ],
      BERLIN,
      at(day, '05:00'),
    );
    expect(picture?.blocks).toMatchObject([
      { time: '22:00-06:30', from: 0, until: 390 },
      { time: '23:00-02:00', from: 1380, until: 1440 },
    ]);
  });

  test('shows in the afternoon what is left', () => {
    const picture = dayPicture([onFriday('Budget', '15:00', '16:00')], BERLIN, at(FRIDAY, '14:20'));
    expect(picture?.hours[0]?.label).toBe('15:00');
    expect(picture?.stretches[0]).toEqual({ kind: 'focus', label: 'Focus', from: 60, until: 120 });
  });

  test('knows no times for focus at the weekend', () => {
    const saturday = '2026-03-07';
    const picture = atHalfPastSeven([meeting('Market', at(saturday, '10:00'), at(saturday, '11:00'))], BERLIN, saturday);
    expect(picture).toMatchObject({ minutes: 60, stretches: [] });
  });

  test('keeps of a title one line of what can be seen', () => {
    const picture = atHalfPastSeven([onFriday(`a\u202e\n b\0\ud800 ${'c'.repeat(200)}`, '10:00', '11:00')]);
    expect(picture?.blocks[0]?.title).toBe(`a b ${'c'.repeat(76)}`);
  });

  // Germany by EU directive 2000/84/EC; Lord Howe Island changes by half an hour (tz database, Australia/Lord_Howe).
  test.each([
    ['Europe/Berlin', '2026-03-29', '00:00 01:00 03:00 04:00', 180],
    ['Europe/Berlin', '2026-10-25', '00:00 01:00 02:00 02:00 03:00 04:00', 300],
    ['Australia/Lord_Howe', '2026-10-04', '00:00 01:00 03:00 04:00', 210],
  ])('counts in %s on %s, when clocks are changed, the minutes that pass', (zone, day, hours, minutes) => {
    const profile = defaultProfile(zone, 'Ann');
    const facts = [meeting('Watch', at(day, '00:00', profile), at(day, '04:00', profile))];
    const picture = dayPicture(facts, profile, at(day, '00:00', profile));
    expect(picture?.hours.map(({ label }) => label).join(' ')).toBe(hours);
    expect(picture).toMatchObject({ minutes, blocks: [{ time: '00:00-04:00', from: 0, until: minutes }] });
  });
});

test('R105 Less of this offers to leave out the picture where there is one', () => {
  const text = '**Your brief**\n\n**Calendar**\n- x';
  const sign = (verb: string, id: string) => `${verb} ${id}`;
  const labels = (message: { text: string; picture?: typeof dayWithBudget }) =>
    lessButtons('ann', message, sign).map(([button]) => button?.label);
  expect(labels({ text })).toEqual(['Without Calendar']);
  expect(labels({ text, picture: dayWithBudget })).toEqual(['Without Calendar', 'Without Picture']);
  const [, row] = lessButtons('ann', { text, picture: dayWithBudget }, sign);
  expect(sectionFor({ text, picture: dayWithBudget }, row?.[0]?.id.replace('lessof ', '') ?? '')).toBe('Picture');
});
