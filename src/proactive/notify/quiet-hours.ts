import { Temporal } from 'temporal-polyfill';
import type { Profile } from '../../people/profile.ts';
import { nextTime } from '../schedules.ts';

/** When the person's quiet hours end, by the clocks of their zone; undefined outside of them. They may pass midnight. */
export function quietUntil({ settings, identity }: Profile, now: Temporal.Instant): Temporal.Instant | undefined {
  const { on, from, to } = settings.quietHours;
  if (!on || from === to) return undefined;
  const zone = identity.timezone;
  const end = nextTime(to, zone, now);
  const nextStart = nextTime(from, zone, now);
  // Outside, the next thing to come is a start; inside, it is the end.
  return Temporal.Instant.compare(end, nextStart) < 0 ? end : undefined;
}
