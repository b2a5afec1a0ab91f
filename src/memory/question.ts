import type { Temporal } from 'temporal-polyfill';
import type { WordsAsked } from '../ports/embedder.ts';
import { type DateWindow, windowOf } from './date-window.ts';

/** What a question asks for beside its words. */
export interface Question {
  /** The names in it, in lower case. */
  readonly names: ReadonlySet<string>;
  /** Whose words it asks for: the person's own, the assistant's, or nobody's in particular. */
  readonly of: 'person' | 'assistant' | undefined;
  readonly window: DateWindow | undefined;
  /** What the answer must hold, where the question says it. */
  readonly wants: 'time' | 'number' | undefined;
  /** Its words one by one, where their likeness is known. */
  readonly asked: WordsAsked | undefined;
  readonly now: Temporal.Instant;
  /** IANA: whose days are meant. */
  readonly zone: string;
}

interface Asking {
  readonly text: string;
  readonly asked: WordsAsked | undefined;
  readonly now: Temporal.Instant;
  readonly zone: string;
}

/** Reads a question, its dates seen from now in the zone. */
export function readQuestion({ text, asked, now, zone }: Asking): Question {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  return { names: namesIn(text), of: whose(text), window: windowOf(text, today), wants: wantsOf(text), asked, now, zone };
}

/** `Caroline: I went there` was said by Caroline: so transcripts and forwarded talk name who speaks. */
export function speakerNamed(text: string): string | undefined {
  return /^(\p{Lu}[\p{L}'’-]*)(?: \p{Lu}[\p{L}'’.-]*){0,2}: /u.exec(text)?.[1]?.toLowerCase();
}

/** Whether a text holds what an answer to such a question holds. */
export function holds(text: string, wants: 'time' | 'number'): boolean {
  return (wants === 'time' ? TIME : NUMBER).test(text);
}

const TIME =
  /\b(?:yesterday|today|tomorrow|tonight|ago|last (?:night|week|weekend|month|year|summer|winter|spring|autumn|fall|\w+day)|next (?:week|weekend|month|year|\w+day)|this (?:morning|week|weekend|month|year)|recently|just|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december|in may|\d+(?:st|nd|rd|th)|(?:19|20)\d\d|\d{1,2}[:.]\d\d|o'clock|\d+ ?[ap]m|since|when i was|weeks?|months?|years?)\b/i;
const NUMBER =
  /\b(?:\d[\d.,:]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred|thousand|half|once|twice|dozen|couple|both|first|second|third)\b/i;

function wantsOf(text: string): Question['wants'] {
  if (/\b(?:when|what time|which (?:day|date|month|year)|what (?:day|date|month|year)|how long|since when)\b/i.test(text))
    return 'time';
  return /\bhow (?:many|much|old|far|often|big|tall|large)\b|\bwhat (?:number|size|price)\b/i.test(text) ? 'number' : undefined;
}

function whose(text: string): Question['of'] {
  if (
    /\b(?:did|have|had) you\b|\byou (?:said|told|wrote|suggest\w*|recommend\w*|mention\w*)\b|\byour (?:answer|advice|suggestion)\b/i.test(
      text,
    )
  ) {
    return 'assistant';
  }
  return /\b(?:i|my|me|mine|we|our|us)\b/i.test(text) ? 'person' : undefined;
}

const NO_NAMES = new Set(
  `i i'm i've i'd what when where who whom whose which why how did do does is are was were will would can could should has have had
   the a an in on at of for to from with and or but if may tell remind find give show monday tuesday wednesday thursday friday saturday
   sunday january february march april june july august september october november december`.split(/\s+/),
);

function namesIn(text: string): Set<string> {
  const words = text.match(/\p{Lu}[\p{L}]*(?:['’-]\p{L}+)*/gu) ?? [];
  return new Set(
    words.map((word) => word.toLowerCase().replace(/['’]s?$/, '')).filter((word) => word.length > 1 && !NO_NAMES.has(word)),
  );
}
