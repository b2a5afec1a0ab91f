import type { Temporal } from 'temporal-polyfill';
import { type Claim, hasMany, plainWords, RELATION, sameAttribute } from './claim.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { type KindsOf, type LastTold, meantBy } from './meant.ts';
import { type Groups, nameIn, type Reading, type Rule, valueIn } from './rule.ts';
import { LIFE_RULES } from './rules-life.ts';
import { DAY_RULES, PEOPLE_RULES } from './rules-people.ts';
import { TASTE_RULES, VIEW_RULES } from './rules-tastes.ts';
import { THING_RULES } from './rules-things.ts';
import { TOGETHER_RULES } from './rules-together.ts';
import { type Said, timeSaid } from './time-said.ts';

interface Occasion {
  /** The day it is said on, where the person is. */
  readonly today: Temporal.PlainDate;
  /** What was told in the same conversation before, newest first. */
  readonly before?: readonly LastTold[];
  readonly kindsOf?: KindsOf;
}

/**
 * What a text of the person's own says in so many words, in its order: English, by forms of sentences. Whatever is asked, guessed, quoted
 * or told by somebody else says nothing.
 */
export function readClaims(text: string, { today, before = [], kindsOf = NOBODY_KNOWN }: Occasion): Claim[] {
  const claims: Claim[] = [];
  const told = [...before];
  let about = before[0] && personOf(before[0]);
  for (const clause of clausesOf(text)) {
    for (const claim of readClause(clause, { today, told, about, kindsOf })) {
      claims.push(claim);
      told.unshift(claim);
      about = personOf(claim) ?? about;
    }
  }
  return claims;
}

const NOBODY_KNOWN: KindsOf = () => [];

/** Whom a claim speaks of beside the person: `she` means them from then on. */
function personOf({ subject, attribute, value }: LastTold): string | undefined {
  if (RELATIVE.test(attribute)) return value;
  return subject === 'me' ? undefined : subject;
}

const RELATIVE = new RegExp(`^(?:${RELATION})$`, 'i');

interface Scene {
  readonly today: Temporal.PlainDate;
  /** Newest first. */
  readonly told: readonly LastTold[];
  /** Whom `she` and `her` mean. */
  readonly about: string | undefined;
  readonly kindsOf: KindsOf;
}

function readClause(clause: Clause, scene: Scene): Claim[] {
  const said = timeSaid(clause.text, scene.today);
  const dated = firstMatch(DAY_RULES, clause.text, scene);
  if (dated.length > 0) return dated.map((reading) => claimOf(reading, clause, { ...said, since: undefined, until: undefined }));
  if (said.isToCome && !PLANNED.test(said.text)) return [];
  const { text, wrong } = withoutWrong(said.text);
  const readings = [...firstMatch(RULES, text, scene), ...named(text, scene)];
  if (readings.length === 0) return correction(clause, scene);
  const claims = readings.map((reading) => pastOr(reading, claimOf(reading, clause, said), said));
  return [...takenBack(claims[0], wrong, clause, scene), ...claims];
}

/** Where many values stand beside each other, the one that was wrong has to be named. */
function takenBack(first: Claim | undefined, wrong: string | undefined, { corrects }: Clause, { told: [last] }: Scene): Claim[] {
  if (first?.how !== 'set' || !hasMany(first.attribute)) return [];
  const isSame = last?.subject === first.subject && last.attribute === first.attribute && last.value !== first.value;
  const value = wrong ?? (corrects && isSame ? last.value : undefined);
  return value === undefined ? [] : [{ ...first, value, how: 'wrong' }];
}

/** `Anna, not Ana`: the second is what it is not. */
function withoutWrong(text: string): { readonly text: string; readonly wrong?: string | undefined } {
  const [, before, wrong] = /^(.+?), (?:and )?not (\p{Lu}.*)$/u.exec(text) ?? [];
  return before === undefined ? { text } : { text: before, wrong };
}

const PLANNED = /\bplan|\bintend|\bdecided\b|\bgoal\b|\baim\b/i;
const NAMED = new RegExp(
  `\\b(?:my|our) (?:older |younger |elder |little |big |twin )?(?<rel>${RELATION}) (?<name>\\p{Lu}[\\p{L}'’-]+)(?=['’]s | )`,
  'iu',
);
const RULES: readonly Rule[] = [
  ...VIEW_RULES,
  ...THING_RULES,
  ...PEOPLE_RULES.slice(0, -2),
  ...TOGETHER_RULES,
  ...LIFE_RULES,
  ...TASTE_RULES,
  ...PEOPLE_RULES.slice(-1),
];

