import type { Temporal } from 'temporal-polyfill';
import { othersAmong } from '../../calendar/content.ts';
import type { CalendarEvent, Guest } from '../../ports/calendar.ts';
import type { Occasion } from '../brief/fact.ts';

/** An occurrence of an event that other people take part in. */
export interface Meeting {
  readonly event: CalendarEvent;
  readonly begins: Temporal.Instant;
  /** Who is there beside the person, those who come first. */
  readonly others: readonly Guest[];
}

/** A meeting that is to be prepared. */
export interface MeetingOccasion extends Occasion {
  readonly meeting: Meeting;
}

/** Undefined for what nobody else takes part in, and for a whole day, which is no meeting. `account` is the person's own address. */
export function meetingOf(event: CalendarEvent, begins: Temporal.Instant, account: string): Meeting | undefined {
  const others = othersAmong(event.guests, account).sort((a, b) => Number(isAway(a)) - Number(isAway(b)));
  return others.length === 0 || 'date' in event.start ? undefined : { event, begins, others };
}

/** As the person would call them. */
export function nameOf({ name, address }: Pick<Guest, 'name' | 'address'>): string {
  return name.trim() || address;
}

/** `Ana Ruiz (accepted), Ben Okafor (no answer yet) and 3 more`. */
export function peopleText(others: readonly Guest[]): string {
  const named = others.slice(0, MOST_NAMED).map((guest) => `${nameOf(guest)} (${ANSWERS[guest.answer]})`);
  return named.join(', ') + (others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : '');
}

const MOST_NAMED = 8;
const ANSWERS: Readonly<Record<Guest['answer'], string>> = {
  'needs-action': 'no answer yet',
  accepted: 'accepted',
  declined: 'declined',
  tentative: 'perhaps',
};

function isAway({ answer }: Guest): boolean {
  return answer === 'declined';
}
