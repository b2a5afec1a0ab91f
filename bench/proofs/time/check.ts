import { Temporal } from 'temporal-polyfill';
import { dayText } from '../../../src/reminders/moment-text.ts';
import type { Arrival } from './faulty-chat.ts';

/** One person's share of the year. */
export interface Lived {
  readonly chat: string;
  /** IANA. */
  readonly zone: string;
  readonly firstDay: Temporal.PlainDate;
  readonly days: number;
  /** When each reminder is due, by its number. */
  readonly reminders: ReadonlyMap<number, Temporal.Instant>;
}

/** How often what was promised was broken, each by itself. */
export interface BrokenPromises {
  /** Days without a brief or a review. */
  readonly missingDays: number;
  /** Reminders that never came. */
  readonly lost: number;
  /** Anything that came twice without saying that it may be a repeat. */
  readonly doubled: number;
  /** Anything late by more than five minutes that does not say so. */
  readonly silentlyLate: number;
  /** Anything before its time. */
  readonly early: number;
}

const REPEAT = /may be a repeat/;
const LATE = /_Late: it was for/;
const LATE_AFTER_MINUTES = 5;

/** The daily messages by their first words, and the hour that the person chose. */
const DAILY = [
  ['**Your brief for', '07:30'],
  ['**Your review of', '18:00'],
] as const;

export function checkTime(lived: readonly Lived[], arrivals: readonly Arrival[]): BrokenPromises {
  const broken = { missingDays: 0, lost: 0, doubled: 0, silentlyLate: 0, early: 0 };
  const byWords = new Map<string, Arrival[]>();
  const add = (words: string, arrival: Arrival) => byWords.set(words, [...(byWords.get(words) ?? []), arrival]);
  for (const arrival of arrivals) for (const words of wordsOf(arrival.text)) add(`${arrival.chat} ${words}`, arrival);

  const judge = (came: readonly Arrival[], due: Temporal.Instant) => {
    broken.doubled += Math.max(0, came.filter(({ text }) => !REPEAT.test(text)).length - 1);
    const [first] = came;
    if (!first) return false;
    const minutes = due.until(first.at).total('minutes');
    if (minutes < 0) broken.early += 1;
    if (minutes > LATE_AFTER_MINUTES && !LATE.test(first.text)) broken.silentlyLate += 1;
    return true;
  };

  for (const { chat, zone, firstDay, days, reminders } of lived) {
    for (const [words, time] of DAILY) {
      for (let day = 0; day < days; day += 1) {
        const date = firstDay.add({ days: day });
        const due = date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).toInstant();
        if (!judge(byWords.get(`${chat} ${words} ${dayText(date)}`) ?? [], due)) broken.missingDays += 1;
      }
    }
    for (const [number, due] of reminders) {
      if (!judge(byWords.get(`${chat} bell ${number}`) ?? [], due)) broken.lost += 1;
    }
  }
  return broken;
}

/** What a message is: the heading of a daily one, or the reminder that rings. */
function wordsOf(text: string): readonly string[] {
  const daily = /\*\*Your (?:brief for|review of) [^*]+(?=\*\*)/.exec(text);
  return daily ? [daily[0]] : [...text.matchAll(/⏰ (bell \d+)/g)].map(([, bell = '']) => bell);
}

export function sumOf(broken: BrokenPromises): number {
  return Object.values(broken).reduce((sum, each) => sum + each, 0);
}
