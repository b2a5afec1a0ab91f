import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { conflictKey, conflictsAmong, type Scenery } from '../../src/calendar/conflicts.ts';
import { waysOut } from '../../src/calendar/ways-out.ts';
import { defaultProfile } from '../../src/people/profile.ts';
import type { CalendarEvent } from '../../src/ports/calendar.ts';

const ZONE = 'Europe/Berlin';
const ANN = 'ann@example.com';
const now = Temporal.Instant.from('2026-11-23T07:00:00Z');
const profile = defaultProfile(ZONE, 'Ann');

/** On Monday, 23 November 2026, by the clock of Berlin. */
function event(id: string, hours: string, over: Partial<CalendarEvent> = {}): CalendarEvent {
  const [from = '', until = ''] = hours.split('-');
  const time = (clock: string) => ({
    at: Temporal.PlainDateTime.from(`2026-11-23T${clock}`).toZonedDateTime(ZONE).toInstant().toString(),
    zone: ZONE,
  });
  return {
    id,
    calendarId: 'main',
    etag: '1',
    title: id,
    description: '',
    location: '',
    start: time(from),
    end: time(until),
    recurrence: [],
    guests: [],
    organizer: ANN,
    own: true,
    ...over,
  };
}

const guest = (address: string, answer: 'accepted' | 'declined' | 'needs-action' = 'needs-action') => ({
  name: '',
  address,
  answer,
});
const invitation = { own: false, organizer: 'eve@e.example', guests: [guest(ANN)] };

function sceneryWith(...events: CalendarEvent[]): Scenery {
  const calendars = [
    { id: 'main', name: 'Ann', shared: false, writable: true },
    { id: 'feed', name: 'Feed', shared: false, writable: false },
  ];
  return { events, calendars, account: ANN, zone: ZONE };
}

describe('R31 what overlaps', () => {
  const pairs = (...events: CalendarEvent[]) =>
    conflictsAmong(sceneryWith(...events)).map(({ first, second }) => `${first.id} ${second.id}`);

  it.each([
    ['two events at once', [event('b', '10:30-11:30'), event('a', '10:00-11:00')], ['a b']],
    ['what is marked as free', [event('a', '10:00-11:00', { free: true }), event('b', '10:30-11:30')], []],
    ['one after the other', [event('a', '10:00-11:00'), event('b', '11:00-12:00')], []],
    [
      'what was declined',
      [event('a', '10:00-11:00'), event('b', '10:00-11:00', { ...invitation, guests: [guest(ANN, 'declined')] })],
      [],
    ],
    [
      'a whole day',
      [event('a', '10:00-11:00'), event('b', '10:00-11:00', { start: { date: '2026-11-23' }, end: { date: '2026-11-24' } })],
      [],
    ],
    ['a trip around it', [event('a', '09:00-16:00'), event('b', '10:00-11:00')], []],
    [
      'a copy in another calendar',
      [event('a', '10:00-11:00', { title: 'x' }), event('b', '10:00-11:00', { title: 'x', calendarId: 'feed' })],
      [],
    ],
    ['three at once', [event('a', '10:00-11:00'), event('b', '10:15-11:00'), event('c', '10:30-11:00')], ['a b', 'a c', 'b c']],
  ])('%s', (_, events, found) => {
    expect(pairs(...events)).toEqual(found);
  });

  it('is the same pair at the same times only', () => {
    const keyOf = (...events: CalendarEvent[]) => conflictsAmong(sceneryWith(...events)).map((each) => conflictKey(each, ZONE));
    const as = keyOf(event('a', '10:00-11:00'), event('b', '10:30-11:30'));
    expect(keyOf(event('b', '10:30-11:30', { etag: '2', title: 'B' }), event('a', '10:00-11:00'))).toEqual(as);
    expect(keyOf(event('a', '10:00-11:00'), event('b', '10:45-11:30'))).not.toEqual(as);
  });
});

describe('R31 what can be done', () => {
  const ways = (a: CalendarEvent, b: CalendarEvent, ...others: CalendarEvent[]) => {
    const scenery = sceneryWith(a, b, ...others);
    const [conflict] = conflictsAmong(scenery);
    if (!conflict) throw new Error('nothing overlaps');
    const reach = { from: now, until: now.add({ hours: 24 * 14 }) };
    return waysOut(conflict, scenery, profile, reach).map((way) => {
      const to = way.way === 'move' ? way.to.from.toZonedDateTimeISO(ZONE).toPlainDateTime().toString() : '';
      return `${way.way} ${way.way === 'keep' ? 'both' : way.event.id} ${to}`.trim();
    });
  };

  it('moves own events to the nearest free time of the day, off others by the buffer', () => {
    expect(ways(event('a', '10:00-11:00'), event('b', '10:30-11:30'))).toEqual([
      'move a 2026-11-23T09:15:00',
      'move b 2026-11-23T11:15:00',
      'keep both',
    ]);
  });

  it('moves what has guests to when the person meets, and leaves a day of such a series alone', () => {
    const withGuests = { guests: [guest('ben@b.example')] };
    expect(ways(event('a', '10:00-11:00'), event('b', '10:30-11:30', withGuests))[1]).toBe('move b 2026-11-23T14:00:00');
    const series = { ...withGuests, recurrence: ['RRULE:FREQ=WEEKLY'] };
    expect(ways(event('a', '10:00-11:00'), event('b', '10:30-11:30', series))).toEqual([
      'move a 2026-11-23T09:15:00',
      'keep both',
    ]);
  });

  it('declines what others organize, and never moves it', () => {
    expect(ways(event('a', '10:00-11:00', invitation), event('b', '10:30-11:30', { calendarId: 'feed' }))).toEqual([
      'decline a',
      'keep both',
    ]);
  });

  it('goes to another day where this one is full', () => {
    const full = event('c', '12:00-18:00', { own: false });
    const morning = event('d', '09:00-09:45');
    expect(ways(event('a', '10:00-11:30'), event('b', '10:30-11:30'), full, morning)[0]).toBe('move a 2026-11-24T09:00:00');
  });
});
