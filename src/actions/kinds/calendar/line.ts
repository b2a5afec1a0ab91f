import { answerOf } from '../../../calendar/look.ts';
import { spanText } from '../../../calendar/when-text.ts';
import { mailboxText } from '../../../mail/address.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { Calendar, CalendarEvent } from '../../../ports/calendar.ts';

interface LineSetting {
  readonly calendars: readonly Calendar[];
  readonly account: string;
  readonly zone: string;
  /** Characters of the description. */
  readonly room: number;
}

/** One event for the model: others' words in quotation marks that nothing in them can end. */
export function eventLine(event: CalendarEvent, { calendars, account, zone, room }: LineSetting): string {
  const { title, location, description, guests, own, organizer, recurrence, id } = event;
  const calendar = calendars.find((each) => each.id === event.calendarId);
  const isMain = calendar === calendars[0];
  const people = guests.map((guest) => `${mailboxText({ name: guest.name, address: guest.address })} ${guest.answer}`);
  const parts = [
    `${spanText(event, zone)}: ${quoted(title)}`,
    location && `place ${quoted(location)}`,
    people.length > 0 && `guests ${people.map(plain).join(', ')}`,
    !own && `organized by ${plain(organizer)}${answerOf(event, account) ? `, your answer: ${answerOf(event, account)}` : ''}`,
    recurrence.length > 0 && 'one of a series',
    calendar && !isMain && `calendar ${quoted(calendar.name)}${calendar.shared ? ' that others can see' : ''}`,
    description && `text ${quoted(cut(description, room))}`,
    `id ${plain(id)}`,
  ];
  return `- ${parts.filter(Boolean).join('; ')}`;
}

/** As it stands when it is one plain token of addresses and ids; else in quotation marks. */
function plain(text: string): string {
  return /^[\w@.:;=+/,<>" -]{1,400}$/.test(text) ? text : quoted(text);
}

function cut(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room)}... (${text.length - room} more characters)`;
}
