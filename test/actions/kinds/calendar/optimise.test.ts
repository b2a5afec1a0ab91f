import { describe, expect, it } from 'vitest';
import { createCalendarHand, kindOf } from './hand.ts';

const MEETING = {
  id: 'budget',
  title: 'Budget',
  start: '2026-11-23T11:00',
  end: '2026-11-23T12:00',
  guests: ['ben@b.example'],
};
const WORK = { id: 'work', title: 'Report', start: '2026-11-23T11:30', end: '2026-11-23T12:30' };

describe('calendar_optimise', () => {
  it('R33 shows each move before and after with its reason, and asks first though it is private', async () => {
    const hand = createCalendarHand([MEETING, WORK]);
    expect(kindOf('calendar_optimise').asksFirst).toBe(true);
    expect(await hand.effectOf('calendar_optimise', { when: 'monday' })).toBe('private');
    const { lines } = await hand.card('calendar_optimise', { when: 'monday' });
    expect(lines[1]?.split('\n').slice(0, 4)).toEqual([
      'What moves, and why: "Report"',
      '  before: Monday, 23 November 2026, 11:30 to 12:30 (Europe/Berlin, UTC+01:00)',
      '  after: Monday, 23 November 2026, 09:00 to 10:00 (Europe/Berlin, UTC+01:00)',
      '  because it overlaps "Budget"',
    ]);
  });

  it('R33 applies all of it and takes all of it back', async () => {
    const hand = createCalendarHand([MEETING, WORK]);
    const before = hand.calendar.all().map(({ etag: _, ...event }) => event);
    const { said, undo } = await hand.wish('calendar_optimise', { when: 'monday' });
    expect(said).toBe('1 event is moved.');
    expect(hand.calendar.journal).toMatchObject([{ op: 'update', id: 'work', told: [], shared: false }]);
    await undo();
    expect(hand.calendar.all().map(({ etag: _, ...event }) => event)).toEqual(before);
  });

  it.each([
    ['with guests', { guests: ['ana@a.example'] }],
    ['of somebody else', { own: false, organizer: 'eve@e.example' }],
    ['at a place', { location: 'Oak' }],
    ['of a series', { recurrence: ['RRULE:FREQ=WEEKLY'] }],
    ['that others can see', { calendarId: 'team-all@group.calendar.example' }],
    ['in a calendar that is only read', { calendarId: 'feed' }],
    ['of which the server holds more', { partial: true }],
    ['that is a whole day', { start: '2026-11-23', end: '2026-11-24' }],
  ])('never moves an event %s', async (_, over) => {
    const hand = createCalendarHand([MEETING, { ...WORK, ...over }]);
    await expect(hand.resolve('calendar_optimise', { when: 'monday' })).rejects.toThrow('nothing to move');
  });

  it('undoes nothing where one of the events has changed since', async () => {
    const hand = createCalendarHand([
      WORK,
      { ...WORK, id: 'more', title: 'Slides', start: '2026-11-23T14:00', end: '2026-11-23T15:00' },
    ]);
    const { undo } = await hand.wish('calendar_optimise', { when: 'monday' });
    hand.calendar.put({ id: 'more', title: 'Slides', start: '2026-11-23T17:00', end: '2026-11-23T18:00' });
    const stands = hand.calendar.all();
    await expect(undo()).rejects.toThrow('changed since');
    expect(hand.calendar.all()).toEqual(stands);
  });
});
