import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Claim, hasMany, PETS, plainWords, RELATION, sameAttribute } from './claim.ts';
import { clausesOf } from './clauses.ts';
import { readClaims } from './read-claims.ts';
import { nameIn } from './rule.ts';

/** Something that the person said themselves. */
export interface OwnMessage {
  readonly text: string;
  /** The inbox key that brought it. */
  readonly source: string;
  readonly at: Temporal.Instant;
}

/** A claim with the message that it was read from. */
export interface ReadClaim {
  readonly claim: Claim;
  readonly message: OwnMessage;
}

/** Whether a message may say something that the rules have not read: a statement with somebody or something of the person's own in it. */
export function isWorthReading({ text }: OwnMessage, today: Temporal.PlainDate): boolean {
  const own = clausesOf(text).filter(({ text: clause }) => OWN.test(clause) && clause.split(' ').length >= 4);
  return own.some(({ text: clause }) => readClaims(clause, { today }).length === 0);
}

const OWN = /\b(?:i|my|me|we|our)\b|(?<!^)\b\p{Lu}\p{Ll}+/iu;

/** Asks for what the messages say in so many words, one JSON list for all of them. */
export function claimsPrompt(messages: readonly OwnMessage[]): string {
  const numbered = messages.map(({ text }, place) =>
    JSON.stringify({ message: place + 1, text: text.slice(0, LONGEST_MESSAGE) }),
  );
  return `Below are messages of one person, each a line of JSON. List the lasting facts that they state of that person or of people they know.
Answer with a JSON list only: [{"message": 1, "quote": "the words that say it, copied exactly", "subject": "me" or the name, "attribute": "...", "value": "..."}]
Attributes: ${ATTRIBUTES.join(', ')}, favourite <kind>, preferred <kind>, or what somebody is to the subject (sister, manager, doctor, ...).
The value is made of words of the quote. Leave out what is asked, guessed, wished, planned for others, denied or told by somebody else. Without any: []

${numbered.join('\n')}`;
}

const LONGEST_MESSAGE = 1_000;
const ATTRIBUTES = ['home', 'origin', 'employer', 'job', 'birthday', 'project', 'allergy', 'diet', 'plan'];

const said = z.object({
  message: z.int().min(1),
  quote: z.string().min(4).max(400),
  subject: z.string().min(1).max(80),
  attribute: z.string().min(2).max(60),
  value: z.string().min(1).max(120),
});

/** What of a model's answer the messages bear out: the quote stands in one, in a plain statement, and says subject and value itself. */
export function readModelClaims(answer: string, messages: readonly OwnMessage[]): ReadClaim[] {
  return listIn(answer).flatMap((entry) => {
    const parsed = said.safeParse(entry);
    const message = parsed.success ? messages[parsed.data.message - 1] : undefined;
    const claim = parsed.success && message ? borneOut(parsed.data, message.text) : undefined;
    return claim && message ? [{ claim, message }] : [];
  });
}

function borneOut({ quote, subject, attribute, value }: z.infer<typeof said>, text: string): Claim | undefined {
  const sentence = clausesOf(text).find((clause) => oneLine(clause.quote).includes(oneLine(quote)))?.quote;
  if (sentence === undefined || DENIED.test(sentence) || !standsIn(value, quote)) return undefined;
  const who = /^(?:me|i|my|the (?:user|person))$/i.test(subject.trim()) ? 'me' : nameIn(subject);
  if (who === undefined || (who !== 'me' && !standsIn(who, text))) return undefined;
  const what = attributeIn(attribute);
  const isPerson = what !== undefined && IS_RELATION.test(what);
  if (what === undefined || (isPerson && nameIn(value) === undefined)) return undefined;
  return { subject: who, attribute: what, value: value.trim(), how: 'set', quote: sentence };
}

/** One that is asked for; undefined for any other. */
function attributeIn(attribute: string): string | undefined {
  const same = sameAttribute(attribute);
  const isKnown =
    ATTRIBUTES.includes(same) || IS_RELATION.test(same) || /^(?:favourite|preferred) \p{L}[\p{L} ]{1,30}$/u.test(same);
  return isKnown && (hasMany(same) || !PETS.split('|').includes(same)) ? same : undefined;
}

const IS_RELATION = new RegExp(`^(?:${RELATION})$`, 'i');
/** What is denied, over or only to come is left to the rules. */
const DENIED = /\b(?:not|never|no longer|used to|anymore|any more|ex-?|former|will|going to)\b|n['’]t\b/i;

function standsIn(words: string, text: string): boolean {
  const known = new Set(plainWords(text.replaceAll(/['’]s\b/g, ' ')).split(' '));
  const wanted = plainWords(words).split(' ');
  return wanted[0] !== '' && wanted.every((word) => known.has(word));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** The first JSON list in an answer, whatever stands around it. */
function listIn(answer: string): readonly unknown[] {
  const [list] = /\[[\s\S]*\]/.exec(answer) ?? [];
  if (list === undefined) return [];
  try {
    const parsed = z.array(z.unknown()).max(100).safeParse(JSON.parse(list));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}
