import { Temporal } from 'temporal-polyfill';
import type { TimeRange } from '../people/time-range.ts';
import { lastsMs, overlaps, type Stretch } from './event-time.ts';
import { focusBlocks } from './focus.ts';
import type { FreeRules } from './free.ts';
import type { MeetingRules } from './meeting-slots.ts';
import { nearestIn } from './nearest.ts';

/** Something that stands on the day. */
export interface DayEvent extends Stretch {
  readonly id: string;
  /** True for what is the person's alone, so that they may do it at any hour of the day. */
  readonly movable: boolean;
}

/** What is wrong with where an event stands. */
export type Fault =
  | { readonly fault: 'overlaps'; readonly with: string }
  | { readonly fault: 'too close'; readonly to: string }
  | { readonly fault: 'partly outside working hours' }
  | { readonly fault: 'in meeting hours' };

export interface Move {
  readonly id: string;
  readonly from: Stretch;
  readonly to: Stretch;
  readonly why: Fault;
}

/**
 * R33: what should stand elsewhere within `span`, one workday or what is left of it, and why. What moves goes to the nearest time that is kept for
 * focus, else to one outside of meeting hours, else to any in working hours, with the buffer on both sides. What has no better place stays, and so does
 * whatever lies outside of working hours.
 */
export function optimiseDay(span: Stretch, events: readonly DayEvent[], rules: MeetingRules): Move[] {
  const isWork = (event: DayEvent) => overlaps(event, onDayOf(event.from, rules.workingHours, rules.zone));
  const inOrder = events.filter((event) => event.movable && isWork(event)).sort((a, b) => compare(b.from, a.from));
  const moves = new Map<string, Move>();
  // The later of two gives way, and what is wrong goes before what could stand better.
  for (const isGrave of [true, false]) {
    for (const event of inOrder.filter(({ id }) => !moves.has(id))) {
      const others = events.filter(({ id }) => id !== event.id).map((each) => ({ ...each, ...moves.get(each.id)?.to }));
      const why = faultOf(event, others, rules);
      if (!why || (why.fault !== 'in meeting hours') !== isGrave) continue;
      const to = betterPlace(span, event, others, why, rules);
      if (to) moves.set(event.id, { id: event.id, from: { from: event.from, until: event.until }, to, why });
    }
  }
  return [...moves.values()].sort((a, b) => compare(a.from.from, b.from.from));
}

/** The gravest first. Own things may follow each other without a break: the buffer is kept from what involves others. */
function faultOf(event: DayEvent, others: readonly DayEvent[], rules: MeetingRules): Fault | undefined {
  const clash = others.find((other) => overlaps(event, other) || overlaps(other, event));
  if (clash) return { fault: 'overlaps', with: clash.id };
  const { zone, workingHours, preferred, focus, bufferMinutes } = rules;
  if (!isWithin(event, workingHours, zone)) return { fault: 'partly outside working hours' };
  const minutes = bufferMinutes;
  const wide = { from: event.from.subtract({ minutes }), until: event.until.add({ minutes }) };
  const near = others.find((other) => !other.movable && overlaps(other, wide));
  if (near) return { fault: 'too close', to: near.id };
  if (focus.some((range) => isWithin(event, range, zone))) return undefined;
  const isInMeetingHours = preferred.some((range) => overlaps(event, onDayOf(event.from, range, zone)));
  return isInMeetingHours ? { fault: 'in meeting hours' } : undefined;
}

function betterPlace(
  span: Stretch,
  event: DayEvent,
  others: readonly DayEvent[],
  why: Fault,
  { zone, workingHours, preferred, focus, bufferMinutes, weekdays }: MeetingRules,
): Stretch | undefined {
  const rules: FreeRules = { zone, weekdays, bufferMinutes, hours: workingHours, minutes: Math.ceil(lastsMs(event) / 60_000) };
  const outside = gapsBetween(preferred, workingHours);
  const last = why.fault === 'in meeting hours' ? [] : [[workingHours]];
  for (const wanted of [focus, outside, ...last]) {
    const to = nearestIn(focusBlocks(span, others, wanted, rules), event, zone);
    if (to) return to;
  }
  return undefined;
}

function isWithin({ from, until }: Stretch, range: TimeRange, zone: string): boolean {
  const hours = onDayOf(from, range, zone);
  return compare(hours.from, from) <= 0 && compare(until, hours.until) <= 0;
}

function onDayOf(at: Temporal.Instant, { from, to }: TimeRange, zone: string): Stretch {
  const day = at.toZonedDateTimeISO(zone).toPlainDate();
  const instant = (plainTime: Temporal.PlainTime) => day.toZonedDateTime({ timeZone: zone, plainTime }).toInstant();
  return { from: instant(from), until: instant(to) };
}

/** What of the hours is in none of the ranges. */
function gapsBetween(ranges: readonly TimeRange[], hours: TimeRange): TimeRange[] {
  const before = Temporal.PlainTime.compare;
  const gaps: TimeRange[] = [];
  let { from } = hours;
  for (const range of [...ranges].sort((a, b) => before(a.from, b.from))) {
    if (before(range.from, from) > 0) gaps.push({ from, to: range.from });
    if (before(range.to, from) > 0) from = range.to;
  }
  if (before(from, hours.to) < 0) gaps.push({ from, to: hours.to });
  return gaps;
}

const { compare } = Temporal.Instant;
