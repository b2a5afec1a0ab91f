import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { TimeRange } from '../people/time-range.ts';
import type { Stretch } from './event-time.ts';

const hour = z.int().min(0).max(23);

/** R9: what the person keeps moving from one hour of the day to another, by the wall clock, and the events that they moved. */
export const hourLesson = z.object({
  /** What I had proposed these times for. */
  what: z.enum(['focus', 'meeting']),
  from: hour,
  to: hour,
  events: z.array(z.object({ id: z.string(), title: z.string(), day: z.string() })).readonly(),
});

export type HourLesson = z.infer<typeof hourLesson>;

/** Slots in the order of the days, and of each day first those to whose hour the person moves, last those from which they do. */
export function preferred(slots: readonly Stretch[], lessons: readonly HourLesson[], zone: string): Stretch[] {
  const placed = slots.map((slot) => {
    const at = slot.from.toZonedDateTimeISO(zone);
    const liked = lessons.filter(({ to }) => to === at.hour).length;
    return { slot, day: at.toPlainDate(), rank: lessons.filter(({ from }) => from === at.hour).length - liked };
  });
  return placed
    .sort((a, b) => Temporal.PlainDate.compare(a.day, b.day) || a.rank - b.rank || byStart(a.slot, b.slot))
    .map(({ slot }) => slot);
}

/** The hours that the person has shown to like, which may lie outside of those that they have named. */
export function likedHours(lessons: readonly HourLesson[]): TimeRange[] {
  return lessons
    .filter(({ to }) => to < 23)
    .map(({ to }) => ({ from: new Temporal.PlainTime(to), to: new Temporal.PlainTime(to + 1) }));
}

/** `14:00 before 09:00`. */
export function orderText({ from, to }: Pick<HourLesson, 'from' | 'to'>): string {
  return `${clock(to)} before ${clock(from)}`;
}

/** The same with its cause; titles as they are: to be shown with care. */
export function lessonText(lesson: HourLesson): string {
  const moved = lesson.events.map(({ title, day }) => `"${title}" (${day})`).join(', ');
  return `${orderText(lesson)}, since you moved ${moved} from ${clock(lesson.from)} to ${clock(lesson.to)}`;
}

function clock(at: number): string {
  return new Temporal.PlainTime(at).toString({ smallestUnit: 'minute' });
}

function byStart(a: Stretch, b: Stretch): number {
  return Temporal.Instant.compare(a.from, b.from);
}
