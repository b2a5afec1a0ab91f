import type { Temporal } from 'temporal-polyfill';

/** The further hours of a day at which something comes, said behind the first one. */
export interface MoreHours {
  readonly hours: readonly number[];
  /** Behind the last character that belongs to them. */
  readonly end: number;
}

const NEXT =
  /^\s*(?:,\s*and|,|and|&)\s+(?:at\s+)?(\d{1,2})(?::(\d\d))?\s*(am|pm|a\.m\.|p\.m\.)?(?![\w:.%$/-]*\d)(?=[\s,.;!?]|$)/i;

/**
 * Reads `, 12 and 18` or `and 8pm` behind the `first` time of a repetition; undefined unless every hour is later than the one before, on
 * the same minute, and surely an hour: `at 9 and 2 pills` is none.
 */
export function readMoreHours(behind: string, first: Temporal.PlainTime): MoreHours | undefined {
  const hours: number[] = [];
  let end = 0;
  for (let next = NEXT.exec(behind); next; next = NEXT.exec(behind.slice(end))) {
    const [whole, digits = '', minutes, half] = next;
    if (Number(minutes ?? first.minute) !== first.minute) return undefined;
    const hour = hourOf(Number(digits), half);
    if (hour === undefined || hour <= (hours.at(-1) ?? first.hour)) break;
    hours.push(hour);
    end += whole.length;
  }
  return hours.length === 0 ? undefined : { hours, end };
}

function hourOf(said: number, half: string | undefined): number | undefined {
  if (half === undefined) return said < 24 ? said : undefined;
  if (said < 1 || said > 12) return undefined;
  return (said % 12) + (/^p/i.test(half) ? 12 : 0);
}
