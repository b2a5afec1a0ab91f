import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import type { ScheduleKind } from '../db/schema/planning.ts';
import type { Profile } from '../people/profile.ts';
import { EVENING_REVIEW, MORNING_BRIEF } from './brief/edition.ts';
import { waitingNotices } from './notify/notices.ts';
import { nextTime, setNoLater, setSchedule } from './schedules.ts';

/** Stores when what the person chose to have by the clock is due next; to be called when the profile changes, and when a person is new. */
export async function reschedule(tx: Tx, personId: string, profile: Profile, now: Temporal.Instant): Promise<void> {
  for (const { kind } of [MORNING_BRIEF, EVENING_REVIEW]) await scheduleDaily(tx, personId, kind, profile, now);
  await scheduleBreak(tx, personId, profile, now);
  // What is held may not be held any more.
  if ((await waitingNotices(tx, personId)).length > 0) await setNoLater(tx, personId, 'news', now);
}

/** The same for what has no stored time yet. */
export async function scheduleMissing(
  tx: Tx,
  personId: string,
  profile: Profile,
  standing: ReadonlySet<ScheduleKind>,
  now: Temporal.Instant,
): Promise<void> {
  for (const { kind } of [MORNING_BRIEF, EVENING_REVIEW]) {
    if (!standing.has(kind)) await scheduleDaily(tx, personId, kind, profile, now);
  }
  if (!standing.has('break')) await scheduleBreak(tx, personId, profile, now);
}

/** No break can be due sooner than after that much work. */
async function scheduleBreak(tx: Tx, personId: string, { preferences }: Profile, now: Temporal.Instant): Promise<void> {
  const minutes = preferences.productivity.breakReminders;
  await setSchedule(tx, personId, 'break', minutes > 0 ? now.add({ minutes }) : undefined);
}

/** The next one of the brief or the review. */
export async function scheduleDaily(
  tx: Tx,
  personId: string,
  kind: 'brief' | 'review',
  profile: Profile,
  now: Temporal.Instant,
): Promise<void> {
  const { on, at } = profile.settings[kind];
  await setSchedule(tx, personId, kind, on ? nextTime(at, profile.identity.timezone, now) : undefined);
}
