import type { Temporal } from 'temporal-polyfill';
import { namedUuid } from '../../ground/named-uuid.ts';
import { plainWords } from '../extract/claim.ts';
import type { SlotHistory } from '../slots/asked.ts';

/** What several memories show together. */
export interface Observation {
  readonly id: string;
  readonly kind: 'recurring' | 'changing';
  readonly about: string;
  readonly text: string;
  /** Ids of the episodes or claims that it rests on. */
  readonly inputs: readonly string[];
}

export interface Said {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly text: string;
}

/** Somebody or something, with all its names. */
export interface Named {
  readonly name: string;
  readonly names: readonly string[];
}

/** So far back a night looks. */
export const LOOK_BACK_DAYS = 30;
/** On fewer days, coming up is chance. */
const FEWEST_DAYS = 3;
/** What has had fewer values does not keep changing. */
const FEWEST_VALUES = 3;
const MOST_INPUTS = 50;
const LONGEST_EXCERPT = 120;

/** Who and what came up on at least three of the last thirty days, with what was said last. `said` is oldest first. */
export function recurring(all: readonly Named[], said: readonly Said[], zone: string): Observation[] {
  const plain = said.map((one) => ({ ...one, words: ` ${plainWords(one.text.replaceAll(/['’]s\b/g, ''))} ` }));
  return all.flatMap(({ name, names }) => {
    const forms = names.map((each) => ` ${plainWords(each)} `);
    const where = plain.filter(({ words }) => forms.some((form) => words.includes(form)));
    const days = new Set(where.map(({ at }) => dayOf(at, zone)));
    const last = where.at(-1);
    if (!last || days.size < FEWEST_DAYS) return [];
    const text = `${name} came up on ${days.size} of the last ${LOOK_BACK_DAYS} days, last on ${dayOf(last.at, zone)}: “${excerptOf(last.text)}”`;
    return [
      observation(
        'recurring',
        name,
        text,
        where.slice(-MOST_INPUTS).map(({ id }) => id),
      ),
    ];
  });
}

/** What has had three values or more, in their order. */
export function changing(histories: readonly SlotHistory[], zone: string): Observation[] {
  return histories.flatMap(({ subject, attribute, periods }) => {
    const held = periods.filter(({ retractedAt, trust }) => retractedAt === null && trust !== 'outside');
    const [first] = held;
    if (!first || held.length < FEWEST_VALUES) return [];
    const what = `${subject === 'me' ? 'your' : `${subject}'s`} ${attribute}`;
    const values = held.map(({ value }) => value).join(', then ');
    const text = `${what} has changed ${held.length - 1} times since ${dayOf(first.validFrom, zone)}: ${values}`;
    return [
      observation(
        'changing',
        what,
        text,
        held.map(({ id }) => id),
      ),
    ];
  });
}

function observation(kind: Observation['kind'], about: string, text: string, inputs: readonly string[]): Observation {
  return { id: namedUuid(kind, about), kind, about, text, inputs };
}

function dayOf(at: Temporal.Instant, zone: string): string {
  return at.toZonedDateTimeISO(zone).toPlainDate().toString();
}

function excerptOf(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST_EXCERPT ? `${line.slice(0, LONGEST_EXCERPT - 3)}...` : line;
}
