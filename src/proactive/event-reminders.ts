import { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import { instantOf } from '../calendar/event-time.ts';
import { answerOf, eventsIn } from '../calendar/look.ts';
import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import type { Profile } from '../people/profile.ts';
import { load } from '../people/profile-store.ts';
import { parseTimeRange } from '../people/time-range.ts';
import type { CalendarEvent } from '../ports/calendar.ts';
import type { EyesOf } from '../ports/connections.ts';
import { eventLine } from './brief/calendar-facts.ts';
import type { News } from './notify/notices.ts';
import type { Notify } from './notify/notify.ts';
import { setSchedule } from './schedules.ts';

/** When an event begins for the person, and when they want to hear of it. */
export interface EventMoment {
  readonly event: CalendarEvent;
  readonly begins: Temporal.Instant;
  readonly remindAt: Temporal.Instant;
}

interface WatchDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly eyesOf: EyesOf;
  readonly notify: Notify;
}

/** How long a change in the calendar may stay unseen. */
const LOOK_MINUTES = 5;
const MOST_EVENTS = 200;

/** Looks into the person's calendar, says what begins soon, each once, and stores when to look again; without a calendar, never. */
export function createEventWatch({ db, clock, eyesOf, notify }: WatchDeps) {
  return async (personId: string, _due: Temporal.Instant, signal: AbortSignal): Promise<void> => {
    const profile = await db.asPerson(personId, (tx) => load(tx, personId));
    const { calendar } = await eyesOf(personId);
    const now = clock.now();
    const lookAt = now.add({ minutes: LOOK_MINUTES });
    const zone = profile.identity.timezone;
    // Whole days begin for the person later than at midnight.
    const span = { from: now, until: lookAt.add({ minutes: leadOf(profile) }) };
    const moments = calendar
      ? momentsOf((await eventsIn(calendar, { span, zone, limit: MOST_EVENTS }, signal)).events, profile, calendar.account)
      : [];
    await db.asPerson(personId, async (tx) => {
      for (const moment of dueAt(moments, now)) await notify(tx, newsOf(personId, moment, zone), now);
      await setSchedule(tx, personId, 'calendar', calendar && soonest(moments, now, lookAt));
    });
  };
}

/** What the person is reminded of: all that they have not declined. A whole day begins with their working day. */
export function momentsOf(events: readonly CalendarEvent[], profile: Profile, account: string): EventMoment[] {
  const minutes = leadOf(profile);
  if (minutes === 0) return [];
  return events
    .filter((event) => answerOf(event, account) !== 'declined')
    .map((event) => {
      const begins = beginOf(event, profile);
      return { event, begins, remindAt: begins.subtract({ minutes }) };
    });
}

/** What is to be said now: its time has come, and it has not begun. */
export function dueAt(moments: readonly EventMoment[], now: Temporal.Instant): EventMoment[] {
  return moments.filter(({ begins, remindAt }) => compare(remindAt, now) <= 0 && compare(begins, now) > 0);
}

function leadOf({ preferences }: Profile): number {
  return preferences.communication.meetingReminders;
}

function beginOf({ start }: CalendarEvent, { identity }: Profile): Temporal.Instant {
  if ('at' in start) return instantOf(start, identity.timezone);
  const plainTime = parseTimeRange(identity.workingHours).from;
  return Temporal.PlainDate.from(start.date).toZonedDateTime({ timeZone: identity.timezone, plainTime }).toInstant();
}

function soonest(moments: readonly EventMoment[], now: Temporal.Instant, lookAt: Temporal.Instant): Temporal.Instant {
  const coming = moments.map(({ remindAt }) => remindAt).filter((at) => compare(at, now) > 0);
  return [lookAt, ...coming].sort(compare)[0] ?? lookAt;
}

/** The key names the occurrence and its time: one that is moved is told anew. */
function newsOf(personId: string, { event, begins }: EventMoment, zone: string): News {
  const line = eventLine(event, zone);
  return {
    personId,
    key: `event:${event.calendarId}:${event.id}:${begins.toString()}`,
    kind: 'calendar',
    urgency: 'now',
    text: `Soon: ${line}`,
    message: { text: `**Soon:** ${shown(line)} (${zone})` },
    source: `event:${event.id}`,
    tainted: !event.own,
    staleAt: begins,
  };
}

const { compare } = Temporal.Instant;
