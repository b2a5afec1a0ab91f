import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import type { Invitation } from '../../src/calendar/invitation.ts';
import { judge, sceneryAround } from '../../src/calendar/invitation-fit.ts';
import { defaultProfile } from '../../src/people/profile.ts';
import { createFakeCalendar, type SeedEvent } from '../fakes/calendar.ts';

const ZONE = 'Europe/Berlin';
const profile = defaultProfile(ZONE, 'Ann');
const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
const { signal } = new AbortController();
/** Monday, 23 November, in the afternoon. */
const DENTIST: SeedEvent = { title: 'Dentist', start: '2026-11-23T14:00', end: '2026-11-23T15:00' };

/** How a meeting at these times of the wall clock stands to a calendar. */
async function fitted(start: string, end: string, events: readonly SeedEvent[] = [], over: Partial<Invitation['content']> = {}) {
  const time = (wall: string) => ({
    at: Temporal.PlainDateTime.from(wall).toZonedDateTime(ZONE).toInstant().toString(),
    zone: ZONE,
  });
  const content = {
    title: 'Budget',
    description: '',
    location: '',
    start: time(start),
    end: time(end),
    recurrence: [],
    guests: [],
    ...over,
  };
  const invitation: Invitation = { uid: 'asked', sequence: 0, organizer: 'eve@e.example', invited: 'ann@example.com', content };
  const { reader } = createFakeCalendar({
    events: [...events, { id: 'asked', title: 'Budget', start: content.start, end: content.end }],
  });
  const scenery = await sceneryAround(reader, invitation, profile, now, signal);
  const { fit, clashing, instead } = judge(invitation, scenery, profile, now);
  const wall = (at: Temporal.Instant) => at.toZonedDateTimeISO(ZONE).toPlainDateTime().toString({ smallestUnit: 'minute' });
  return { fit, clashing: clashing.map(({ title }) => title), instead: instead.map(({ from }) => wall(from)) };
}

test.each([
  ['free, at a time for meetings', '2026-11-23T10:00', '2026-11-23T11:00', 'fits', []],
  ['free, too early', '2026-11-23T08:00', '2026-11-23T09:00', 'not preferred', []],
  ['free, at an hour that is kept for work', '2026-11-23T16:00', '2026-11-23T16:30', 'not preferred', []],
  ['free, right behind something else', '2026-11-23T15:00', '2026-11-23T15:30', 'not preferred', []],
  ['free, on a Sunday', '2026-11-22T10:00', '2026-11-22T11:00', 'not preferred', []],
  ['busy', '2026-11-23T14:30', '2026-11-23T15:30', 'busy', ['Dentist']],
  ['over', '2026-11-20T10:00', '2026-11-20T11:00', 'over', []],
])('R29 a meeting while the person is %s', async (_, start, end, fit, clashing) => {
  expect(await fitted(start, end, [DENTIST])).toMatchObject({ fit, clashing });
});

test('R29 in the place of a time that does not fit the nearest three that do are found, in order', async () => {
  const { instead } = await fitted('2026-11-23T14:30', '2026-11-23T15:30', [DENTIST]);
  expect(instead).toEqual(['2026-11-23T10:00', '2026-11-24T10:00', '2026-11-24T14:00']);
});

test('of a series its next time is looked at, and whole days are left to the person', async () => {
  const weekly = { recurrence: ['RRULE:FREQ=WEEKLY;COUNT=9'] };
  expect(await fitted('2026-11-16T14:30', '2026-11-16T15:30', [DENTIST], weekly)).toMatchObject({ fit: 'busy' });
  const days = { start: { date: '2026-11-23' }, end: { date: '2026-11-24' } };
  expect(await fitted('2026-11-23T10:00', '2026-11-23T11:00', [DENTIST], days)).toMatchObject({ fit: 'whole day', instead: [] });
});
