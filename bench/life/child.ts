// The program as it is, between the platforms of its settings, with a clock that its parent turns: one life of a proof. What platforms and
// SDKs do goes by the real clock.

import { z } from 'zod';
import { createOpenAiModel } from '../../adapters/models/openai.ts';
import { createStaticEmbedder } from '../../adapters/models/static-embedder.ts';
import { createDrawDay } from '../../adapters/pictures/draw-day.ts';
import { createAsk } from '../../src/agent/ask.ts';
import { createBrain } from '../../src/agent/brain.ts';
import { createHousekeeping } from '../../src/db/housekeeping.ts';
import { createJobs } from '../../src/db/jobs.ts';
import { openDatabase } from '../../src/db/open.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { parseSettings } from '../../src/ground/config.ts';
import { systemRandom as random } from '../../src/ground/random.ts';
import { identityOf } from '../../src/vault/identity.ts';
import { createAssistant } from '../../src/wiring/assistant.ts';
import { createChannels } from '../../src/wiring/channels.ts';
import { fakeConnections } from '../../test/fakes/connections.ts';
import { fakeDocuments } from '../../test/fakes/documents.ts';
import { quietLog as log } from '../open-place.ts';
import { createFarAccounts } from './accounts.ts';
import { createLeapingClock } from './leaping-clock.ts';
import { createMortalDatabase } from './mortal-database.ts';
import type { Told, Turn } from './turn.ts';

const own = z.object({ LIFE_NOW: z.string(), LIFE_ACCOUNT: z.string().optional() });
const { LIFE_NOW, LIFE_ACCOUNT } = own.parse(process.env);
const settings = parseSettings(process.env, []);
const { home, TZ: zone, DATABASE_URL: databaseUrl, OPENAI_BASE_URL: baseUrl = '' } = settings;

const tell = (told: Told) => void process.send?.(told);
const clock = createLeapingClock(LIFE_NOW);
const onGone = (reason: string) => {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
};
const far = LIFE_ACCOUNT === undefined ? undefined : createFarAccounts(LIFE_ACCOUNT, tell);
const [database, channels] = await Promise.all([
  openDatabase({ home, databaseUrl, clock, log, onGone }),
  createChannels({ settings, random, log, clock: { now: clock.now, sleep: systemClock.sleep } }),
]);
const db = createMortalDatabase(database.db);
const ask = createAsk({ model: createOpenAiModel({ baseUrl, model: 'scripted' }), clock, log });
const assistant = createAssistant({
  db,
  jobs: createJobs({ connection: database.connection, random, log }),
  database: database.kind,
  clock,
  random,
  log,
  home,
  rootKey: Buffer.alloc(32, 5),
  firstKey: Buffer.alloc(32, 5),
  identity: identityOf(Buffer.alloc(32, 5), []),
  zone,
  ownerName: 'Ann',
  approvalTtlMinutes: 1440,
  recordingKeepHours: 24,
  adapters: channels.adapters,
  brain: createBrain({ name: 'scripted', ask, dailyTokenLimit: undefined }),
  embedder: createStaticEmbedder(),
  embedsHere: true,
  connections: far ? { eyesOf: async () => far.eyes, handsOf: async () => far.hands } : fakeConnections(),
  documents: fakeDocuments,
  draw: createDrawDay(),
});
await assistant.prepare();
for (const adapter of channels.adapters.values()) await adapter.start(assistant.handlers, assistant.menu);
process.on('message', (turn: Turn) => void take(turn));
await assistant.start();
const stopping = new AbortController();
const housekeeping = createHousekeeping({ database, clock, log }).run(stopping.signal);
tell({ state: 'ready', claim: await assistant.claimToken() });

async function take(turn: Turn): Promise<void> {
  switch (turn.do) {
    case 'pass':
      return pass(turn.ms, turn.look);
    case 'die':
      return db.dieAt(turn.at, turn.committed);
    case 'hear':
      return far?.heard(turn);
    case 'stop':
      return stop();
  }
}

async function pass(ms: number, look: boolean): Promise<void> {
  await assistant.settle();
  clock.leap(ms);
  await assistant.settle();
  if (look) globalThis.gc?.();
  tell({ state: 'passed', rssMb: look ? process.memoryUsage().rss / 2 ** 20 : undefined });
}

async function stop(): Promise<void> {
  for (const adapter of channels.adapters.values()) await adapter.stop();
  stopping.abort();
  await assistant.stop();
  await housekeeping;
  await channels.close();
  await database.close();
  process.exit(0);
}
