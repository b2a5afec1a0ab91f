import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { createOpenAiModel } from '../../adapters/models/openai.ts';
import { createStaticEmbedder } from '../../adapters/models/static-embedder.ts';
import { createTelegramAdapter } from '../../adapters/telegram/adapter.ts';
import { createAsk } from '../../src/agent/ask.ts';
import { createBrain } from '../../src/agent/brain.ts';
import { createJobs } from '../../src/db/jobs.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { systemRandom } from '../../src/ground/random.ts';
import type { ChatAdapter } from '../../src/ports/chat.ts';
import { identityOf } from '../../src/vault/identity.ts';
import { type Assistant, createAssistant } from '../../src/wiring/assistant.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { fakeDocuments } from '../fakes/documents.ts';
import { type ModelFake, startModelFake } from '../fakes/model/model-fake.ts';
import type { ModelFakeScript } from '../fakes/model/script.ts';
import { startTelegramFake, type TelegramFake } from '../fakes/telegram/server.ts';
import type { ShownMessage } from '../fakes/telegram/world.ts';
import { openTestDatabase, silentLog } from '../fixtures/database.ts';
import { LOOPS } from '../wiring/house.ts';

export const ME = 4711;
const PATIENCE_MS = 40_000;

interface DaysOptions {
  /** IANA: of the owner. */
  readonly zone: string;
  /** Where the clock stands at first: the owner's local time, such as `2026-03-27T20:00`. */
  readonly from: string;
  /** Without one there is no model. */
  readonly script?: ModelFakeScript;
}

/**
 * The whole assistant in this process, between a Telegram and a model of ours, with a calendar that the test turns. Only Telegram's own
 * deadlines run by the real clock.
 */
export interface Days {
  readonly clock: FakeClock;
  readonly telegram: TelegramFake;
  readonly model: ModelFake;
  /** Lets the time pass until this local time; resolves when all that was due has begun and everything sleeps again. */
  passUntil(local: Temporal.PlainDateTime): Promise<void>;
  /** The owner writes; resolves with the answer. */
  say(text: string): Promise<ShownMessage>;
  /** What the bot has said, commands' answers included. */
  heard(): ShownMessage[];
  /** Resolves when the bot has said `count` messages in all, and, unless told otherwise, nothing is under way any more. */
  hears(count: number, options?: { readonly settled: boolean }): Promise<readonly ShownMessage[]>;
  /** Ends this life of the assistant and begins another on the same database, at the same time. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openDays({ zone, from, script }: DaysOptions): Promise<Days> {
  const [database, telegram, model, home] = await Promise.all([
    openTestDatabase(),
    startTelegramFake(),
    startModelFake(script),
    mkdtemp(join(tmpdir(), 'adjutant-days-')),
  ]);
  const toInstant = (local: Temporal.PlainDateTime) => local.toZonedDateTime(zone).toInstant();
  const clock = createFakeClock(toInstant(Temporal.PlainDateTime.from(from)).toString());
  const deps = { random: systemRandom, log: silentLog };

  async function begin(): Promise<{ readonly assistant: Assistant; readonly adapter: ChatAdapter }> {
    const adapter = createTelegramAdapter({ ...deps, token: telegram.token, apiRoot: telegram.apiRoot, clock: systemClock });
    const provider = createOpenAiModel({ baseUrl: model.openAiUrl, model: 'scripted' });
    const ask = createAsk({ model: provider, clock, log: silentLog });
    const assistant = createAssistant({
      ...deps,
      db: database.db,
      jobs: createJobs({ ...deps, connection: database.connection }),
      database: 'embedded',
      clock,
      home,
      rootKey: Buffer.alloc(32, 5),
      firstKey: Buffer.alloc(32, 5),
      identity: identityOf(Buffer.alloc(32, 5), []),
      zone,
      ownerName: 'Ann',
      recordingKeepHours: 24,
      approvalTtlMinutes: 1440,
      adapters: new Map([['telegram', adapter]]),
      brain: script && createBrain({ name: 'scripted', ask, dailyTokenLimit: undefined }),
      embedder: createStaticEmbedder(),
      embedsHere: true,
      connections: fakeConnections(),
      documents: fakeDocuments,
    });
    await assistant.prepare();
    await adapter.start(assistant.handlers, assistant.menu);
    await assistant.start();
    await clock.untilAsleep(LOOPS);
    return { assistant, adapter };
  }

  async function end({ adapter, assistant }: Awaited<ReturnType<typeof begin>>): Promise<void> {
    await adapter.stop();
    await assistant.stop();
  }

  let life = await begin();
  const heard = () => telegram.messages(ME).filter((message) => message.from === 'bot');
  const hears = (count: number) => telegram.waitFor(() => (heard().length >= count ? heard() : undefined), PATIENCE_MS);
  const say = async (text: string) => {
    const before = heard().length;
    telegram.userSends({ chat: ME, text });
    const answer = (await hears(before + 1))[before];
    await life.assistant.settle();
    if (!answer) throw new Error('the answer is gone');
    return answer;
  };
  await say(`/start ${await life.assistant.claimToken()}`);

  return {
    clock,
    telegram,
    model,
    async passUntil(local) {
      await clock.advanceTo(toInstant(local));
      await clock.untilAsleep(LOOPS);
    },
    say,
    heard,
    async hears(count, { settled } = { settled: true }) {
      const messages = await hears(count);
      if (settled) await life.assistant.settle();
      return messages;
    },
    async restart() {
      await end(life);
      life = await begin();
    },
    async close() {
      await end(life);
      await database.close();
      await Promise.all([telegram.stop(), model.stop()]);
      await rm(home, { recursive: true });
    },
  };
}
