import { hasMany, plainWords } from '../extract/claim.ts';
import type { Period } from '../slots/timeline.ts';
import type { EntityKind } from './ties.ts';

/** One thing that was told, as `slots` has it. */
export type Telling = Pick<Period, 'id' | 'subject' | 'attribute' | 'value' | 'validFrom' | 'validTo' | 'recordedAt'>;

/** A name, and where it stands. */
export interface Mention {
  readonly kind: EntityKind;
  readonly plain: string;
  /** As it was written first. */
  readonly name: string;
  readonly tellings: Telling[];
}

/** What the person pressed: both names plain, in the order of the alphabet. */
export interface Ruling {
  readonly one: string;
  readonly other: string;
  readonly isSame: boolean;
}

export function rulingOf(rulings: readonly Ruling[], one: string, other: string): boolean | undefined {
  return rulings.find((each) => each.one === min(one, other) && each.other === max(one, other))?.isSame;
}

/** Whether the longer name could be the shorter one written out: `Tomas` and `Tomas Berg`, `Acme` and `Acme Ltd`. */
export function couldBeSame(short: Pick<Mention, 'kind' | 'plain'>, long: Pick<Mention, 'kind' | 'plain'>): boolean {
  if (short.kind !== long.kind || short.plain.startsWith('my ')) return false;
  return long.plain.startsWith(`${short.plain} `);
}

/** Why both names are one's, in words; undefined where nothing says so, or something speaks against it. */
export function whySame(short: Mention, long: Mention, rulings: readonly Ruling[]): string | undefined {
  const ruled = rulingOf(rulings, short.plain, long.plain);
  if (ruled !== undefined) return ruled ? 'you said so' : undefined;
  if (short.kind === 'organisation' && LEGAL_FORM.test(long.plain.slice(short.plain.length)))
    return 'only the legal form is added';
  if (contradicts(short, long)) return undefined;
  return sharedFact(short, long) ?? sharedTie(short, long) ?? sharedTalk(short, long);
}

const LEGAL_FORM = /^ (?:inc|ltd|limited|llc|gmbh|ag|corp|corporation|co|plc|sa|bv|kg|se)$/;

/** Of such a thing one value holds at a time, and each has another. */
function contradicts(short: Mention, long: Mention): boolean {
  return pairs(short, long).some(([one, other]) => one.validTo === null && other.validTo === null && !isAlike(one, other));
}

function sharedFact(short: Mention, long: Mention): string | undefined {
  const same = pairs(short, long).find(([one, other]) => isAlike(one, other));
  return same && `both have the same ${same[0].attribute}`;
}

/** What is said of both, and can only be said once of one. */
function pairs(short: Mention, long: Mention): [Telling, Telling][] {
  const own = (mention: Mention) =>
    mention.tellings.filter(({ subject, attribute }) => plainWords(subject) === mention.plain && !hasMany(attribute));
  return own(short).flatMap((one) =>
    own(long).flatMap((other): [Telling, Telling][] => (other.attribute === one.attribute ? [[one, other]] : [])),
  );
}

/** Both are told to be the same to the same one. */
function sharedTie(short: Mention, long: Mention): string | undefined {
  const ties = (mention: Mention) => mention.tellings.filter(({ value }) => plainWords(value) === mention.plain);
  const tie = ties(short).find((one) =>
    ties(long).some(({ subject, attribute }) => attribute === one.attribute && plainWords(subject) === plainWords(one.subject)),
  );
  return tie && `both are ${tie.subject === 'me' ? 'your' : `${tie.subject}'s`} ${tie.attribute}`;
}

/** Whom one speaks of by the full name is called by the first name in the same conversation. */
function sharedTalk(short: Mention, long: Mention): string | undefined {
  const isNear = short.tellings.some((one) =>
    long.tellings.some(
      (other) => Math.abs(one.recordedAt.epochMilliseconds - other.recordedAt.epochMilliseconds) <= CONVERSATION_MS,
    ),
  );
  return isNear ? 'you spoke of both in one conversation' : undefined;
}

const CONVERSATION_MS = 30 * 60_000;

function isAlike(one: Telling, other: Telling): boolean {
  return plainWords(one.value) === plainWords(other.value);
}

function min(one: string, other: string): string {
  return one < other ? one : other;
}

function max(one: string, other: string): string {
  return one < other ? other : one;
}
