import { Temporal } from 'temporal-polyfill';
import type { Guest } from '../../../src/ports/calendar.ts';
import type { Meeting } from '../../../src/proactive/meetings/meeting.ts';

/** A meeting at 14:00 in Berlin on Friday, 27 March 2026. */
export function meetingWith(title: string, others: readonly Pick<Guest, 'name' | 'address'>[]): Meeting {
  const guests = others.map((each) => ({ ...each, answer: 'accepted' as const }));
  const event = {
    id: 'talk',
    calendarId: 'main',
    etag: '1',
    organizer: 'ann@example.com',
    own: true,
    title,
    description: '',
    location: '',
    start: { at: '2026-03-27T13:00:00Z', zone: 'Europe/Berlin' },
    end: { at: '2026-03-27T14:00:00Z', zone: 'Europe/Berlin' },
    recurrence: [],
    guests,
  };
  return { event, begins: Temporal.Instant.from('2026-03-27T13:00:00Z'), others: guests };
}
