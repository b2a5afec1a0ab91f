import { and, eq, gte } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { stretchOf } from '../../calendar/event-time.ts';
import { eventsIn } from '../../calendar/look.ts';
import type { Database, Tx } from '../../db/client.ts';
import { inbox } from '../../db/schema/chat.ts';
import { focusTimes } from '../../db/schema/news.ts';
import { isAppError } from '../../ground/errors.ts';
import type { Profile } from '../../people/profile.ts';
import { load } from '../../people/profile-store.ts';
import type { EyesOf } from '../../ports/connections.ts';
import { clockText } from '../../reminders/moment-text.ts';
import type { Notify } from '../notify/notify.ts';
import { quietUntil } from '../notify/quiet-hours.ts';
import { setSchedule } from '../schedules.ts';
import { activeWork, type Sign } from './active-work.ts';

interface BreakDeps {
  readonly db: Database;
  readonly eyesOf: EyesOf;
  readonly notify: Notify;
}

/** Longer than anybody is at work without a break. */
const LOOK_BACK = { hours: 12 };
/** Later than this it would be of no use. */
const FRESH_MINUTES = 10;
/** Every connector has a deadline of its own. */
const signal = new AbortController().signal;

/**
 * Reminds of a break after as many minutes of work as the person set: messages, presses and focus times show that they are at work. The
 * next look is at the soonest moment at which one can be due, so that an idle day is looked at a few times only. In a meeting or in
 * quiet hours it waits for their end.
 */
export function createBreakReminder({ db, eyesOf, notify }: BreakDeps) {
  return async (personId: string, now: Temporal.Instant): Promise<void> => {
    const { profile, since, minutes } = await db.asPerson(personId, async (tx) => {
      const { since = now, minutes = 0 } = activeWork(await signs(tx, personId, now), now) ?? {};
      return { profile: await load(tx, personId), since, minutes };
    });
    const every = profile.preferences.productivity.breakReminders;
    const schedule = (at: Temporal.Instant | undefined) => db.asPerson(personId, (tx) => setSchedule(tx, personId, 'break', at));
    if (every === 0) return schedule(undefined);
    if (minutes < every) return schedule(now.add({ seconds: Math.ceil((every - minutes) * 60) }));
    const hindered = quietUntil(profile, now) ?? (await meetingUntil(eyesOf, personId, profile, now));
    if (hindered) return schedule(hindered);
    const key = `break:${since}:${Math.floor(minutes / every)}`;
    const from = clockText(since.toZonedDateTimeISO(profile.identity.timezone));
    const text = `You have been at it since ${from}: time for a break.`;
    const staleAt = now.add({ minutes: FRESH_MINUTES });
    await db.asPerson(personId, async (tx) => {
      await notify(tx, { personId, key, kind: 'break', urgency: 'now', text, source: 'break', tainted: false, staleAt }, now);
      await setSchedule(tx, personId, 'break', now.add({ minutes: every }));
    });
  };
}

/** When the meeting ends in which the person is; what cannot be read hinders nothing. */
async function meetingUntil(
  eyesOf: EyesOf,
  personId: string,
  { identity }: Profile,
  now: Temporal.Instant,
): Promise<Temporal.Instant | undefined> {
  const { calendar } = await eyesOf(personId);
  if (!calendar) return undefined;
  const zone = identity.timezone;
  const span = { from: now, until: now.add({ minutes: 1 }) };
  try {
    const { events } = await eventsIn(calendar, { span, zone, limit: 20 }, signal);
    const timed = events.filter(({ start }) => 'at' in start).map((event) => stretchOf(event, zone));
    const running = timed.filter(({ from }) => Temporal.Instant.compare(from, now) <= 0).map(({ until }) => until);
    return running.sort(Temporal.Instant.compare).at(-1);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return undefined;
  }
}

async function signs(tx: Tx, personId: string, now: Temporal.Instant): Promise<readonly Sign[]> {
  const since = now.subtract(LOOK_BACK);
  const heard = await tx
    .select({ at: inbox.receivedAt })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), gte(inbox.receivedAt, since)));
  const focus = await tx
    .select({ from: focusTimes.startedAt, until: focusTimes.until })
    .from(focusTimes)
    .where(and(eq(focusTimes.personId, personId), gte(focusTimes.until, since)));
  return [...heard.map(({ at }) => ({ from: at, until: at })), ...focus];
}
