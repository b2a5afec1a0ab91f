import { Temporal } from 'temporal-polyfill';
import { type DateWindow, windowOf } from '../date-window.ts';
import { plainWords, RELATION, sameAttribute } from '../extract/claim.ts';
import type { Period } from './timeline.ts';

/** What a text asks of facts. */
export interface Asked {
  /** Attributes whose usual words stand in it. */
  readonly attributes: readonly string[];
  /** Its words, plain. */
  readonly words: ReadonlySet<string>;
  /** It speaks of the person: `my`, `I`. */
  readonly ofMe: boolean;
  /** The days in the past that it asks about. */
  readonly window: DateWindow | undefined;
  /** It asks how something came to be, or what it was before. */
  readonly history: boolean;
}

export function readAsked(text: string, today: Temporal.PlainDate): Asked {
  const words = new Set(plainWords(text).split(' ').map(stemOf));
  const relations = [...text.toLowerCase().matchAll(RELATIONS)].map(([word]) => sameAttribute(word));
  const usual = ASKS.filter(([, form]) => form.test(text)).map(([attribute]) => attribute);
  return {
    words,
    attributes: [...new Set([...usual, ...relations])],
    ofMe: /\b(?:i|my|me|mine|we|our|us|i['’]m|i['’]ve)\b/i.test(text),
    window: windowOf(text, today),
    history: HISTORY.test(text),
  };
}

const RELATIONS = new RegExp(`\\b(?:${RELATION})(?=s?\\b)`, 'g');
const HISTORY =
  /\b(?:why|chang(?:e|ed|es|ing)|history|used to|previous(?:ly)?|former(?:ly)?|earlier|in the past|over (?:time|the years)|evol\w+|originally|before (?:that|this|now)|did i (?:live|work) before|since when|how long)\b/i;

/** The words by which people ask for what has a name of its own. */
const ASKS: readonly (readonly [attribute: string, form: RegExp])[] = [
  [
    'home',
    /\b(?:where\b.*\b(?:liv(?:e|es|ed|ing)|based|resid(?:e|es|ed|ing)|stay(?:s|ed|ing)?)|(?:which|what) (?:city|town|country|place)\b|home ?town|my home|home (?:city|address)|(?:city|town|place) (?:do|did|does|was|am|is) .*\b(?:liv|home))/i,
  ],
  [
    'employer',
    /\b(?:where\b.*\bwork(?:s|ed|ing)?|(?:who|whom|which company|what company|which firm|what firm)\b.*\bwork(?:s|ed|ing)?\b|employ(?:er|ed|s)|workplace|which (?:company|firm))\b/i,
  ],
  [
    'job',
    /\b(?:job|profession|occupation|for a living|work as|working as|role|job title|what (?:do|did|does) \S+ do (?:for work|at work))\b/i,
  ],
  ['birthday', /\b(?:birthday|birthdays|bday|born|date of birth)\b/i],
  ['name', /\b(?:my (?:own )?name|am i called|who am i)\b/i],
  ['origin', /\bwhere\b.*\b(?:from|come from)\b/i],
  ['diet', /\b(?:diet|vegetarian|vegan|what (?:can|do) (?:i|\S+) eat)\b/i],
  ['allergy', /\ballerg\w+/i],
  ['plan', /\b(?:plans?|planning|goals?|intend)\b/i],
];

/** A slot with all its periods, oldest first. */
export interface SlotHistory {
  readonly subject: string;
  readonly attribute: string;
  readonly periods: readonly Period[];
}

/** The fullest name of whoever a name means. */
type FullName = (name: string) => string;

