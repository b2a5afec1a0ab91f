import { z } from 'zod';
import type { EventWhen } from '../../../calendar/series.ts';
import { whenText } from '../../../calendar/when-text.ts';
import { addressShown } from '../../../mail/address.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { Profile } from '../../../people/profile.ts';
import type { CalendarEvent, EventContent, Guest } from '../../../ports/calendar.ts';
import type { CardLine } from '../../kind.ts';

/** A point in time with its zone, or a whole day. */
export const eventTime = z.union([z.object({ at: z.string(), zone: z.string() }), z.object({ date: z.string() })]);

/** When, exactly. Start, end and rule are one value, so that a card can show how often and until when. */
export const whenArgs = z.object({ start: eventTime, end: eventTime, recurrence: z.array(z.string()).readonly() });

const answer = z.enum(['needs-action', 'accepted', 'declined', 'tentative']);
export const guestsArgs = z.array(z.object({ name: z.string(), address: z.string(), answer })).readonly();

/** The calendar as the person is shown it: when others can see it now and could not then, nothing is done. */
export const calendarArgs = z.object({
  id: z.string(),
  name: z.string(),
  shared: z.boolean(),
  /** Its server tells guests nothing. */
  silent: z.literal(true).exactOptional(),
});

/** Everything an event says, as it is kept for undo. */
export const contentArgs = z.object({
  title: z.string(),
  description: z.string(),
  location: z.string(),
  start: eventTime,
  end: eventTime,
  recurrence: z.array(z.string()).readonly(),
  guests: guestsArgs,
});

/** What an event says, with start, end and rule as one value. */
export const memberArgs = z.object({
  title: z.string(),
  when: whenArgs,
  location: z.string(),
  description: z.string(),
  guests: guestsArgs,
});

/** An event as it stands, and the version that was shown. */
export const eventArgs = z.object({
  account: z.string(),
  calendar: calendarArgs,
  id: z.string(),
  etag: z.string(),
});

export type CalendarArgs = z.infer<typeof calendarArgs>;
export type EventArgs = z.infer<typeof eventArgs>;

/** The members of an event by name, with `when` as one. */
export function membersOf({ title, description, location, start, end, recurrence, guests }: EventContent) {
  return {
    title,
    when: { start, end, recurrence },
    location,
    description,
    guests,
  };
}

type Members = ReturnType<typeof membersOf>;

export function contentBy({ title, when, location, description, guests }: Members): EventContent {
  return { title, description, location, ...when, guests };
}

/** What names an event on a card. */
export const eventFields = {
  account: (account: string): CardLine => ({ label: 'Account', value: account }),
  calendar: (calendar: CalendarArgs): CardLine => ({ label: 'Calendar', value: calendarText(calendar) }),
  id: (id: string): CardLine => ({ label: 'Event id', value: id }),
  etag: (etag: string): CardLine => ({ label: 'Version', value: etag }),
};

/** What an event says, each member in full. */
export const memberFields = {
  title: (title: string): CardLine => ({ label: 'Title', value: title }),
  when: (when: EventWhen, profile: Profile): CardLine => ({ label: 'When', value: whenText(when, profile.identity.timezone) }),
  location: (location: string): CardLine => ({ label: 'Place', value: location }),
  description: (text: string): CardLine => ({ label: 'Text', value: text }),
  guests: (guests: readonly Guest[]): CardLine => ({ label: 'Guests', value: guestsText(guests) }),
};

/** What an event says before and after; what stays is shown once. */
export const changeFields = {
  title: ({ before, after }: Change<string>): CardLine => changeLine('Title', before, after),
  when: ({ before, after }: Change<EventWhen>, { identity }: Profile): CardLine =>
    changeLine('When', whenText(before, identity.timezone), whenText(after, identity.timezone)),
  location: ({ before, after }: Change<string>): CardLine => changeLine('Place', before, after),
  description: ({ before, after }: Change<string>): CardLine => textLine(before, after),
  guests: ({ before, after }: Change<readonly Guest[]>): CardLine => changeLine('Guests', guestsText(before), guestsText(after)),
};

export function partialField(partial: boolean): CardLine {
  return { label: 'Kept whole by me', value: partial ? 'no, the calendar holds more of it' : 'yes' };
}

export interface Change<T> {
  readonly before: T;
  readonly after: T;
}

function changeLine(label: string, before: string, after: string): CardLine {
  if (before === after) return { label: `${label}, as it is`, value: after };
  return { label: `New ${label.toLowerCase()}`, value: `${after}\nBefore: ${before}` };
}

/** The text before stands on one line, as in JSON, so that nothing in the new one passes for it. */
function textLine(before: string, after: string): CardLine {
  return before === after ? changeLine('Text', before, after) : changeLine('Text', quoted(before), after);
}

function guestsText(guests: readonly Guest[]): string {
  if (guests.length === 0) return 'nobody';
  const lines = guests.map((guest) => `${addressShown(guest)}, ${guest.answer}`);
  return [guests.length === 1 ? '1' : `${guests.length}`, ...lines].join('\n');
}

/** The calendar on a card: its name, who sees it, and its id. */
export function calendarText({ id, name, shared, silent }: CalendarArgs): string {
  const told = silent ? ', it tells guests nothing' : '';
  return `${name}, ${shared ? 'others can see it' : 'only you see it'}${told} (id ${id})`;
}

/** The parts that a card names an event by. */
export function identityOf(event: CalendarEvent, calendar: CalendarArgs, account: string): EventArgs {
  return { account, calendar, id: event.id, etag: event.etag };
}
