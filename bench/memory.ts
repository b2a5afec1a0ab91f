// How right the memory of facts is without any model: `npm run -s bench:memory [-- --cases 2000 --seed 1 --show 20]`.
// Generated sentences are said to the product's own memory, over up to three years, among others that only look like statements; then it is
// asked. A JSON line a figure, in per cent; it ends with 1 where one is below its goal. `--show` prints what went wrong. With TEST_DATABASE_URL on that server.
import { parseArgs } from 'node:util';
import { createStaticEmbedder } from '../adapters/models/static-embedder.ts';
import { persons } from '../src/db/schema/people.ts';
import { systemClock } from '../src/ground/clock.ts';
import { createRecall } from '../src/memory/recall.ts';
import { currentFirst } from '../src/memory/slots/current-first.ts';
import { makeCases } from '../test/fixtures/facts/cases.ts';
import { type FactScores, type Judged, judge, scoreFacts } from '../test/fixtures/facts/judge.ts';
import type { Figure } from './figure.ts';
import { openPlace, quietLog } from './open-place.ts';
import { makePlace, serverUrl } from './place.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '0' },
  },
});
const place = await makePlace(serverUrl === undefined ? 'embedded' : 'server');
const { db, close } = await openPlace(place);
try {
  const recall = currentFirst(createRecall({ embedder: createStaticEmbedder(), clock: systemClock, log: quietLog }));
  const all: Judged[] = [];
  for (const one of makeCases(Number(values.seed), Number(values.cases))) {
    const [person] = await db.asSystem((tx) =>
      tx.insert(persons).values({ createdAt: systemClock.now() }).returning({ id: persons.id }),
    );
    if (person) all.push(await judge(db, recall, person.id, one));
  }
  const troubles = all.flatMap(({ trouble }) => trouble ?? []).slice(0, Number(values.show));
  for (const trouble of troubles) process.stderr.write(`${trouble}\n\n`);
  const figures = figuresOf(scoreFacts(all));
  for (const figure of figures) process.stdout.write(`${JSON.stringify(figure)}\n`);
  process.exitCode = figures.every(({ holds }) => holds) ? 0 : 1;
} finally {
  await close();
  await place.remove();
}
process.exit();

function figuresOf({ cases, latestWins, asOf, neverStaleOnTop, extracted, rightWhereExtracted }: FactScores): Figure[] {
  const atLeast = (metric: string, value: number, unit: string, goal: number): Figure => {
    return { metric, value, unit, goal, holds: value >= goal };
  };
  return [
    atLeast('memory_cases', cases, 'cases', 1),
    atLeast('memory_latest_wins', latestWins, '%', 97),
    atLeast('memory_as_of', asOf, '%', 97),
    atLeast('memory_never_stale_on_top', neverStaleOnTop, '%', 97),
    atLeast('memory_extracted', extracted, '%', 0),
    atLeast('memory_right_where_extracted', rightWhereExtracted, '%', 100),
  ];
}
