import { Temporal } from 'temporal-polyfill';
import type { Profile } from '../people/profile.ts';
import { parseTimeRange, type TimeRange } from '../people/time-range.ts';
import { lastsMs, type Stretch } from './event-time.ts';
import { freeSlots } from './free.ts';

/** What a person holds to when meetings are set. */
export interface MeetingRules {
  /** IANA: whose wall clock it all follows, wherever the person is. */
  readonly zone: string;
  readonly workingHours: TimeRange;
  /** When they like to meet; without any, whenever they work. */
  readonly preferred: readonly TimeRange[];
  readonly focus: readonly TimeRange[];
  readonly bufferMinutes: number;
  /** ISO weekdays, Monday is 1. */
  readonly weekdays: ReadonlySet<number>;
}

/** A meeting's times fit, or they break something that the person holds to. */
export type Fit = 'fits' | 'busy' | 'not preferred';

const STEP_MINUTES = 15;
const WORKDAYS = new Set([1, 2, 3, 4, 5]);

export function meetingRulesOf({ identity, preferences }: Profile): MeetingRules {
  const { preferredMeetingTimes, focusBlocks, bufferBetweenMeetings } = preferences.scheduling;
  return {
    zone: identity.timezone,
    workingHours: parseTimeRange(identity.workingHours),
    preferred: preferredMeetingTimes.map(parseTimeRange),
    focus: focusBlocks.map(parseTimeRange),
    bufferMinutes: bufferBetweenMeetings,
    weekdays: WORKDAYS,
  };
}

/** The first `count` slots of exactly `minutes` that break nothing, each beginning at a quarter of an hour and none of them overlapping. */
export function meetingSlots(
  span: Stretch,
  busy: readonly Stretch[],
  { minutes, count }: { readonly minutes: number; readonly count: number },
  rules: MeetingRules,
): Stretch[] {
  const found: Stretch[] = [];
  for (const room of roomsFor(span, busy, minutes, rules)) {
    let from = nextQuarter(room.from, rules.zone);
    while (found.length < count && compare(from.add({ minutes }), room.until) <= 0) {
      found.push({ from, until: from.add({ minutes }) });
      from = nextQuarter(from.add({ minutes: minutes + rules.bufferMinutes }), rules.zone);
    }
  }
  return found;
}

/** How a meeting at this time stands to what is there and what the person holds to. */
export function fitOf(meeting: Stretch, busy: readonly Stretch[], rules: MeetingRules): Fit {
  const isClash = busy.some(({ from, until }) => compare(from, meeting.until) < 0 && compare(until, meeting.from) > 0);
  if (isClash) return 'busy';
  const minutes = lastsMs(meeting) / 60_000;
  const [day] = roomsFor(meeting, busy, minutes, rules);
  return day && compare(day.from, meeting.from) <= 0 && compare(day.until, meeting.until) >= 0 ? 'fits' : 'not preferred';
}

/** Where a meeting could stand at all, in order. */
function roomsFor(span: Stretch, busy: readonly Stretch[], minutes: number, rules: MeetingRules): Stretch[] {
  const { zone, weekdays, bufferMinutes, focus } = rules;
  const kept = daysOf(span, zone).flatMap((day) => focus.map((range) => onDay(day, range, zone)));
  const hours = rules.preferred.length === 0 ? [rules.workingHours] : rules.preferred;
  return hours
    .flatMap((range) =>
      freeSlots(span, busy, { zone, weekdays, bufferMinutes, minutes, hours: narrowed(range, rules.workingHours) }),
    )
    .flatMap((room) => without(room, kept))
    .filter((room) => lastsMs(room) >= minutes * 60_000)
    .sort((a, b) => compare(a.from, b.from));
}

/** An hour that is kept for work needs no buffer: nobody else is in it. */
function without(room: Stretch, kept: readonly Stretch[]): Stretch[] {
  return kept.reduce<Stretch[]>(
    (rooms, { from, until }) =>
      rooms.flatMap((each) => {
        if (compare(from, each.until) >= 0 || compare(until, each.from) <= 0) return [each];
        const sides = [
          { from: each.from, until: from },
          { from: until, until: each.until },
        ];
        return sides.filter((side) => compare(side.from, side.until) < 0);
      }),
    [room],
  );
}

function daysOf({ from, until }: Stretch, zone: string): Temporal.PlainDate[] {
  const days: Temporal.PlainDate[] = [];
  const last = until.toZonedDateTimeISO(zone).toPlainDate();
  for (
    let day = from.toZonedDateTimeISO(zone).toPlainDate();
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  )
    days.push(day);
  return days;
}

function onDay(day: Temporal.PlainDate, { from, to }: TimeRange, zone: string): Stretch {
  const at = (time: Temporal.PlainTime) => day.toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant();
  return { from: at(from), until: at(to) };
}

function narrowed(range: TimeRange, hours: TimeRange): TimeRange {
  const from = Temporal.PlainTime.compare(range.from, hours.from) > 0 ? range.from : hours.from;
  const to = Temporal.PlainTime.compare(range.to, hours.to) < 0 ? range.to : hours.to;
  return Temporal.PlainTime.compare(from, to) < 0 ? { from, to } : { from, to: from };
}

/** Quarters of the wall clock: zones may lie a quarter or half an hour apart. */
function nextQuarter(at: Temporal.Instant, zone: string): Temporal.Instant {
  return at
    .toZonedDateTimeISO(zone)
    .round({ smallestUnit: 'minute', roundingIncrement: STEP_MINUTES, roundingMode: 'ceil' })
    .toInstant();
}

const { compare } = Temporal.Instant;
