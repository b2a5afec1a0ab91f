import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import type { Profile } from '../people/profile.ts';
import { waitingNotices } from './notify/notices.ts';
import { nextTime, setNoLater, setSchedule } from './schedules.ts';

/** Stores when what the person chose to have by the clock is due next; to be called when the profile changes, and when a person is new. */
export async function reschedule(tx: Tx, personId: string, profile: Profile, now: Temporal.Instant): Promise<void> {
  await scheduleBrief(tx, personId, profile, now);
  // What is held may not be held any more.
  if ((await waitingNotices(tx, personId)).length > 0) await setNoLater(tx, personId, 'news', now);
}

export async function scheduleBrief(tx: Tx, personId: string, profile: Profile, now: Temporal.Instant): Promise<void> {
  const { on, at } = profile.settings.brief;
  await setSchedule(tx, personId, 'brief', on ? nextTime(at, profile.identity.timezone, now) : undefined);
}