/** The slots that a text asks for, the likeliest first; `mine` are those that may bear on it, with all their periods. */
export function slotsAsked(asked: Asked, mine: readonly SlotHistory[], fullName: FullName): SlotHistory[] {
  const relatives = relativesAsked(asked, mine, fullName);
  const scored = mine
    .map((slot) => ({ slot, score: scoreOf({ ...slot, subject: fullName(slot.subject) }, asked, relatives) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score);
  const best = scored[0]?.score ?? 0;
  return scored
    .filter(({ score }) => score >= best - 1)
    .slice(0, MOST_SLOTS)
    .map(({ slot }) => slot);
}

const MOST_SLOTS = 6;

/** `my sister's birthday` is Ana's, and `Ana's manager` is whoever that is; where she is named, the person's own manager is not meant. */
function relativesAsked(asked: Asked, mine: readonly SlotHistory[], fullName: FullName): ReadonlySet<string> {
  const related = mine.filter(({ attribute }) => asked.attributes.includes(attribute) && IS_RELATION.test(attribute));
  const values = ({ periods }: SlotHistory) => periods.filter(holds).map(({ value }) => plainWords(fullName(value)));
  const ofOthers = related.filter(({ subject }) => subject !== 'me' && isNamed(subject, asked)).flatMap(values);
  const own = related.filter(({ subject }) => subject === 'me').flatMap((slot) => [`my ${slot.attribute}`, ...values(slot)]);
  return new Set(ofOthers.length > 0 && !asked.ofMe ? ofOthers : [...own, ...ofOthers]);
}

const IS_RELATION = new RegExp(`^(?:${RELATION})$`, 'i');

function scoreOf(slot: SlotHistory, asked: Asked, relatives: ReadonlySet<string>): number {
  const who = subjectScore(slot.subject, asked, relatives);
  const what = attributeScore(slot, asked);
  if (who === 0) return 0;
  // Of the person themselves something in particular is asked.
  return what === 0 && slot.subject === 'me' ? 0 : who + what;
}

function subjectScore(subject: string, asked: Asked, relatives: ReadonlySet<string>): number {
  if (subject === 'me') return asked.ofMe ? 1 : 0.5;
  const name = plainWords(subject);
  if (relatives.has(name) || relatives.has(subject)) return 3;
  const relation = /^my (.+)$/.exec(subject)?.[1];
  if (relation !== undefined) return asked.attributes.includes(relation) ? 3 : 0;
  return isNamed(subject, asked) ? 3 : 0;
}

function isNamed(subject: string, { words }: Asked): boolean {
  return plainWords(subject)
    .split(' ')
    .some((part) => part.length > 1 && words.has(stemOf(part)));
}

function attributeScore({ subject, attribute, periods }: SlotHistory, asked: Asked): number {
  const [, kind, of] = /^(liking of|preferred|favourite|position on) (.+)$/.exec(attribute) ?? [];
  if (kind !== undefined && of !== undefined) return tasteScore(kind, of, periods, asked);
  if (asked.attributes.includes(attribute)) return 3;
  if (saysAll(attribute, asked.words)) return 3;
  return subject === 'me' && IS_RELATION.test(attribute) && periods.some(({ value }) => saysAll(value, asked.words)) ? 2 : 0;
}

const TASTE_WORDS: Readonly<Record<string, readonly string[]>> = {
  'liking of': ['like', 'love', 'hate', 'dislike', 'enjoy', 'feel', 'think', 'fan', 'stand', 'into', 'fond', 'opinion'],
  preferred: ['prefer', 'preference', 'preferr', 'rather', 'favour', 'favor', 'like', 'want', 'usual', 'choice', 'choose'],
  favourite: ['favourite', 'favorite', 'best', 'prefer', 'like', 'love'],
  'position on': [
    'position',
    'view',
    'opinion',
    'stance',
    'think',
    'feel',
    'against',
    'for',
    'take',
    'stand',
    'believe',
    'support',
  ],
};

function tasteScore(kind: string, of: string, periods: readonly Period[], { words }: Asked): number {
  if (!(TASTE_WORDS[kind] ?? []).some((word) => words.has(stemOf(word)))) return 0;
  const isNamed =
    saysAll(of, words) || (kind !== 'liking of' && periods.some(({ value }) => value.length < 40 && saysAll(value, words)));
  if (!isNamed) return 0;
  const isLiteral = words.has(stemOf(kind.split(' ')[0] ?? ''));
  return isLiteral ? 4 : 3;
}

function saysAll(text: string, words: ReadonlySet<string>): boolean {
  return plainWords(text)
    .split(' ')
    .every((word) => words.has(stemOf(word)) || LITTLE.test(word));
}

const LITTLE = /^(?:of|to|for|in|on|at|my|be|is|way|and)$/;

/** As much of a word as tells it from others: without the endings of number, possession and time. */
function stemOf(word: string): string {
  const bare = word.replace(/['’]s?$/, '');
  return bare.length > 3 ? bare.replace(/(?:ies|es|s|ed|ing|e|y)$/, '') : bare;
}

export function holds({ validTo, retractedAt }: Period): boolean {
  return validTo === null && retractedAt === null;
}

/** Whether it held on any of these days. */
export function heldIn({ validFrom, validTo, retractedAt }: Period, { from, to }: DateWindow, zone: string): boolean {
  if (retractedAt !== null) return false;
  const begin = from.toZonedDateTime(zone).toInstant();
  const end = to.add({ days: 1 }).toZonedDateTime(zone).toInstant();
  const startsInTime = Temporal.Instant.compare(validFrom, end) < 0;
  return startsInTime && (validTo === null || Temporal.Instant.compare(validTo, begin) > 0);
}
