import { Temporal } from 'temporal-polyfill';

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `Friday, 6 March 2026`. */
export function dayText(day: Temporal.PlainDate): string {
  return `${WEEKDAYS[day.dayOfWeek - 1]}, ${day.day} ${MONTHS[day.month - 1]} ${day.year}`;
}

/** `14:30`. */
export function clockText(at: Temporal.ZonedDateTime): string {
  return at.toPlainTime().toString({ smallestUnit: 'minute' });
}

/** `14:30`, with its seconds where they are not zero. */
export function exactClockText(at: Temporal.ZonedDateTime): string {
  const time = at.toPlainTime();
  return time.toString(time.round('minute').equals(time) ? { smallestUnit: 'minute' } : {});
}

/** A moment that can be no other, also in an hour that comes twice: `Friday, 6 March 2026, 14:30 (Europe/Berlin, UTC+01:00)`. */
export function exactMomentText(at: Temporal.ZonedDateTime): string {
  return `${dayText(at.toPlainDate())}, ${exactClockText(at)} (${at.timeZoneId}, UTC${at.offset})`;
}

/** `Friday, 6 March 2026, 14:30 (Europe/Berlin)`. */
export function momentText(at: Temporal.ZonedDateTime): string {
  return `${dayText(at.toPlainDate())}, ${clockText(at)} (${at.timeZoneId})`;
}

/** The same as Markdown of which a platform can make the reader's own time (src/ports/chat.ts, OutgoingMessage). */
export function liveMomentText(at: Temporal.ZonedDateTime): string {
  return `[${momentText(at)}](time:${at.toInstant().toString({ smallestUnit: 'second' })})`;
}

/** Markdown with such moments in words alone, for where nothing renders it. */
export function momentsInWords(markdown: string): string {
  return markdown.replaceAll(/(?<!\\)\[([^\][\\]+)\]\(time:[^()\s]+\)/g, '$1');
}

/** `14:30` on the same day as `now`, else `Friday, 6 March 2026, 14:30`. */
export function nearText(at: Temporal.Instant, now: Temporal.Instant, zone: string): string {
  const local = at.toZonedDateTimeISO(zone);
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const day = local.toPlainDate();
  return Temporal.PlainDate.compare(day, today) === 0 ? clockText(local) : `${dayText(day)}, ${clockText(local)}`;
}

/** `today`, `tomorrow`, `yesterday`, else the day in full. */
export function nearDayText(day: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const days = today.until(day).days;
  const near = new Map([
    [-1, 'yesterday'],
    [0, 'today'],
    [1, 'tomorrow'],
  ]);
  return near.get(days) ?? dayText(day);
}

/** `Fri 6 Mar, 14:30`, short enough for a button. */
export function buttonText(at: Temporal.ZonedDateTime): string {
  const weekday = WEEKDAYS[at.dayOfWeek - 1]?.slice(0, 3);
  return `${weekday} ${at.day} ${MONTHS[at.month - 1]?.slice(0, 3)}, ${clockText(at)}`;
}
