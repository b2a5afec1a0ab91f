import type { Temporal } from 'temporal-polyfill';
import { lastsMs } from '../../calendar/event-time.ts';
import type { Profile } from '../../people/profile.ts';
import type { DayPicture } from '../../ports/day-picture.ts';
import { dayText } from '../../reminders/moment-text.ts';
import { axisFor } from './day-axis.ts';
import { type DayParts, dayParts, type OpenTime, timeText } from './day-parts.ts';
import type { Fact } from './fact.ts';
import { inLanes } from './lanes.ts';

/** What the person calls it where they say what a brief leaves out. */
export const PICTURE = 'Picture';

/** Columns in which a title can be read on a phone. */
const MOST_LANES = 3;
/** A day of more lines is taller than a screen. */
const MOST_LINES = 24;
const LEAST_LINE_MINUTES = 30;
const MOST_WHOLE_DAY = 3;
const MOST_BELOW = 6;
/** Characters (docs.slack.dev, files.getUploadURLExternal; Discord takes 1,024). */
const LONGEST_ALT = 1000;

/** What is drawn of the day that the facts of a brief tell; undefined where nothing takes place at an hour. */
export function dayPicture(facts: readonly Fact[], profile: Profile, now: Temporal.Instant): DayPicture | undefined {
  const parts = dayParts(facts, profile, now);
  const { day, zone, wholeDay, meetings, open, due } = parts;
  if (meetings.length === 0) return undefined;
  const marks = due.flatMap(({ at, text }) => (at ? [{ at, label: text }] : []));
  const axis = axisFor([...meetings, ...open, ...marks.map(({ at }) => ({ from: at, until: at }))], zone);
  const lineMinutes = Math.max(LEAST_LINE_MINUTES, Math.ceil(axis.minutes / MOST_LINES));
  const blocks = meetings.map((meeting) => {
    const from = axis.to(meeting.from);
    return { ...meeting, from, until: Math.max(axis.to(meeting.until), from + lineMinutes) };
  });
  const { placed, left } = inLanes(blocks, MOST_LANES);
  return {
    date: day.toString(),
    title: dayText(day),
    alt: altText(parts),
    wholeDay: atMost(wholeDay, MOST_WHOLE_DAY),
    minutes: Math.max(axis.minutes, ...blocks.map(({ until }) => until)),
    lineMinutes,
    hours: axis.hours,
    blocks: placed.map(({ item, lane, lanes }) => ({ ...item, lane, lanes })),
    stretches: open.map((time) => ({
      kind: time.kind,
      label: openText(time),
      from: axis.to(time.from),
      until: axis.to(time.until),
    })),
    due: marks.map(({ at, label }) => ({ at: axis.to(at), label })),
    below: atMost([...left.map(({ time, title }) => `${time} ${title}`), ...due.map(({ text }) => text)], MOST_BELOW),
  };
}

/** The day as sentences, in the order of its hours. */
function altText({ day, zone, wholeDay, meetings, open, due }: DayParts): string {
  const inWords = [
    dayText(day),
    ...wholeDay.map((title) => `All day: ${title}`),
    ...meetings.map(({ time, title, conflict }) => `${time} ${title}${conflict ? ', at the same time as another' : ''}`),
    ...open.map((time) => `${timeText(time, zone)} ${time.kind}`),
    ...due.map(({ text }) => text),
  ];
  const text = `${inWords.join('. ')}.`;
  if (text.length <= LONGEST_ALT) return text;
  // Half of a surrogate pair could not be stored.
  return `${text.slice(0, LONGEST_ALT - 1).replace(/\p{Cs}$/u, '')}…`;
}

/** `Focus`, `Free 2 h 30 min`. */
function openText(time: OpenTime): string {
  if (time.kind === 'focus') return 'Focus';
  const minutes = Math.round(lastsMs(time) / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `Free ${hours} h${rest > 0 ? ` ${rest} min` : ''}`;
}

function atMost(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more`];
}
