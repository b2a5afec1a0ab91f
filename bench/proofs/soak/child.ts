// The program as it is, on its embedded database, with a clock that its parent turns: one life of the soak. Only Telegram's own deadlines run
// by the real clock.

import { z } from 'zod';
import { createOpenAiModel } from '../../../adapters/models/openai.ts';
import { createStaticEmbedder } from '../../../adapters/models/static-embedder.ts';
import { createTelegramAdapter } from '../../../adapters/telegram/adapter.ts';
import { createAsk } from '../../../src/agent/ask.ts';
import { createBrain } from '../../../src/agent/brain.ts';
import { createHousekeeping } from '../../../src/db/housekeeping.ts';
import { createJobs } from '../../../src/db/jobs.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import { systemRandom as random } from '../../../src/ground/random.ts';
import { identityOf } from '../../../src/vault/identity.ts';
import { createAssistant } from '../../../src/wiring/assistant.ts';
import { createFakeClock } from '../../../test/fakes/clock.ts';
import { fakeConnections } from '../../../test/fakes/connections.ts';
import { fakeDocuments } from '../../../test/fakes/documents.ts';
import { quietLog as log } from '../../open-place.ts';
import type { Told, Turn } from './life.ts';

const settings = z.object({
  SOAK_HOME: z.string(),
  SOAK_NOW: z.string(),
  SOAK_TELEGRAM: z.string(),
  SOAK_TOKEN: z.string(),
  SOAK_MODEL: z.string(),
});
const { SOAK_HOME: home, SOAK_NOW, SOAK_TELEGRAM: apiRoot, SOAK_TOKEN: token, SOAK_MODEL: baseUrl } = settings.parse(process.env);

const tell = (told: Told) => void process.send?.(told);
const clock = createFakeClock(SOAK_NOW);
const onGone = (reason: string) => {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
};
const database = await openDatabase({ home, clock, log, onGone });
const adapter = createTelegramAdapter({ token, apiRoot, random, log, clock: systemClock });
const ask = createAsk({ model: createOpenAiModel({ baseUrl, model: 'scripted' }), clock, log });
const assistant = createAssistant({
  db: database.db,
  jobs: createJobs({ connection: database.connection, random, log }),
  database: 'embedded',
  clock,
  random,
  log,
  home,
  rootKey: Buffer.alloc(32, 5),
  identity: identityOf(Buffer.alloc(32, 5), []),
  zone: 'UTC',
  ownerName: 'Ann',
  approvalTtlMinutes: 1440,
  recordingKeepHours: 24,
  adapters: new Map([['telegram', adapter]]),
  brain: createBrain({ name: 'scripted', ask, dailyTokenLimit: undefined }),
  embedder: createStaticEmbedder(),
  embedsHere: true,
  connections: fakeConnections(),
  documents: fakeDocuments,
});
await assistant.prepare();
await adapter.start(assistant.handlers, assistant.menu);
await assistant.start();
const stopping = new AbortController();
const housekeeping = createHousekeeping({ database, clock, log }).run(stopping.signal);

process.on('message', (turn: Turn) => void take(turn));
tell({ state: 'ready', claim: await assistant.claimToken() });

async function take(turn: Turn): Promise<void> {
  if (turn.do === 'stop') return stop();
  await assistant.settle();
  await clock.advance(turn.ms);
  await assistant.settle();
  if (turn.look) globalThis.gc?.();
  tell({ state: 'passed', rssMb: turn.look ? process.memoryUsage().rss / 2 ** 20 : undefined });
}

async function stop(): Promise<void> {
  await adapter.stop();
  stopping.abort();
  await assistant.stop();
  await housekeeping;
  await database.close();
  process.exit(0);
}
