import { Temporal } from 'temporal-polyfill';
import { type FoundDate, findDate } from './date-phrase.ts';
import { findDuration, type Span } from './duration-phrase.ts';
import { momentText } from './moment-text.ts';
import { findRecurrence, soundsRecurring } from './recurring-phrase.ts';

/** What a day without an hour stands for: the morning for what is to be said, its end for what is to be done by then. */
export type BareDay = 'morning' | 'end';

export interface Setting {
  readonly now: Temporal.Instant;
  /** IANA zone of the person: every hour is read on its wall clock. */
  readonly zone: string;
  readonly bareDay: BareDay;
}

export interface Once {
  readonly state: 'once';
  readonly at: Temporal.ZonedDateTime;
  /** True when only a day was said. */
  readonly dayOnly: boolean;
}

export interface Repeated {
  readonly state: 'repeated';
  /** RFC 5545. */
  readonly rrule: string;
  /** RFC 5545 DTSTART, local time without zone: `2026-11-21T09:00`. */
  readonly startsLocal: string;
  readonly next: Temporal.ZonedDateTime;
}

export interface Unread {
  readonly state: 'unread';
  /** One sentence: what is wrong with the phrase. */
  readonly problem: string;
  /** Phrases that would do. */
  readonly suggestions: readonly string[];
}

export type When = Once | Repeated | Unread;

/** The hour of a reminder for which only a day was said. */
const MORNING = new Temporal.PlainTime(9);
const EXAMPLES = ['in 20 minutes', 'tomorrow at 9', 'every weekday at 8'];

/** Reads a text that says a time and nothing else. */
export function parseWhen(text: string, setting: Setting): When {
  const { when, rest } = split(text, setting);
  if (when.state === 'unread' || rest === '') return when;
  return unread(`I can read "${text.trim()}" only in part: "${rest}" is left over.`, EXAMPLES);
}

/**
 * Takes `tomorrow at 9 call Ana` or `call Ana tomorrow at 9` apart into the time and the rest. Where the time stands in the middle, as in
 * `slides for Monday's review on Friday for Ben`, the text stays whole: taking words out of it could change what it says.
 */
export function splitWhenAndText(text: string, setting: Setting): { readonly when: When; readonly text: string } {
  const { when, rest } = split(text, setting);
  const whole = text.trim().replaceAll(/\s+/g, ' ');
  return { when, text: whole.startsWith(rest) || whole.endsWith(rest) ? rest : whole };
}

/** The problem and what to write instead, in one line. */
export function unreadText({ problem, suggestions }: Unread): string {
  return suggestions.length === 0 ? problem : `${problem} Write it like: ${suggestions.join('; ')}.`;
}

function split(text: string, setting: Setting): { readonly when: When; readonly rest: string } {
  const now = setting.now.toZonedDateTimeISO(setting.zone);
  const bareTime = setting.bareDay === 'morning' ? MORNING : END_OF_DAY;
  const repeated = findRecurrence(text, now, MORNING);
  if (repeated) {
    const { recurrence, next } = repeated;
    const when = {
      state: 'repeated' as const,
      rrule: recurrence.rrule,
      startsLocal: recurrence.startsLocal,
      next: next.toZonedDateTimeISO(setting.zone),
    };
    const rest = without(text, repeated);
    // `daily standup notes tomorrow at 9` names two times, and the hour belongs to the other one.
    if (!repeated.timed && findDate(rest, now)?.state === 'time') {
      return { when: unread('I see more than one time in this.', EXAMPLES), rest };
    }
    return { when, rest };
  }
  if (soundsRecurring(text)) {
    const problem = 'I do not know this way of repeating.';
    return { when: unread(problem, ['every day at 8', 'every monday at 10', 'every month on the 3rd']), rest: '' };
  }
  const duration = findDuration(text);
  if (duration) {
    const at = setting.now.add(duration.length).toZonedDateTimeISO(setting.zone);
    return { when: { state: 'once', at, dayOnly: false }, rest: without(text, duration) };
  }
  const date = findDate(text, now);
  if (!date) return { when: unread('I found no time in this.', EXAMPLES), rest: text.trim() };
  return { when: toOnce(date, now, bareTime), rest: without(text, date) };
}

/** The last full minute of the day. */
const END_OF_DAY = new Temporal.PlainTime(23, 59);

function toOnce(date: FoundDate, now: Temporal.ZonedDateTime, bareTime: Temporal.PlainTime): When {
  if (date.state === 'unclear') return unread(date.problem, date.suggestions);
  const dayOnly = date.state === 'day';
  const at = dayOnly ? date.day.toPlainDateTime(bareTime).toZonedDateTime(now.timeZoneId) : date.at;
  if (Temporal.ZonedDateTime.compare(at, now) > 0) return { state: 'once', at, dayOnly };
  const sameDay = at.toPlainDate().equals(now.toPlainDate());
  const hour = at.toPlainTime().toString({ smallestUnit: 'minute' });
  return unread(`${momentText(at)} is over already.`, sameDay ? ['in 1 hour', `tomorrow at ${hour}`] : EXAMPLES);
}

function unread(problem: string, suggestions: readonly string[]): Unread {
  return { state: 'unread', problem, suggestions };
}

/** The text around the phrase, without the small words that tied the phrase to it. */
function without(text: string, { start, end }: Span): string {
  const before = text.slice(0, start).replace(/(?:^|\s)(?:on|at|by|for|due|until|the|starting)\s*$/i, ' ');
  const after = text
    .slice(end)
    .replace(/^[\s,.:;!-]+/, '')
    .replace(start === 0 ? /^(?:to|that)\s+/i : /^$/, '');
  return `${before.trim()} ${after.trim()}`.trim().replaceAll(/\s+/g, ' ');
}
