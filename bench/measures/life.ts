import { setTimeout as wait } from 'node:timers/promises';
import { type Figure, figure, percentile } from '../figure.ts';
import { type DatabaseKind, metricOn } from '../place.ts';
import { openScene, type Scene } from '../scene.ts';
import { question, seedMemories } from '../seed-memories.ts';
import { seedPeople } from '../seed-people.ts';

const REST_MS = 5000;
const MEMORIES = 1000;
const TIMED = 200;
const MESSAGES = 1000;
/** Persons who talk side by side while memory is watched. */
const CHATS = 8;
const GOALS = {
  embedded: { rss: 400, p50: 50, p95: 150 },
  server: { rss: 150, p50: 30, p95: 80 },
} as const;

/** One channel, first at rest, then after a thousand messages: resident memory. */
export async function* measureMemory(kind: DatabaseKind): AsyncGenerator<Figure> {
  const goal = GOALS[kind].rss;
  const scene = await openScene(
    kind,
    () => 'Noted.',
    (db) => seedPeople(db, CHATS),
  );
  try {
    const { product } = scene;
    await wait(REST_MS);
    const rest = await product.residentMb();
    yield figure(metricOn(kind, 'rss_rest_mb'), rest, 'MB', goal);
    await talk(scene, MESSAGES);
    await wait(REST_MS);
    const after = await product.residentMb();
    yield figure(metricOn(kind, 'rss_after_1000_mb'), after, 'MB', goal);
    // Held against the first hundreds, not against rest: what a process grows by once, when it first works, is no leak.
    await talk(scene, MESSAGES / 2);
    await wait(REST_MS);
    yield figure(metricOn(kind, 'rss_growth_mb'), (await product.residentMb()) - after, 'MB', 40);
  } finally {
    await scene.close();
  }
}

async function talk(scene: Scene, messages: number): Promise<void> {
  let next = 0;
  const chats = Array.from({ length: CHATS }, async (_, index) => {
    while (next < messages) await scene.say(question(next++), index + 1);
  });
  await Promise.all(chats);
}

/**
 * From the update handed out to the answer's arrival at Telegram, with a thousand memories and a model that answers at once: none of
 * it is taken off for the model, so the figures are an upper bound. The processor time is that of all threads over the same messages.
 */
export async function* measureOwnTime(kind: DatabaseKind): AsyncGenerator<Figure> {
  const scene = await openScene(
    kind,
    () => 'Noted.',
    (db) => seedMemories(db, 0, MEMORIES),
  );
  try {
    const { product } = scene;
    for (let n = 0; n < 20; n += 1) await scene.say(question(n));
    const cpuBefore = await product.cpuMs();
    const times: number[] = [];
    for (let n = 0; n < TIMED; n += 1) times.push(await scene.say(question(n)));
    const cpu = ((await product.cpuMs()) - cpuBefore) / TIMED;
    yield figure(metricOn(kind, 'own_p50_ms'), percentile(times, 50), 'ms', GOALS[kind].p50);
    yield figure(metricOn(kind, 'own_p95_ms'), percentile(times, 95), 'ms', GOALS[kind].p95);
    yield figure(metricOn(kind, 'cpu_per_message_ms'), cpu, 'ms', 40);
  } finally {
    await scene.close();
  }
}
