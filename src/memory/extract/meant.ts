import { cityHasZone } from '../../people/zone.ts';
import { type EntityKind, kindOfValue } from '../graph/ties.ts';
import { type Claim, plainWords } from './claim.ts';

/** What was told last: `no, it is ...` speaks of that. */
export interface LastTold extends Pick<Claim, 'subject' | 'attribute' | 'value'> {
  /** The message that told it; without it, the one in hand. */
  readonly source?: string | undefined;
}

/** What somebody or something of this name is known to be; nothing where nobody has told of it. */
export type KindsOf = (name: string) => readonly EntityKind[];

/**
 * Which of the things that were told, newest first, a bare value is put in the place of: one of the last message, of those the one whose
 * value is of the same sort, and of several the last. Undefined where it can be none of them.
 */
export function meantBy(value: string, told: readonly LastTold[], kindsOf: KindsOf): LastTold | undefined {
  const ofLast = told.filter(({ source }) => source === told[0]?.source);
  return bestOf(ofLast, value, kindsOf) ?? bestOf(told, value, kindsOf);
}

function bestOf(told: readonly LastTold[], value: string, kindsOf: KindsOf): LastTold | undefined {
  const scored = told.map((one) => ({ one, score: fitness(one, value, kindsOf) }));
  const best = Math.max(NO, ...scored.map(({ score }) => score));
  return best === NO ? undefined : scored.find(({ score }) => score === best)?.one;
}

/** How surely a value is of the sort that stood there. */
const [NO, HARDLY, LIKELY, SURE] = [0, 1, 2, 3];

function fitness({ attribute, value: before }: LastTold, value: string, kindsOf: KindsOf): number {
  const kind = attribute === 'name' ? 'person' : kindOfValue(attribute);
  if (kind !== undefined) return asName(value, kind, kindsOf);
  if (DAYS.test(attribute)) return DAY.test(value) ? SURE : NO;
  if (/^liking of /.test(attribute)) return VERDICT.test(value) ? SURE : NO;
  return /\d/.test(before) && /\d/.test(value) ? SURE : alike(before, value);
}

function alike(before: string, value: string): number {
  const isAlike = isName(before) === isName(value) && /\d/.test(before) === /\d/.test(value);
  return isAlike ? LIKELY : HARDLY;
}

function asName(value: string, kind: EntityKind, kindsOf: KindsOf): number {
  if (!isName(value)) return NO;
  const known = kindsOf(plainWords(value));
  if (known.length > 0) return known.includes(kind) ? SURE : NO;
  if (LEGAL_FORM.test(value)) return kind === 'organisation' ? SURE : NO;
  // Many a city is a first name as well.
  if (kind !== 'person' && cityHasZone(value)) return kind === 'place' ? SURE : HARDLY;
  return LIKELY;
}

function isName(value: string): boolean {
  return /^\p{Lu}/u.test(value) && !DAY.test(value);
}

const DAYS = /^(?:birthday|(?:wedding )?anniversary|name day)$/;
const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const NTH = '(?:the )?\\d{1,2}(?:st|nd|rd|th)?';
/** With a number in it: April, May and June are names as well. */
const DAY = new RegExp(
  `^(?:${NTH}(?: of)? ${MONTH}\\.?(?:,? (?:19|20)\\d\\d)?|${MONTH}\\.? ${NTH}(?:,? (?:19|20)\\d\\d)?|\\d{4}-\\d\\d-\\d\\d|\\d{1,2}[./]\\d{1,2}(?:[./]\\d{2,4})?\\.?|(?:the )?\\d{1,2}(?:st|nd|rd|th))$`,
  'i',
);
const VERDICT = /^(?:(?:dis)?like|love|hate)[sd]?$/i;
const LEGAL_FORM = /\s(?:inc|ltd|limited|llc|gmbh|ag|corp|corporation|plc|bv|kg)\.?$/i;
