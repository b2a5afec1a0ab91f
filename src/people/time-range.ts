import { Temporal } from 'temporal-polyfill';
import { AppError } from '../ground/errors.ts';

/** A stretch of one day, by the wall clock; `from` is before `to`. */
export interface TimeRange {
  readonly from: Temporal.PlainTime;
  readonly to: Temporal.PlainTime;
}

/** Reads `7:30`, `07.30`, `7 AM` or `19` as a time of day. Rejects with `invalid` and an example. */
export function parseTime(text: string): Temporal.PlainTime {
  const time = readTime(text);
  if (time === undefined) throw new AppError('invalid', `"${shorten(text)}" is no time of day. Write it like 07:30 or 7:30 AM.`);
  return time;
}

/** Reads `9 AM - 6 PM`, `9-18` or `09:00-18:00`. Rejects with `invalid` and an example. */
export function parseTimeRange(text: string): TimeRange {
  const range = readRange(text);
  if (range === undefined) throw new AppError('invalid', `"${shorten(text)}" is no range of time. ${EXAMPLE}`);
  if (Temporal.PlainTime.compare(range.from, range.to) >= 0) {
    throw new AppError('invalid', `"${shorten(text)}" ends before it starts. ${EXAMPLE}`);
  }
  return range;
}

/** `07:30`, as it is stored and shown. */
export function timeText(time: Temporal.PlainTime): string {
  return time.toString({ smallestUnit: 'minute' });
}

/** `09:00-18:00`, as it is stored and shown. */
export function timeRangeText({ from, to }: TimeRange): string {
  return `${timeText(from)}-${timeText(to)}`;
}

const EXAMPLE = 'Write it like 09:00-18:00 or 9 AM - 6 PM.';
const TIME = /^(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?(?:\.?m\.?)?$/i;

function readRange(text: string): TimeRange | undefined {
  const [start, end, ...rest] = text.split(/\s*(?:-|–|—|\bto\b|\buntil\b)\s*/i).map((part) => part.trim());
  if (start === undefined || end === undefined || rest.length > 0) return undefined;
  const to = readTime(end);
  const from = readTime(start);
  if (from === undefined || to === undefined) return undefined;
  return { from: sharedHalf(start, end, to) ?? from, to };
}

/** `2-4 PM` means both in the afternoon, where that still makes a range; in `9-6 PM` only the end does. */
function sharedHalf(start: string, end: string, to: Temporal.PlainTime): Temporal.PlainTime | undefined {
  const half = /[ap]/i.exec(end)?.[0];
  if (half === undefined || /[ap]/i.test(start)) return undefined;
  const from = readTime(`${start} ${half}m`);
  return from !== undefined && Temporal.PlainTime.compare(from, to) < 0 ? from : undefined;
}

function readTime(text: string): Temporal.PlainTime | undefined {
  const found = TIME.exec(text.trim());
  if (!found) return undefined;
  const half = found[3]?.toLowerCase();
  const said = Number(found[1]);
  if (half !== undefined && (said < 1 || said > 12)) return undefined;
  const hour = half === undefined ? said : (said % 12) + (half === 'p' ? 12 : 0);
  const minute = Number(found[2] ?? 0);
  return hour > 23 || minute > 59 ? undefined : new Temporal.PlainTime(hour, minute);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
