import type { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import type { Scenery } from '../calendar/conflicts.ts';
import type { Database, Tx } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Profile } from '../people/profile.ts';
import { load } from '../people/profile-store.ts';
import type { EyesOf } from '../ports/connections.ts';
import { eventLine } from './brief/calendar-facts.ts';
import { conflictNews, newsKey } from './conflicts/conflict-message.ts';
import { comingConflicts, type OpenConflict, openConflicts, sceneryOf } from './conflicts/find-conflicts.ts';
import { dueAt, type EventMoment, isPreparedEnough, momentsOf, soonest } from './event-moments.ts';
import type { InvitationWatch } from './invitations/invitation-watch.ts';
import type { Meeting } from './meetings/meeting.ts';
import { type Prepare, preparationKey } from './meetings/preparation.ts';
import { type News, toldOf } from './notify/notices.ts';
import type { Notify } from './notify/notify.ts';
import type { SignButton } from './reminder-message.ts';
import { setNext } from './schedules.ts';
import type { Reflection } from './slots/reflection.ts';

interface WatchDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly eyesOf: EyesOf;
  readonly notify: Notify;
  readonly prepare: Prepare;
  readonly button: SignButton;
  readonly invitations?: InvitationWatch;
  /** Told of all that stands there. */
  readonly reflect?: Reflection;
}

/** How long a change in the calendar may stay unseen. */
const LOOK_MINUTES = 5;

/**
 * Looks into the person's calendar, prepares meetings, says what begins soon, what overlaps and what waits for an answer, each once, learns from what
 * was moved, and stores when to look again; without a calendar, never.
 */
export function createEventWatch({ db, clock, log, eyesOf, notify, prepare, button, invitations, reflect }: WatchDeps) {
  return async (personId: string, due: Temporal.Instant, signal: AbortSignal): Promise<void> => {
    const profile = await db.asPerson(personId, (tx) => load(tx, personId));
    const { calendar } = await eyesOf(personId, 'regular');
    if (!calendar) return db.asPerson(personId, (tx) => setNext(tx, personId, 'calendar', due, undefined));
    const now = clock.now();
    const lookAt = now.add({ minutes: LOOK_MINUTES });
    const zone = profile.identity.timezone;
    const scenery = await sceneryOf(calendar, profile, now, signal);
    for (const { error } of scenery.missing) log.warn('calendar-not-read', describeError(error));
    const { reminders, preparations } = momentsOf(scenery.events, profile, scenery.account);
    const prepared = await prepareAll(personId, profile, dueAt(preparations, now), now);
    const conflicts = await untold(personId, profile, scenery, now);
    const asked = (await invitations?.inCalendar({ personId, profile, now }, calendar, signal)) ?? [];
    await reflect?.(personId, scenery, now);
    const reader = { personId, zone, account: scenery.account, missing: scenery.missing, sign: button };
    await db.asPerson(personId, async (tx) => {
      for (const news of [...asked, ...prepared]) await notify(tx, news, now);
      for (const moment of await unprepared(tx, personId, profile, dueAt(reminders, now))) {
        await notify(tx, reminderOf(personId, moment, zone), now);
      }
      for (const conflict of conflicts) await notify(tx, conflictNews(conflict, reader, now), now);
      await setNext(tx, personId, 'calendar', due, soonest([...reminders, ...preparations], now, lookAt));
    });
  };

  /** What overlaps and was not told yet. */
  async function untold(personId: string, profile: Profile, scenery: Scenery, now: Temporal.Instant): Promise<OpenConflict[]> {
    const coming = comingConflicts(scenery, now);
    if (coming.length === 0) return [];
    const told = await db.asPerson(personId, (tx) => toldOf(tx, personId, coming.map(newsKey)));
    const fresh = coming.filter((each) => !told.has(newsKey(each)));
    return openConflicts(scenery, profile, now, fresh);
  }

  /** Those that nobody has prepared yet. */
  async function prepareAll(
    personId: string,
    profile: Profile,
    meetings: readonly (EventMoment & Meeting)[],
    now: Temporal.Instant,
  ): Promise<readonly News[]> {
    if (meetings.length === 0) return [];
    const told = await db.asPerson(personId, (tx) => preparedAmong(tx, personId, meetings));
    const prepared: News[] = [];
    for (const meeting of meetings) {
      if (!told.has(preparationKey(meeting))) prepared.push(await prepare({ personId, profile, now, meeting }));
    }
    return prepared;
  }
}

/** Who was prepared for a meeting a short while before need not be told once more that it begins. */
async function unprepared(tx: Tx, personId: string, profile: Profile, due: readonly EventMoment[]): Promise<EventMoment[]> {
  const told = isPreparedEnough(profile) ? await preparedAmong(tx, personId, due) : new Set();
  return due.filter((moment) => !told.has(preparationKey(moment)));
}

function preparedAmong(tx: Tx, personId: string, moments: readonly EventMoment[]): Promise<ReadonlySet<string>> {
  return toldOf(tx, personId, moments.map(preparationKey));
}

/** The key names the occurrence and its time: one that is moved is told anew. */
function reminderOf(personId: string, { event, begins }: EventMoment, zone: string): News {
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
