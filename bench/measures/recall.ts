import type { Database } from '../../src/db/client.ts';
import { persons } from '../../src/db/schema/people.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { recordEpisodes } from '../../src/memory/episodes.ts';
import { createRecall, type Recall } from '../../src/memory/recall.ts';
import { type Figure, figure, percentile } from '../figure.ts';
import { openPlace, quietLog } from '../open-place.ts';
import { type DatabaseKind, makePlace, metricOn, tidy } from '../place.ts';
import { embedder, likeness, question, seedMemories } from '../seed-memories.ts';

/** The million takes half an hour to fill: only with RECALL_MILLION set. */
const SIZES: Readonly<Record<DatabaseKind, readonly number[]>> = {
  embedded: [1_000, 10_000],
  server: [1_000, 10_000, 100_000, ...(process.env.RECALL_MILLION ? [1_000_000] : [])],
};
const QUESTIONS = 100;

/** Milliseconds, p50 and p95, as the design sets them. */
function goalOf(kind: DatabaseKind, size: number): { readonly p50: number; readonly p95: number } {
  if (kind === 'embedded') return { p50: 30, p95: 80 };
  return size > 100_000 ? { p50: 25, p95: 75 } : { p50: 10, p95: 30 };
}

/** The recall of one turn: what is made of the question beforehand, search by words and meaning, ranking. */
export async function* measureRecall(kind: DatabaseKind): AsyncGenerator<Figure> {
  const place = await makePlace(kind);
  const database = await openPlace(place);
  try {
    await database.db.asSystem((tx) => tx.insert(persons).values({ createdAt: systemClock.now() }));
    const { prepare, recall } = createRecall({ embedder, likeness, clock: systemClock, log: quietLog });
    const never = new AbortController().signal;
    let seeded = 0;
    for (const size of SIZES[kind]) {
      const goal = goalOf(kind, size);
      const personId = await seedMemories(database.db, seeded, size);
      seeded = size;
      await tidy(place);
      const times: number[] = [];
      for (let n = 0; n < QUESTIONS + 10; n += 1) {
        const text = question(n);
        const startedAt = performance.now();
        const prepared = await prepare(text, never);
        await database.db.asPerson(personId, (tx) =>
          recall(tx, { personId, text, prepared, now: systemClock.now(), includeOutside: false }),
        );
        if (n >= 10) times.push(performance.now() - startedAt);
      }
      const name = `${size / 1000}k`;
      yield figure(metricOn(kind, `recall_p50_${name}_ms`), percentile(times, 50), 'ms', goal.p50);
      yield figure(metricOn(kind, `recall_p95_${name}_ms`), percentile(times, 95), 'ms', goal.p95);
    }
    yield* measureFresh(kind, database.db, { prepare, recall });
  } finally {
    await database.close();
    await place.remove();
  }
}

const FRESH = 50;

/** From what is said being handed to the database until it is committed; the recall of the very next message must find it. */
async function* measureFresh(
  kind: DatabaseKind,
  db: Database,
  { prepare, recall }: Pick<Recall, 'prepare' | 'recall'>,
): AsyncGenerator<Figure> {
  const personId = await db.asSystem(async (tx) => (await tx.select({ id: persons.id }).from(persons))[0]?.id ?? '');
  const times: number[] = [];
  let missing = 0;
  for (let n = 0; n < FRESH; n += 1) {
    const text = `The locker of Quentin${n} at the swimming pool is number ${n}`;
    const source = `bench:fresh:${n}`;
    const startedAt = performance.now();
    await db.asPerson(personId, (tx) =>
      recordEpisodes(tx, [
        {
          personId,
          platform: 'telegram',
          chat: '4711',
          role: 'person',
          text,
          tainted: false,
          source,
          at: systemClock.now(),
          turnId: null,
        },
      ]),
    );
    times.push(performance.now() - startedAt);
    const asked = `which locker does Quentin${n} have?`;
    const prepared = await prepare(asked, new AbortController().signal);
    const found = await db.asPerson(personId, (tx) =>
      recall(tx, { personId, text: asked, prepared, now: systemClock.now(), includeOutside: false }),
    );
    if (!found.some((line) => line.text.includes(`Quentin${n} `))) missing += 1;
  }
  yield figure(metricOn(kind, 'recall_fresh_missing'), missing, 'memories', 0);
  yield figure(metricOn(kind, 'recall_fresh_p95_ms'), percentile(times, 95), 'ms', 20);
}
