import { Temporal } from 'temporal-polyfill';
import { later } from '../ground/instants.ts';
import type { Profile } from '../people/profile.ts';
import type { CalendarEvent, CalendarReader } from '../ports/calendar.ts';
import type { Scenery, Seen } from './conflicts.ts';
import { lastsMs, overlaps, type Stretch, stretchOf } from './event-time.ts';
import type { Invitation } from './invitation.ts';
import { busyTimes, sightOf } from './look.ts';
import { type Fit, fitOf, meetingRulesOf, meetingSlots } from './meeting-slots.ts';
import { nextOrFirst } from './series.ts';

/** R29: how a meeting that is asked for stands to the person's calendar and preferences. */
export interface InvitationFit {
  /** The time that was looked at: of a series the next one. */
  readonly at: Stretch;
  readonly fit: Fit | 'whole day' | 'over' | 'unknown';
  /** What stands at the same time. */
  readonly clashing: readonly CalendarEvent[];
  /** Free times that fit, in order, those nearest to the one that is asked for; none for whole days. */
  readonly instead: readonly Stretch[];
}

/** How many times are proposed in the place of one. */
export const MOST_PROPOSED = 3;

const BEFORE = { hours: 24 * 3 };
const AFTER = { hours: 24 * 11 };
const MOST_EVENTS = 500;
const MOST_SLOTS = 1000;
/** Nobody is asked to come at once. */
const NOTICE = { hours: 2 };

/** What stands around a time that is asked for, and before it as far as another one may be proposed. */
export async function sceneryAround(
  reader: CalendarReader,
  { content }: Invitation,
  { identity }: Profile,
  now: Temporal.Instant,
  signal: AbortSignal,
): Promise<Seen> {
  const zone = identity.timezone;
  const span = reachOf(stretchOf(nextOrFirst(content, now, zone), zone), now);
  const { events, calendars, missing } = await sightOf(reader, { span, zone, limit: MOST_EVENTS }, signal);
  return { events, calendars, missing, account: reader.account, zone };
}

/** Judges by what else stands there: the meeting's own copy in a calendar is not in its way. */
export function judge(
  { uid, content }: Invitation,
  { events, calendars, account, zone }: Scenery,
  profile: Profile,
  now: Temporal.Instant,
): InvitationFit {
  const at = stretchOf(nextOrFirst(content, now, zone), zone);
  if (compare(at.until, now) <= 0) return { at, fit: 'over', clashing: [], instead: [] };
  if ('date' in content.start) return { at, fit: 'whole day', clashing: [], instead: [] };
  const others = events.filter((event) => (event.uid ?? event.id) !== uid);
  const isBusy = (event: CalendarEvent) => busyTimes([event], calendars, account, zone).length > 0;
  const clashing = others.filter((event) => overlaps(stretchOf(event, zone), at) && isBusy(event));
  const busy = busyTimes(others, calendars, account, zone);
  const rules = meetingRulesOf(profile);
  const minutes = Math.ceil(lastsMs(at) / 60_000);
  const reach = reachOf(at, now);
  const free = minutes > 0 ? meetingSlots(reach, busy, { minutes, count: MOST_SLOTS }, rules) : [];
  return { at, fit: fitOf(at, busy, rules), clashing, instead: nearestOf(free, at) };
}

/** Without a calendar nobody can tell. */
export function unjudged({ content }: Invitation, zone: string, now: Temporal.Instant): InvitationFit {
  return { at: stretchOf(nextOrFirst(content, now, zone), zone), fit: 'unknown', clashing: [], instead: [] };
}

function reachOf(at: Stretch, now: Temporal.Instant): Stretch {
  const soonest = now.add(NOTICE);
  const from = later(at.from.subtract(BEFORE), soonest);
  return { from, until: later(at.from, soonest).add(AFTER) };
}

function nearestOf(free: readonly Stretch[], wanted: Stretch): Stretch[] {
  const away = ({ from }: Stretch) => Math.abs(from.epochMilliseconds - wanted.from.epochMilliseconds);
  return free
    .filter((slot) => !overlaps(slot, wanted))
    .sort((a, b) => away(a) - away(b))
    .slice(0, MOST_PROPOSED)
    .sort((a, b) => compare(a.from, b.from));
}

const { compare } = Temporal.Instant;
