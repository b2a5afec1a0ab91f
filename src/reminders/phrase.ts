import { Temporal } from 'temporal-polyfill';
import { findSaidDate, type SaidDate, type Span } from './date-phrase.ts';
import type { Dated } from './dated.ts';
import { leftOver } from './left-over.ts';
import { momentText } from './moment-text.ts';
import { readMoreHours } from './more-hours.ts';
import { type FoundRepetition, findRepetition, soundsRecurring } from './repeating-phrase.ts';
import { type Placed, place } from './repetition.ts';

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
  /** True when it was counted from now, and so is exact also where clocks change. */
  readonly counted?: boolean;
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

/** Two that it can be, the sooner one first: only the person can tell. */
export interface Choice {
  readonly state: 'choice';
  readonly options: readonly [Once | Repeated, Once | Repeated];
  /** What is meant where nobody can be asked; undefined where that would be a guess. */
  readonly likelier: Once | Repeated | undefined;
  readonly problem: string;
  readonly suggestions: readonly string[];
}

export type When = Once | Repeated | Unread;

/** The hour of a reminder for which only a day was said. */
const MORNING = new Temporal.PlainTime(9);
const EXAMPLES = ['in 20 minutes', 'tomorrow at 9', 'every weekday at 8'];

/** Reads a text that says a time and nothing else; of two that it can be, the likelier one. */
export function parseWhen(text: string, setting: Setting): When {
  return likelierOf(askWhen(text, setting));
}

/** The same where the person can be asked which of two they mean. */
export function askWhen(text: string, setting: Setting): When | Choice {
  const { when, rest } = split(text, setting);
  if (when.state === 'unread' || rest === '') return when;
  return unread(`I can read "${text.trim()}" only in part: "${rest}" is left over.`, EXAMPLES);
}

/**
 * Takes `tomorrow at 9 call Ana` or `call Ana tomorrow at 9` apart into the time and the rest. Where the time stands in the middle, as in
 * `slides for Monday's review on Friday for Ben`, the text stays whole: taking words out of it could change what it says.
 */
export function splitWhenAndText(text: string, setting: Setting): { readonly when: When; readonly text: string } {
  const { when, text: rest } = askWhenAndText(text, setting);
  return { when: likelierOf(when), text: rest };
}

/** The same where the person can be asked which of two they mean. */
export function askWhenAndText(text: string, setting: Setting): { readonly when: When | Choice; readonly text: string } {
  const { when, rest } = split(text, setting);
  const whole = text.trim().replaceAll(/\s+/g, ' ');
  return { when, text: whole.startsWith(rest) || whole.endsWith(rest) ? rest : whole };
}

/** The problem and what to write instead, in one line. */
export function unreadText({ problem, suggestions }: Unread): string {
  return suggestions.length === 0 ? problem : `${problem} Write it like: ${suggestions.join('; ')}.`;
}

function likelierOf(when: When | Choice): When {
  return when.state === 'choice' ? (when.likelier ?? unread(when.problem, when.suggestions)) : when;
}

function split(text: string, setting: Setting): { readonly when: When | Choice; readonly rest: string } {
  const now = setting.now.toZonedDateTimeISO(setting.zone);
  const repeated = findRepetition(text, now.toPlainDateTime());
  if (repeated) return splitRepeated(text, repeated, now);
  if (soundsRecurring(text)) return { when: unread(UNKNOWN_WAY, WAYS), rest: '' };
  const date = findSaidDate(text, now);
  if (!date) return { when: unread('I found no time in this.', EXAMPLES), rest: text.trim() };
  return { when: whenOf(date, now, setting.bareDay === 'morning' ? MORNING : END_OF_DAY), rest: without(text, date) };
}

const UNKNOWN_WAY = 'I do not know this way of repeating.';
const WAYS = ['every day at 8', 'every monday at 10', 'every month on the 3rd'];

