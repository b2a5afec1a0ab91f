import { Temporal } from 'temporal-polyfill';
import { createStaticEmbedder } from '../adapters/models/static-embedder.ts';
import { createStaticLikeness } from '../adapters/models/static-likeness.ts';
import { createStaticWords } from '../adapters/models/static-words.ts';
import type { Database, Tx } from '../src/db/client.ts';
import { episodes, facts, vectors } from '../src/db/schema/memory.ts';
import { persons } from '../src/db/schema/people.ts';
import { systemClock } from '../src/ground/clock.ts';
import { createIndexing } from '../src/memory/indexing.ts';
import { quietLog } from './open-place.ts';

const words = createStaticWords();
export const embedder = createStaticEmbedder(words);
export const likeness = createStaticLikeness(words);

const PEOPLE = ['Ana', 'Bert', 'Chidi', 'Dora', 'Emil', 'Farah', 'Gus', 'Hana', 'Ivo', 'Jun'];
const THINGS = [
  'the harbour office',
  'a blue bicycle',
  'the dentist',
  'green tea',
  'the old piano',
  'her garden',
  'the night train',
];
const DOINGS = ['likes', 'asked about', 'forgot', 'wants to sell', 'paid for', 'is proud of', 'wrote about', 'avoids'];
const WHEN = ['in spring', 'since Monday', 'after the move', 'before lunch', 'last year', 'on holiday', 'at work'];
const BATCH = 500;

/** The n-th of a series of plain sentences that repeat words but hardly ever a whole sentence. */
export function sentence(n: number): string {
  const pick = (list: readonly string[], step: number) => list[Math.floor(n / step) % list.length] ?? '';
  return `${pick(PEOPLE, 1)} ${pick(DOINGS, 10)} ${pick(THINGS, 80)} ${pick(WHEN, 560)}, note ${n}`;
}

/** A question about what `sentence` says. */
export function question(n: number): string {
  return `what was it with ${PEOPLE[n % PEOPLE.length]} and ${THINGS[n % THINGS.length]}?`;
}

/** Gives the first person of this database memories with their vectors: nine in ten episodes, one in ten facts. Resolves with the person's id. */
export async function seedMemories(db: Database, from: number, to: number): Promise<string> {
  const [person] = await db.asSystem((tx) => tx.select({ id: persons.id }).from(persons));
  if (!person) throw new Error('nobody is known in this database yet');
  for (let start = from; start < to; start += BATCH) {
    await db.asPerson(person.id, (tx) => fill(tx, person.id, start, Math.min(to, start + BATCH)));
  }
  const indexing = createIndexing({ db, embedder, clock: systemClock, log: quietLog });
  indexing.soon(person.id);
  await indexing.settle();
  return person.id;
}

async function fill(tx: Tx, personId: string, from: number, to: number): Promise<void> {
  const start = Temporal.Instant.from('2026-01-05T08:00:00Z');
  const all = Array.from({ length: to - from }, (_, place) => from + place);
  const common = (n: number) => ({ personId, text: sentence(n), source: `bench:${n}` });
  const said = { platform: 'telegram', chat: '4711', role: 'person', tainted: false } as const;
  const notes = all
    .filter((n) => n % 10 === 0)
    .map((n) => ({ ...common(n), trust: 'owner' as const, recordedAt: start.add({ minutes: n }) }));
  const talk = all.filter((n) => n % 10 !== 0).map((n) => ({ ...common(n), ...said, at: start.add({ minutes: n }) }));
  const kept = await tx.insert(facts).values(notes).returning({ item: facts.id, text: facts.text });
  const spoken = await tx.insert(episodes).values(talk).returning({ item: episodes.id, text: episodes.text });
  const made = await embedder.embed(
    [...kept, ...spoken].map(({ text }) => text),
    new AbortController().signal,
  );
  const rows = [...kept, ...spoken].map(({ item }, place) => ({
    personId,
    item,
    itemKind: place < kept.length ? ('fact' as const) : ('episode' as const),
    model: embedder.model,
    embedding: made[place] ?? [],
  }));
  await tx.insert(vectors).values(rows);
}
