import { Temporal } from 'temporal-polyfill';
import type { NewsKind, Urgency } from '../../db/schema/news.ts';
import type { Profile } from '../../people/profile.ts';
import { nextTime } from '../schedules.ts';
import { quietUntil } from './quiet-hours.ts';

/** What the rules look at in a piece of news. */
export interface Waiting {
  readonly kind: NewsKind;
  readonly urgency: Urgency;
  readonly createdAt: Temporal.Instant;
  /** From then on it is of no use. */
  readonly staleAt: Temporal.Instant | null;
}

/** A time in which the person wants to hear of nothing else. */
export interface Focus {
  readonly until: Temporal.Instant;
  readonly allowed: readonly NewsKind[];
}

export interface Circumstances {
  readonly now: Temporal.Instant;
  readonly profile: Profile;
  readonly focus: Focus | undefined;
}

/** `brief`: the next brief brings it. `wait`: to be looked at again at `until`. */
export type Moment =
  | { readonly say: 'at-once' }
  | { readonly say: 'never' }
  | { readonly say: 'brief' }
  | {
      readonly say: 'wait';
      readonly until: Temporal.Instant;
      readonly over: 'focus' | 'quiet hours' | 'others' | 'the hour of the brief';
    };

/** Whatever comes in this long after the first that is said soon is said with it. */
export const SOON_MINUTES = 15;

/**
 * When to say it, as things stand now; to be asked again whenever they change. Focus holds all but what it allows. Quiet hours hold all
 * but what would be of no use when they end.
 */
export function whenToSay(news: Waiting, { now, profile, focus }: Circumstances): Moment {
  const urgency = urgencyOf(news, profile);
  if (urgency === 'off') return { say: 'never' };
  if (urgency === 'digest') return inDigest(news, profile, now);
  if (focus && isAfter(focus.until, now) && !focus.allowed.includes(news.kind)) {
    return { say: 'wait', until: focus.until, over: 'focus' };
  }
  const quiet = quietUntil(profile, now);
  if (quiet && !(news.staleAt && isAfter(quiet, news.staleAt))) return { say: 'wait', until: quiet, over: 'quiet hours' };
  const gathered = news.createdAt.add({ minutes: SOON_MINUTES });
  if (urgency === 'soon' && isAfter(gathered, now)) return { say: 'wait', until: gathered, over: 'others' };
  return { say: 'at-once' };
}

/** The person's own word for this kind of news, else how urgent it is, one step sooner for who wants all of it immediately. */
function urgencyOf({ kind, urgency }: Waiting, { settings, preferences }: Profile): Urgency | 'off' {
  const wish = settings.news[kind];
  if (wish !== 'automatic') return wish;
  if (preferences.communication.notificationStyle !== 'immediate') return urgency;
  return urgency === 'digest' ? 'soon' : 'now';
}

/** Who has no brief gets the digest by itself, at the brief's hour. */
function inDigest({ createdAt }: Waiting, profile: Profile, now: Temporal.Instant): Moment {
  const { on, at } = profile.settings.brief;
  if (on) return { say: 'brief' };
  const until = nextTime(at, profile.identity.timezone, createdAt);
  return isAfter(until, now) ? { say: 'wait', until, over: 'the hour of the brief' } : { say: 'at-once' };
}

function isAfter(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) > 0;
}