function splitRepeated(text: string, found: FoundRepetition, now: Temporal.ZonedDateTime) {
  const { start } = found;
  const { repetition, end } = withMoreHours(text, found);
  const rest = without(text, { start, end });
  const left = leftOver(text.slice(end), now.toPlainDateTime());
  if (left) {
    const whole = text.slice(start, end + left.end).trim();
    return { when: unread(`I can read "${whole}" only in part: "${left.words}" is left over.`, WAYS), rest };
  }
  // `daily standup notes tomorrow at 9` names two times, and the hour belongs to the other one.
  if (!repetition.clock && findSaidDate(rest, now)) return { when: unread('I see more than one time in this.', EXAMPLES), rest };
  const words = text.slice(start, end);
  const [likelier, other] = place(repetition, now, MORNING, /\d[:.]\d\d|\b0\d/.test(words)).map((each) => toRepeated(each, now));
  if (!likelier) return { when: unread(UNKNOWN_WAY, WAYS), rest: '' };
  if (!other) return { when: likelier, rest };
  const options = inOrder(likelier, other);
  const problem = `"${words}" can be morning or evening.`;
  return { when: { state: 'choice' as const, options, likelier, problem, suggestions: [`${words} am`, `${words} pm`] }, rest };
}

/** `every day at 9, 12 and 18` is one rule; its hours leave none of them open. */
function withMoreHours(text: string, { repetition, end }: FoundRepetition): Omit<FoundRepetition, 'start'> {
  const { clock, rrule } = repetition;
  const more = clock && rrule && readMoreHours(text.slice(end), clock.time);
  if (!more) return { repetition, end };
  const hours = [clock.time.hour, ...more.hours].join(',');
  const sure = { ...clock, open: false };
  return {
    repetition: { ...repetition, clock: sure, rrule: `${rrule};BYHOUR=${hours};BYMINUTE=${clock.time.minute}` },
    end: end + more.end,
  };
}

function toRepeated({ recurrence, next }: Placed, now: Temporal.ZonedDateTime): Repeated {
  const { rrule, startsLocal } = recurrence;
  return { state: 'repeated', rrule, startsLocal, next: next.toZonedDateTimeISO(now.timeZoneId) };
}

function firstOf(when: Once | Repeated): Temporal.ZonedDateTime {
  return when.state === 'once' ? when.at : when.next;
}

function inOrder<T extends Once | Repeated>(a: T, b: T): readonly [T, T] {
  return Temporal.ZonedDateTime.compare(firstOf(a), firstOf(b)) <= 0 ? [a, b] : [b, a];
}

/** The last full minute of the day. */
/** When a task is due of which only the day was said. */
export const END_OF_DAY = new Temporal.PlainTime(23, 59);

function whenOf(date: SaidDate, now: Temporal.ZonedDateTime, bareTime: Temporal.PlainTime): When | Choice {
  if (date.state === 'unclear') return unread(date.problem, date.suggestions);
  if (date.state !== 'choice') return toOnce(date, now, bareTime);
  const { problem, suggestions } = date;
  const [sooner, later] = date.options.map((each) => toOnce(each, now, bareTime)).filter((each) => each.state === 'once');
  if (!sooner || !later) return sooner ?? unread(problem, suggestions);
  const likelier = date.likelier && toOnce(date.likelier, now, bareTime);
  return {
    state: 'choice',
    options: inOrder(sooner, later),
    likelier: likelier?.state === 'once' ? likelier : undefined,
    problem,
    suggestions,
  };
}

function toOnce(date: Dated, now: Temporal.ZonedDateTime, bareTime: Temporal.PlainTime): Once | Unread {
  const dayOnly = date.state === 'day';
  const at = dayOnly ? date.day.toPlainDateTime(bareTime).toZonedDateTime(now.timeZoneId) : date.at;
  if (Temporal.ZonedDateTime.compare(at, now) > 0)
    return { state: 'once', at, dayOnly, counted: !dayOnly && date.counted === true };
  const sameDay = at.toPlainDate().equals(now.toPlainDate());
  const hour = at.toPlainTime().toString({ smallestUnit: 'minute' });
  return unread(`${momentText(at)} is over already.`, sameDay ? ['in 1 hour', `tomorrow at ${hour}`] : EXAMPLES);
}

function unread(problem: string, suggestions: readonly string[]): Unread {
  return { state: 'unread', problem, suggestions };
}

/** The text around the phrase, without the small words that tied the phrase to it. */
function without(text: string, { start, end }: Span): string {
  const before = text.slice(0, start).replace(/(?:^|\s)(?:on|at|by|for|due|until|the|starting|in)\s*$/i, ' ');
  const after = text
    .slice(end)
    .replace(/^[\s,.:;!-]+/, '')
    .replace(start === 0 ? /^(?:to|that)\s+/i : /^$/, '');
  return `${before.trim()} ${after.trim()}`.trim().replaceAll(/\s+/g, ' ');
}
