import { describe, expect, it } from 'vitest';
import { createCalendarHand } from './hand.ts';

const SERIES = {
  id: 'standup',
  title: 'Standup',
  location: 'Oak',
  start: '2026-11-23T10:00',
  end: '2026-11-23T10:15',
  recurrence: ['RRULE:FREQ=DAILY;COUNT=5'],
};
const WISH = { event: 'standup', date: '2026-11-25', start: '14:00' };

describe('calendar_move', () => {
  it('R31 moves one day of a series and nothing else of it, and puts it back', async () => {
    const hand = createCalendarHand([SERIES]);
    const before = hand.calendar.all();
    expect(await hand.effectOf('calendar_move', WISH)).toBe('private');
    const { said, undo } = await hand.wish('calendar_move', WISH);
    expect(said).toBe('Moved for that day: Standup, Wednesday, 25 November 2026, 14:00 to 14:15 (Europe/Berlin, UTC+01:00).');
    const listed = (await hand.wish('calendar_list', { when: 'next 8 days' })).said;
    expect(listed.match(/\d\d November 2026, \d\d:\d\d/g)).toEqual([
      '23 November 2026, 10:00',
      '24 November 2026, 10:00',
      '25 November 2026, 14:00',
      '26 November 2026, 10:00',
      '27 November 2026, 10:00',
    ]);
    expect(hand.calendar.journal.map(({ op, content, told }) => [op, content?.location, told])).toEqual([
      ['create', 'Oak', []],
      ['update', 'Oak', []],
    ]);
    await undo();
    expect(hand.calendar.all().map(({ etag: _, ...event }) => event)).toEqual(before.map(({ etag: _, ...event }) => event));
  });

  it('after a death in the middle finds what is there', async () => {
    const hand = createCalendarHand([SERIES]);
    const args = await hand.resolve('calendar_move', WISH);
    expect(await hand.find('calendar_move', args)).toBe('nothing');
    await hand.run('calendar_move', args);
    expect(await hand.find('calendar_move', args)).toMatchObject({ said: expect.stringContaining('Moved for that day') });
  });

  it('does nothing once the series is not the one that was shown', async () => {
    const hand = createCalendarHand([SERIES]);
    const args = await hand.resolve('calendar_move', WISH);
    hand.calendar.put({ ...SERIES, title: 'Changed' });
    await expect(hand.run('calendar_move', args)).rejects.toThrow('changed since');
    expect(hand.calendar.journal).toEqual([]);
  });

  it.each([
    [{ ...SERIES, guests: ['ben@b.example'] }, WISH, 'with guests cannot be moved'],
    [{ ...SERIES, partial: true }, WISH, 'more of this series'],
    [{ ...SERIES, recurrence: [] }, WISH, 'does not repeat'],
    [SERIES, { ...WISH, date: '2026-12-25' }, 'no event on that day'],
    [SERIES, { ...WISH, start: '10:00' }, 'at that time already'],
  ])('refuses what it cannot do: %#', async (event, wish, problem) => {
    await expect(createCalendarHand([event]).resolve('calendar_move', wish)).rejects.toThrow(problem);
  });
});
