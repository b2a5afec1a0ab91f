import { Temporal } from 'temporal-polyfill';
import { instantOf } from '../calendar/event-time.ts';
import { answerOf } from '../calendar/look.ts';
import type { Profile } from '../people/profile.ts';
import { parseTimeRange } from '../people/time-range.ts';
import type { CalendarEvent } from '../ports/calendar.ts';
import { type Meeting, meetingOf } from './meetings/meeting.ts';
import { preparationLead } from './meetings/preparation.ts';

/** When an event begins for the person, and when they are to hear of it. */
export interface EventMoment {
  readonly event: CalendarEvent;
  readonly begins: Temporal.Instant;
  readonly tellAt: Temporal.Instant;
}

export interface EventMoments {
  readonly reminders: readonly EventMoment[];
  readonly preparations: readonly (EventMoment & Meeting)[];
}

/** What the person is told of: all that they have not declined. A whole day begins with their working day. `account` is their own address. */
export function momentsOf(events: readonly CalendarEvent[], profile: Profile, account: string): EventMoments {
  const wanted = events.filter((event) => answerOf(event, account) !== 'declined');
  const before = (minutes: number): EventMoment[] =>
    (minutes === 0 ? [] : wanted).map((event) => {
      const begins = beginOf(event, profile);
      return { event, begins, tellAt: begins.subtract({ minutes }) };
    });
  return {
    reminders: before(reminderLead(profile)),
    preparations: before(preparationLead(profile)).flatMap((moment) => {
      const meeting = meetingOf(moment.event, moment.begins, account);
      return meeting ? { ...moment, ...meeting } : [];
    }),
  };
}

/** What is to be said now: its time has come, and it has not begun. */
export function dueAt<M extends EventMoment>(moments: readonly M[], now: Temporal.Instant): M[] {
  return moments.filter(({ begins, tellAt }) => compare(tellAt, now) <= 0 && compare(begins, now) > 0);
}

/** True where a meeting is prepared so shortly before its reminder that one of them is enough. */
export function isPreparedEnough(profile: Profile): boolean {
  const gap = preparationLead(profile) - reminderLead(profile);
  return gap >= 0 && gap <= ENOUGH_MINUTES;
}

/** The next moment to look at, `lookAt` at the latest. */
export function soonest(moments: readonly EventMoment[], now: Temporal.Instant, lookAt: Temporal.Instant): Temporal.Instant {
  const coming = moments.map(({ tellAt }) => tellAt).filter((at) => compare(at, now) > 0);
  return [lookAt, ...coming].sort(compare)[0] ?? lookAt;
}

const ENOUGH_MINUTES = 20;
const { compare } = Temporal.Instant;

function reminderLead({ preferences }: Profile): number {
  return preferences.communication.meetingReminders;
}

function beginOf({ start }: CalendarEvent, { identity }: Profile): Temporal.Instant {
  if ('at' in start) return instantOf(start, identity.timezone);
  const plainTime = parseTimeRange(identity.workingHours).from;
  return Temporal.PlainDate.from(start.date).toZonedDateTime({ timeZone: identity.timezone, plainTime }).toInstant();
}
