import { Temporal } from 'temporal-polyfill';
import { overlaps, type Stretch } from '../../calendar/event-time.ts';
import { focusBlocks } from '../../calendar/focus.ts';
import { freeSlots } from '../../calendar/free.ts';
import { freeRulesOf } from '../../calendar/rooms.ts';
import { earlier, later } from '../../ground/instants.ts';
import type { Profile } from '../../people/profile.ts';
import { parseTimeRange } from '../../people/time-range.ts';
import type { DayStretch } from '../../ports/day-picture.ts';
import { clockText } from '../../reminders/moment-text.ts';
import type { Fact } from './fact.ts';

const LEAST_FOCUS_MINUTES = 30;
const LEAST_FREE_MINUTES = 60;
const SATURDAY = 6;
/** Characters: more of a title is not stored with a picture. */
const LONGEST_TITLE = 80;

/** What the facts of a brief say about the hours of its day. */
export interface DayParts {
  readonly day: Temporal.PlainDate;
  readonly zone: string;
  readonly wholeDay: readonly string[];
  readonly meetings: readonly Meeting[];
  /** Between the meetings: the person's times for focus, and what else is free in their working hours. */
  readonly open: readonly OpenTime[];
  readonly due: readonly DueTask[];
}

/** As far as it lies on this day. */
export interface Meeting extends Stretch {
  readonly title: string;
  /** `10:00-11:30`, also where it began the day before. */
  readonly time: string;
  /** It takes time of another one. */
  readonly conflict: boolean;
}

export interface OpenTime extends Stretch {
  readonly kind: DayStretch['kind'];
}

export interface DueTask {
  /** `Due 17:00: Pay the rent`. */
  readonly text: string;
  readonly at?: Temporal.Instant;
}

export function dayParts(facts: readonly Fact[], profile: Profile, now: Temporal.Instant): DayParts {
  const zone = profile.identity.timezone;
  const midnight = now.toZonedDateTimeISO(zone).startOfDay();
  const day = { from: midnight.toInstant(), until: midnight.add({ days: 1 }).startOfDay().toInstant() };
  const items = facts.flatMap(({ onDay }) => onDay ?? []);
  const events = items.filter((item) => item.kind === 'event');
  const meetings = events.map((event) => ({
    title: plain(event.title),
    time: timeText(event, zone),
    conflict: events.some((other) => other !== event && overlaps(event, other)),
    from: later(event.from, day.from),
    until: earlier(event.until, day.until),
  }));
  const due = items.filter((item) => item.kind === 'due');
  return {
    day: midnight.toPlainDate(),
    zone,
    wholeDay: items.filter((item) => item.kind === 'whole day').map(({ title }) => plain(title)),
    meetings,
    open: midnight.dayOfWeek < SATURDAY ? openTimes({ from: now, until: day.until }, meetings, profile) : [],
    due: due.map(({ title, at }) => ({
      text: `Due${at ? ` ${clockText(at.toZonedDateTimeISO(zone))}` : ''}: ${plain(title)}`,
      ...(at && { at }),
    })),
  };
}

/** `10:00-11:30`, or `10:00` for what takes no time. */
export function timeText({ from, until }: Stretch, zone: string): string {
  const [begins, ends] = [from, until].map((at) => clockText(at.toZonedDateTimeISO(zone)));
  return begins === ends ? `${begins}` : `${begins}-${ends}`;
}

function openTimes(span: Stretch, busy: readonly Stretch[], profile: Profile): OpenTime[] {
  const rules = { ...freeRulesOf(span, LEAST_FOCUS_MINUTES, profile), bufferMinutes: 0 };
  const wanted = profile.preferences.scheduling.focusBlocks.map(parseTimeRange);
  const focus = focusBlocks(span, busy, wanted, rules);
  const free = freeSlots(span, [...busy, ...focus], { ...rules, minutes: LEAST_FREE_MINUTES });
  return [
    ...focus.map((stretch) => ({ ...stretch, kind: 'focus' as const })),
    ...free.map((stretch) => ({ ...stretch, kind: 'free' as const })),
  ].sort((a, b) => compare(a.from, b.from));
}

/** On one line, without anything that nobody sees. */
function plain(title: string): string {
  const line = title.replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '').trim();
  return [...line].slice(0, LONGEST_TITLE).join('');
}

const { compare } = Temporal.Instant;
