import { persons } from '../../src/db/schema/people.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { createRecall } from '../../src/memory/recall.ts';
import { type Figure, figure, percentile } from '../figure.ts';
import { openPlace, quietLog } from '../open-place.ts';
import { type DatabaseKind, makePlace, metricOn } from '../place.ts';
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
  } finally {
    await database.close();
    await place.remove();
  }
}
