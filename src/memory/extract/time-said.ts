import type { Temporal } from 'temporal-polyfill';
import { windowOf } from '../date-window.ts';

/** A statement without its time and its reason. */
export interface Said {
  readonly text: string;
  /** ISO dates. */
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly reason: string | undefined;
  /** It speaks of what is to come. */
  readonly isToCome: boolean;
}

/** Takes when and why out of a statement; `today` is the day it was said on. */
export function timeSaid(clause: string, today: Temporal.PlainDate): Said {
  const [, before = clause, why] = REASON.exec(clause) ?? [];
  const reason = why?.trim();
  const isToCome = TO_COME.test(before);
  const [stint, from, to] = STINT.exec(before) ?? [];
  if (stint !== undefined) {
    const begin = windowOf(`in ${from}`, today)?.from;
    const end = windowOf(`in ${to}`, today)?.from;
    return { text: tidy(before.replace(stint, ' ')), since: begin?.toString(), until: end?.toString(), reason, isToCome };
  }
  const time = TIME.exec(before)?.[0];
  const window = time === undefined ? undefined : windowOf(/^\s*,? ?(?:19|20)\d\d/.test(time) ? `in ${time}` : time, today);
  if (time === undefined || window === undefined) return { text: before, since: undefined, until: undefined, reason, isToCome };
  const last = window.to.add({ days: 1 });
  return { text: tidy(before.replace(time, ' ')), since: window.from.toString(), until: last.toString(), reason, isToCome };
}

function tidy(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replace(/^[\s,]+|[\s,]+$/g, '');
}

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DAY = '\\d{1,2}(?:st|nd|rd|th)?';
const DATE = `(?:${DAY} (?:of )?${MONTH}(?:,? (?:19|20)\\d\\d)?|${MONTH} ${DAY}(?:,? (?:19|20)\\d\\d)?|${MONTH},? (?:19|20)\\d\\d|\\d{4}-\\d\\d-\\d\\d)`;
const STINT = new RegExp(
  `\\b(?:from|between) ((?:${MONTH} )?(?:19|20)\\d\\d|${MONTH}) (?:to|until|till|and|through) ((?:${MONTH} )?(?:19|20)\\d\\d|${MONTH})\\b`,
  'i',
);
const TIME = new RegExp(
  `,?(?:\\b(?:ever since|since|as of|as from|starting|effective|from|back in|in|on|during|about|around)\\s+)?(?:the )?(?:beginning of |start of |end of |early |late |mid-?)?\\b(?:${DATE}|(?:last|this) (?:week|month|year|\\w+day|${MONTH})|yesterday|(?<=on )(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:\\d+|an?|one|two|three|four|five|six) (?:day|week|month|year)s? ago|(?<=(?:in|since|from|during|of) (?:the )?(?:early |late |mid-?)?)(?:(?:19|20)\\d\\d|${MONTH}))\\b(?: on(?:wards)?\\b)?`,
  'i',
);
const REASON =
  /^(.+?),? (?:—|–|-)? ?(?:because(?: of)?|due to|thanks to|owing to|on account of|since (?=(?:i|we|my|the|it|our|they|he|she)\b)|as (?=(?:i|we|it|they)\b)|now that|so that|so (?=(?:i|we) (?:can|could)\b)|in order to|to be (?=(?:near|close|closer)\b)|after (?=(?:my|the|our|i|we|a|an|too)\b)|the reason (?:is|being)(?: that)?|reason:)\s*(.+)$/i;
const TO_COME =
  /\b(?:will|'ll|’ll|going to|gonna|next (?:week|month|year|spring|summer|autumn|fall|winter|\w+day)|tomorrow|soon|about to|in (?:\d+|a|two|three|a few) (?:days?|weeks?|months?|years?)(?! ago))\b|\b(?:am|'m|’m|is|are|we're) (?:moving|relocating|starting|joining|leaving|switching|getting)\b/i;