/** `my sister Ana lives in Porto` says as well who the sister is. */
function named(text: string, scene: Scene): Reading[] {
  const { rel = '', name } = NAMED.exec(text)?.groups ?? {};
  const value = nameIn(name);
  return value === undefined || text.startsWith('if ') || NEGATED.test(text) || scene.told[0]?.value === value
    ? []
    : [{ subject: 'me', attribute: rel, value }];
}

const NEGATED = /\b(?:not|never|no longer)\b|n['’]t\b/i;

function firstMatch(rules: readonly Rule[], text: string, scene: Scene): Reading[] {
  for (const [form, read] of rules) {
    const groups: Groups | undefined = form.exec(text)?.groups;
    if (!groups) continue;
    const who = subjectOf(groups, scene);
    if (who === undefined) continue;
    const found = read(groups);
    if (found === undefined) continue;
    const readings = 'attribute' in found ? [found] : found;
    if (readings.length > 0) return readings.map((reading) => ({ subject: who, ...reading }));
  }
  return [];
}

/** `me`, a name, or `my sister`; undefined where nobody can tell, as with `they` and `it`. */
function subjectOf({ who, whose }: Groups, { about }: Scene): string | undefined {
  const named = (who ?? whose)?.replace(/['’]s?$/, '').trim();
  if (named === undefined || /^(?:i|we|my|our|the)$/i.test(named)) return 'me';
  if (/^(?:he|she|they|his|her|their)$/i.test(named)) return about;
  const relation = new RegExp(`^(?:my|our) (?:new )?(${RELATION})(?: (\\p{L}.*))?$`, 'iu').exec(named);
  if (relation) return nameIn(relation[2]) ?? `my ${sameAttribute(relation[1] ?? '')}`;
  return nameIn(named);
}

function claimOf(reading: Reading, { quote, corrects, isNew }: Clause, said: Said): Claim {
  const { subject = 'me', value, isChange = false } = reading;
  const attribute = sameAttribute(reading.attribute);
  const how = reading.how ?? (corrects && !isChange && !isNew && !hasMany(attribute) ? 'correct' : 'set');
  const since = said.since;
  return { subject, attribute, value, how, since, until: undefined, reason: said.reason, quote };
}

/** What is over holds for the time that was said, and else only ends what stood. */
function pastOr({ isPast }: Reading, claim: Claim, { since, until }: Said): Claim {
  if (!isPast) return claim;
  return until === undefined ? { ...claim, how: 'end' } : { ...claim, how: 'set', since, until };
}

/** `No, it is Maria`, `not Ana but Maria`, `Maria, not Ana`, `I meant Maria`: of what was told last. */
function correction({ text, quote, corrects, isMeant }: Clause, { told, kindsOf }: Scene): Claim[] {
  const forms = isMeant ? [...CORRECTIONS, SHORT] : CORRECTIONS;
  const { right, wrong } = forms.map((form) => form.exec(text)?.groups).find(Boolean) ?? {};
  const value = right === undefined ? undefined : valueIn(right);
  const named = wrong === undefined ? undefined : told.find((one) => plainWords(wrong).includes(plainWords(one.value)));
  if (value === undefined || /^(?:i|we|my|our|he|she|they|\w+ing)\b/i.test(value)) return [];
  const meant = named ?? (corrects ? meantBy(value, told, kindsOf) : undefined);
  if (!meant) return [];
  const { subject, attribute } = meant;
  if (!hasMany(attribute)) return [{ subject, attribute, value, how: 'correct', quote }];
  return [
    { subject, attribute, value: meant.value, how: 'wrong', quote },
    { subject, attribute, value, how: 'set', quote },
  ];
}

const IT = `(?:(?:it|that|he|she|they|the name|(?:his|her|its|their|the|my) [\\p{L} ]{2,30}?)(?: is|['’]s| was| should be| are)(?: called| named| on| in| at)?|it should(?: have)? (?:be|been|say|read)|make (?:it|that)|meant)`;
const CORRECTIONS: readonly RegExp[] = [
  new RegExp(`^(?:${IT} )?not (?<wrong>.+?)(?:,? but|, ?${IT}|[,;:]) (?<right>.+)$`, 'iu'),
  new RegExp(`^(?:${IT} )?(?<right>.+?),? (?:and )?(?:not|instead of|rather than) (?<wrong>.+)$`, 'iu'),
  new RegExp(`^${IT} (?<right>.+)$`, 'iu'),
  /^(?<right>\p{Lu}[\p{L}\d'’-]*(?: \p{Lu}[\p{L}\d'’-]*)?|\d[\d .:/-]*\p{L}*(?: \p{L}+)?)$/u,
];
/** Nobody says what they meant in many words. */
const SHORT = /^(?<right>(?:[\p{L}\d'’-]+ ){0,3}[\p{L}\d'’-]+)$/u;
