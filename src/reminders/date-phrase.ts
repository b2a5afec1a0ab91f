import { Temporal } from 'temporal-polyfill';
import { type FoundTime, findTimes } from '../phrases/find-times.ts';
import { meaningOf } from './date-meaning.ts';
import type { Dated, Meaning } from './dated.ts';
import { zoneBehind } from './zone-suffix.ts';

/** A stretch of a text that says a time. */
export interface Span {
  readonly start: number;
  /** Behind its last character. */
  readonly end: number;
}

/** One date or time, or two of which the person must say which. */
export type SaidDate = Span & Meaning;

export type FoundDate = Span &
  (
    | Dated
    /** The words are there, but a reader could take them in more ways than one, or in none. */
    | { readonly state: 'unclear'; readonly problem: string; readonly suggestions: readonly string[] }
  );

/** Finds one date or time such as `tomorrow at 9`, `friday 14:30`, `3 May` or an ISO time, by the wall clock of `now`'s zone. */
export function findSaidDate(text: string, now: Temporal.ZonedDateTime): SaidDate | undefined {
  const exact = findInstant(text, now);
  if (exact) return exact;
  const found = findTimes(text, now.toPlainDateTime()).filter((each) => isDate(each, text));
  const best = found.find(({ start }) => start === 0) ?? found.find(({ end }) => endsText(text, end)) ?? found[0];
  if (!best) return undefined;
  const zone = best.time.type === 'date' ? undefined : zoneBehind(text.slice(best.end));
  const end = best.end + (zone?.length ?? 0);
  return { start: best.start, end, ...meaningOf(best, { text, now, offsetMinutes: zone?.minutes }) };
}

/** The same where nobody can be asked: of two the likelier one, if there is one. */
export function findDate(text: string, now: Temporal.ZonedDateTime): FoundDate | undefined {
  const found = findSaidDate(text, now);
  if (found?.state !== 'choice') return found;
  const { start, end, problem, suggestions, likelier } = found;
  return likelier ? { start, end, ...likelier } : { start, end, state: 'unclear', problem, suggestions };
}

/** An ISO 8601 time with its offset says it all. */
function findInstant(text: string, now: Temporal.ZonedDateTime): SaidDate | undefined {
  const found = /\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(Z|[+-]\d\d:?\d\d)(?![\w:])/i.exec(text);
  const [whole, date, time, offset] = found ?? [];
  if (!found || whole === undefined) return undefined;
  try {
    const at = Temporal.Instant.from(`${date}T${time}${offset}`).toZonedDateTimeISO(now.timeZoneId);
    return { start: found.index, end: found.index + whole.length, state: 'time', at };
  } catch {
    return undefined;
  }
}

/** Words that are a date only where nothing else is said: `buy sun cream`, `do it now`. */
const OFTEN_ANOTHER_WORD =
  /^(?:(?:right |just )?now|asap|sun|sat|mon|wed|fri|may|mar|march|jan|dec|at present|currently|presently)$/i;

function isDate({ time, start, end }: FoundTime, text: string): boolean {
  if (time.type === 'duration' || time.type === 'set') return false;
  return !OFTEN_ANOTHER_WORD.test(text.slice(start, end)) || (start === 0 && endsText(text, end));
}

function endsText(text: string, end: number): boolean {
  return /^[\s.!?]*$/.test(text.slice(end));
}
