import { Temporal } from 'temporal-polyfill';
import type { Profile } from '../people/profile.ts';
import { parseTimeRange } from '../people/time-range.ts';
import type { CalendarEvent } from '../ports/calendar.ts';
import type { Conflict, Scenery } from './conflicts.ts';
import { othersAmong } from './content.ts';
import { lastsMs, type Stretch, stretchOf } from './event-time.ts';
import { type FreeRules, freeSlots } from './free.ts';
import { answerOf, busyTimes } from './look.ts';
import { meetingRulesOf, meetingSlots } from './meeting-slots.ts';
import { nearestIn } from './nearest.ts';

/** What can be done about a conflict. */
export type WayOut =
  | { readonly way: 'move'; readonly event: CalendarEvent; readonly to: Stretch }
  | { readonly way: 'decline'; readonly event: CalendarEvent }
  | { readonly way: 'keep' };

/** From when on something can be moved, and until when there is anything known. */
export type Reach = Stretch;

/** R31: whatever the person may do by themselves; to keep both is always among them and comes last. */
export function waysOut({ first, second }: Conflict, scenery: Scenery, profile: Profile, reach: Reach): WayOut[] {
  const both = [first, second];
  const moves = both.flatMap((event): WayOut[] => {
    const to = canMove(event, scenery, reach) ? placeFor(event, scenery, profile, reach) : undefined;
    return to ? [{ way: 'move', event, to }] : [];
  });
  const declines = both
    .filter((event) => !event.own && answerOf(event, scenery.account) !== undefined)
    .map((event): WayOut => ({ way: 'decline', event }));
  return [...moves, ...declines, { way: 'keep' }];
}

/** One day of a series with guests would reach them as a meeting that is cancelled and another that is new: that is left to the person. */
function canMove(event: CalendarEvent, { calendars, account, zone }: Scenery, { from }: Reach): boolean {
  const writable = calendars.some(({ id, writable }) => id === event.calendarId && writable);
  const hasGuests = othersAmong(event.guests, account).length > 0;
  const hasBegun = compare(stretchOf(event, zone).from, from) <= 0;
  return event.own && event.partial !== true && writable && !hasBegun && !(hasGuests && event.recurrence.length > 0);
}

/** The nearest free time, on the same day if there is one. With guests it is a time at which the person meets. */
function placeFor(event: CalendarEvent, scenery: Scenery, profile: Profile, reach: Reach): Stretch | undefined {
  const { zone, calendars, account } = scenery;
  const wanted = stretchOf(event, zone);
  const others = scenery.events.filter((each) => each !== event);
  const busy = busyTimes(others, calendars, account, zone);
  const rooms = roomsFor(event, wanted, { busy, profile, reach, account });
  const isToday = ({ from }: Stretch) => dayOf(from, zone) === dayOf(wanted.from, zone);
  return nearestIn(rooms.filter(isToday), wanted, zone) ?? nearestIn(rooms, wanted, zone);
}

interface Around {
  readonly busy: readonly Stretch[];
  readonly profile: Profile;
  readonly reach: Reach;
  readonly account: string;
}

const MOST_SLOTS = 1000;
const WORKDAYS = new Set([1, 2, 3, 4, 5]);
const ALL_DAYS = new Set([1, 2, 3, 4, 5, 6, 7]);
/** When what is not done at work can be done. */
const WAKING = '07:00-22:00';

function roomsFor({ guests }: CalendarEvent, wanted: Stretch, { busy, profile, reach, account }: Around): Stretch[] {
  const minutes = Math.ceil(lastsMs(wanted) / 60_000);
  if (othersAmong(guests, account).length > 0)
    return meetingSlots(reach, busy, { minutes, count: MOST_SLOTS }, meetingRulesOf(profile));
  const { identity, preferences } = profile;
  const rules: FreeRules = {
    zone: identity.timezone,
    hours: parseTimeRange(identity.workingHours),
    weekdays: WORKDAYS,
    bufferMinutes: preferences.scheduling.bufferBetweenMeetings,
    minutes,
  };
  const isWork = freeSlots(wanted, [], rules).some((slot) => lastsMs(slot) >= lastsMs(wanted));
  return freeSlots(reach, busy, isWork ? rules : { ...rules, hours: parseTimeRange(WAKING), weekdays: ALL_DAYS });
}

function dayOf(at: Temporal.Instant, zone: string): string {
  return at.toZonedDateTimeISO(zone).toPlainDate().toString();
}

const { compare } = Temporal.Instant;
