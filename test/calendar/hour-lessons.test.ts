import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { type HourLesson, lessonText, likedHours, preferred } from '../../src/calendar/hour-lessons.ts';
import { roomsIn } from '../../src/calendar/rooms.ts';
import { defaultProfile } from '../../src/people/profile.ts';
import { withField } from '../../src/people/profile-path.ts';

const ZONE = 'Europe/Berlin';
const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(ZONE).toInstant();
const slot = (local: string) => ({ from: at(local), until: at(local).add({ minutes: 30 }) });
const lesson = (from: number, to: number, what: HourLesson['what'] = 'meeting'): HourLesson => ({ what, from, to, events: [] });
const starts = (slots: readonly { readonly from: Temporal.Instant }[]) =>
  slots.map(({ from }) => from.toZonedDateTimeISO(ZONE).toPlainDateTime().toString({ smallestUnit: 'minute' }).slice(5));

const SLOTS = [slot('2026-11-23T09:00'), slot('2026-11-23T10:00'), slot('2026-11-23T14:15'), slot('2026-11-24T09:30')];

test('R9 slots of a day begin with the hour to which the person moves, and end with the one from which they do', () => {
  expect(starts(preferred(SLOTS, [lesson(9, 14)], ZONE))).toEqual(['11-23T14:15', '11-23T10:00', '11-23T09:00', '11-24T09:30']);
});

test('R9 without a lesson, and with two that say the opposite, the order is that of the clock', () => {
  expect(preferred(SLOTS, [], ZONE)).toEqual(SLOTS);
  expect(preferred(SLOTS, [lesson(9, 14), lesson(14, 9)], ZONE)).toEqual(SLOTS);
});

test('R9 hours that were moved to are proposed though the person has never named them, each for what it was learned of', () => {
  const set = [
    ['preferences.scheduling.focusBlocks', '09:00-10:00'],
    ['preferences.scheduling.preferredMeetingTimes', '10:00-11:00'],
  ] as const;
  const profile = set.reduce((now, [path, value]) => withField(now, path, value), defaultProfile(ZONE, 'Ann'));
  const monday = { from: at('2026-11-23T00:00'), until: at('2026-11-24T00:00') };
  const rooms = (lessons: readonly HourLesson[]) => {
    const { focus, meetings } = roomsIn(monday, [], 60, profile, lessons);
    return { focus: starts(focus), meetings: starts(meetings) };
  };
  expect(rooms([])).toEqual({ focus: ['11-23T09:00'], meetings: ['11-23T10:00'] });
  expect(rooms([lesson(9, 14, 'focus')])).toEqual({ focus: ['11-23T14:00', '11-23T09:00'], meetings: ['11-23T10:00'] });
  expect(rooms([lesson(10, 15)])).toEqual({ focus: ['11-23T09:00'], meetings: ['11-23T15:00', '11-23T10:00'] });
  expect(likedHours([lesson(9, 23)])).toEqual([]);
});

test('R9 the cause names every event with its day', () => {
  const events = ['Report', 'Budget', 'Plan'].map((title, index) => ({ id: title, title, day: `2026-11-2${index + 3}` }));
  expect(lessonText({ ...lesson(9, 14), events })).toBe(
    '14:00 before 09:00, since you moved "Report" (2026-11-23), "Budget" (2026-11-24), "Plan" (2026-11-25) from 09:00 to 14:00',
  );
});
