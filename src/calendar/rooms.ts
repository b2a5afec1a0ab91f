import type { Profile } from '../people/profile.ts';
import { parseTimeRange } from '../people/time-range.ts';
import type { Stretch } from './event-time.ts';
import { focusBlocks } from './focus.ts';
import { type FreeRules, freeSlots } from './free.ts';
import { type HourLesson, likedHours, preferred } from './hour-lessons.ts';
import { meetingRulesOf, meetingSlots } from './meeting-slots.ts';

/** What there is room for in a stretch of time, in order; focus and meetings of each day the best first, by what is learned of the hours. */
export interface Rooms {
  readonly free: readonly Stretch[];
  /** For undisturbed work: in the hours that the person keeps for it. */
  readonly focus: readonly Stretch[];
  /** Exact times for a meeting that break nothing the person holds to. */
  readonly meetings: readonly Stretch[];
}

const MOST_MEETINGS = 500;
const WORKDAYS = new Set([1, 2, 3, 4, 5]);
const ALL_DAYS = new Set([1, 2, 3, 4, 5, 6, 7]);

/** `minutes` is the length of a meeting, and the shortest stretch that is of use. */
export function roomsIn(
  span: Stretch,
  busy: readonly Stretch[],
  minutes: number,
  profile: Profile,
  lessons: readonly HourLesson[] = [],
): Rooms {
  const rules = freeRulesOf(span, minutes, profile);
  const ofMeetings = lessons.filter(({ what }) => what === 'meeting');
  const meetingRules = meetingRulesOf(profile);
  const hours = meetingRules.preferred.length === 0 ? [] : [...meetingRules.preferred, ...likedHours(ofMeetings)];
  const meetings = meetingSlots(span, busy, { minutes, count: MOST_MEETINGS }, { ...meetingRules, preferred: hours });
  return {
    free: freeSlots(span, busy, rules),
    focus: focusRooms(span, busy, minutes, profile, lessons),
    meetings: preferred(meetings, ofMeetings, rules.zone),
  };
}

/** For undisturbed work of this many minutes or more. */
export function focusRooms(
  span: Stretch,
  busy: readonly Stretch[],
  minutes: number,
  profile: Profile,
  lessons: readonly HourLesson[],
): Stretch[] {
  const ofFocus = lessons.filter(({ what }) => what === 'focus');
  const named = profile.preferences.scheduling.focusBlocks.map(parseTimeRange);
  const rules = freeRulesOf(span, minutes, profile);
  return preferred(focusBlocks(span, busy, [...named, ...likedHours(ofFocus)], rules), ofFocus, rules.zone);
}

/** Workdays; the weekend only for who asks for nothing else. */
export function freeRulesOf(span: Stretch, minutes: number, { identity, preferences }: Profile): FreeRules {
  const zone = identity.timezone;
  return {
    zone,
    hours: parseTimeRange(identity.workingHours),
    weekdays: isWeekend(span, zone) ? ALL_DAYS : WORKDAYS,
    bufferMinutes: preferences.scheduling.bufferBetweenMeetings,
    minutes,
  };
}

function isWeekend({ from, until }: Stretch, zone: string): boolean {
  const first = from.toZonedDateTimeISO(zone).dayOfWeek;
  const days = from.until(until).total('hours') / 24;
  return first > 5 && first + days <= 8.1;
}
