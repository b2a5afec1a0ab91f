import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { claims, facts } from '../db/schema/memory.ts';
import { RELATION } from './extract/claim.ts';
import { fullNames } from './graph/names.ts';
import { shortId } from './recall-line.ts';
import { holds } from './slots/asked.ts';
import { allSlots } from './slots/read-slots.ts';
import { statement } from './slots/slot-line.ts';
import type { Period } from './slots/timeline.ts';

/** One thing that is remembered, as the person looks through them: what holds now, or a note. */
export interface Holding {
  /** Of the slot's claim or of the fact. */
  readonly id: string;
  /** `slot:1a2b3c4d`, `fact:1a2b3c4d`. */
  readonly item: string;
  /** The name of a person or a project, or one of `TOPICS`. */
  readonly topic: string;
  readonly text: string;
  /** The value alone; for a note all of it. */
  readonly value: string;
  readonly since: Temporal.Instant;
  readonly recordedAt: Temporal.Instant;
  readonly class: 'session' | 'long' | 'pinned';
  readonly keptBecause: 'said' | 'asked' | 'noticed' | 'stated';
  readonly trust: 'owner' | 'assistant' | 'outside' | 'system';
  readonly expiresAt: Temporal.Instant | null;
  /** Inbox keys. */
  readonly sources: readonly string[];
  /** What it was before, newest first. */
  readonly before: readonly Period[];
}

export const TOPICS = { self: 'You', tastes: 'Likes and views', plans: 'Plans and projects', notes: 'Notes' } as const;

/** Everything that holds now, and every note, by topic: the person first, then people and projects, then notes. */
export async function holdingsOf(tx: Tx, personId: string): Promise<Holding[]> {
  const histories = await allSlots(tx, personId);
  const [fullName, because] = [await fullNames(tx, personId), await otherReasons(tx, personId)];
  const held = histories.flatMap(({ periods }) => {
    const current = periods.findLast(holds);
    if (!current) return [];
    const before = periods.filter((one) => one !== current).toReversed();
    return [{ ...ofSlot(current, before, fullName), keptBecause: because.get(current.id) ?? 'stated' }];
  });
  const notes = await tx
    .select()
    .from(facts)
    .where(and(eq(facts.personId, personId), isNull(facts.forgottenAt), isNull(facts.duplicateOf)))
    .orderBy(asc(facts.recordedAt));
  return [...held, ...notes.map(ofFact)].sort((one, other) => rankOf(one.topic) - rankOf(other.topic));
}

/** The holdings whose topic, text or value has all these words. */
export function holdingsOn(all: readonly Holding[], words: string): Holding[] {
  const wanted = words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return all.filter(({ topic, text, item }) => {
    const said = `${topic} ${text} ${item}`.toLowerCase();
    return wanted.every((word) => said.includes(word));
  });
}

/** The topics there are, with how many each holds. */
export function topicsOf(all: readonly Holding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { topic } of all) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return counts;
}

/** Why what was not simply stated is kept, by the claim that says it. */
async function otherReasons(tx: Tx, personId: string): Promise<ReadonlyMap<string, Holding['keptBecause']>> {
  const others = and(eq(claims.personId, personId), isNull(claims.forgottenAt), ne(claims.keptBecause, 'stated'));
  const rows = await tx.select({ id: claims.id, because: claims.keptBecause }).from(claims).where(others);
  return new Map(rows.map(({ id, because }) => [id, because]));
}

/** The ids of all that is told where it is shown with what it was before. */
export function idsIn({ item, before }: Holding): string[] {
  return [item, ...before.map(({ id }) => shortId('slot', id))];
}

function ofSlot(period: Period, before: readonly Period[], fullName: (name: string) => string): Omit<Holding, 'keptBecause'> {
  const { id, value, validFrom: since, recordedAt, trust, expiresAt, sources } = period;
  const known = { id, value, since, recordedAt, trust, expiresAt, sources, before, class: period.class };
  return {
    ...known,
    item: shortId('slot', id),
    topic: fullName(topicOf(period)),
    text: statement(period),
  };
}

function ofFact({ id, text, trust, source, recordedAt, keptBecause, expiresAt, ...row }: typeof facts.$inferSelect): Holding {
  const known = { id, text, trust, recordedAt, keptBecause, expiresAt, value: text, since: recordedAt, class: row.class };
  return { ...known, item: shortId('fact', id), topic: TOPICS.notes, sources: [source], before: [] };
}

function topicOf({ subject, attribute, value }: Period): string {
  if (subject !== 'me') return subject;
  if (IS_RELATION.test(attribute) || attribute === 'project') return value;
  if (/^(?:plan|goal)\b/.test(attribute)) return TOPICS.plans;
  return /^(?:liking of|preferred|favourite|position on) /.test(attribute) ? TOPICS.tastes : TOPICS.self;
}

const IS_RELATION = new RegExp(`^(?:${RELATION})$`, 'i');

function rankOf(topic: string): number {
  const first: readonly string[] = [TOPICS.self, TOPICS.tastes, TOPICS.plans];
  const place = first.indexOf(topic);
  if (place >= 0) return place;
  return topic === TOPICS.notes ? 5 : 4;
}
