import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Decide } from '../../src/actions/policy.ts';
import { createAsk } from '../../src/agent/ask.ts';
import { createBrain } from '../../src/agent/brain.ts';
import type { Jobs } from '../../src/db/jobs.ts';
import type { Log } from '../../src/ground/log.ts';
import { systemRandom } from '../../src/ground/random.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import { createPerson } from '../../src/people/persons.ts';
import type { IncomingMessage, IncomingPress, Platform, PressAnswer } from '../../src/ports/chat.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import type { ModelAnswer, ModelProvider, ModelRequest } from '../../src/ports/model.ts';
import type { Transcriber } from '../../src/ports/transcriber.ts';
import type { Setback } from '../../src/proactive/setback.ts';
import { identityOf } from '../../src/vault/identity.ts';
import { deriveKey } from '../../src/vault/root-key.ts';
import type { Connections } from '../../src/wiring/actions.ts';
import { createAssistant } from '../../src/wiring/assistant.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { fakeDocuments } from '../fakes/documents.ts';
import { fakeVector } from '../fakes/model/model-fake.ts';
import { rootKey } from '../fixtures/credentials.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { createFakeAdapter, type FakeAdapter } from './fake-adapter.ts';

export type Script = (request: ModelRequest, signal: AbortSignal) => ModelAnswer | Promise<ModelAnswer>;

interface HouseOptions {
  /** False: no model is configured. */
  readonly model?: boolean;
  readonly dailyTokenLimit?: number;
  /** Answers `config` problems of the log in tests that look at them. */
  readonly log?: Log;
  readonly connections?: Connections;
  /** Closed with the house. */
  readonly database?: TestDatabase;
  /** Without it, vectors that mean nothing. */
  readonly embedder?: Embedder;
  /** What writes voice notes down. */
  readonly transcriber?: Transcriber;
  /** Platforms beside Telegram. */
  readonly platforms?: readonly Platform[];
  /** Only the proof of what the gate holds back passes another than the safety rule. */
  readonly decide?: Decide;
  /** Hears that something is being erased. */
  readonly onErasing?: () => Promise<void>;
}

/** What waits for its time while nothing happens: sender, due actions, workflows, clockwork and upkeep. */
export const LOOPS = 5;

const hashEmbedder: Embedder = { model: 'fake', embed: async (texts) => texts.map((text) => fakeVector(text, 8)) };

/** The whole assistant on a database of its own, with a fake platform, a fake model and a clock that stands still. */
export async function openHouse({
  model: hasModel = true,
  dailyTokenLimit,
  log = silentLog,
  connections = fakeConnections(),
  database: given,
  embedder = hashEmbedder,
  transcriber,
  platforms = [],
  decide,
  onErasing,
}: HouseOptions = {}) {
  const database = given ?? (await openTestDatabase());
  const home = await mkdtemp(join(tmpdir(), 'adjutant-house-'));
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  const adapter = createFakeAdapter('telegram');
  const adapters = new Map<Platform, FakeAdapter>([['telegram', adapter]]);
  for (const platform of platforms) adapters.set(platform, createFakeAdapter(platform));
  const jobs = createFakeJobs();
  const asked: ModelRequest[] = [];
  let script: Script = () => ({ text: 'Hello.', toolCalls: [], usage: { promptTokens: 100, outputTokens: 10 } });
  const model: ModelProvider = {
    name: 'Fake',
    local: true,
    answer: async (request, { signal }) => {
      asked.push({ ...request, messages: [...request.messages] });
      return script(request, signal);
    },
  };

  function create() {
    const brain = createBrain({ name: model.name, ask: createAsk({ model, clock, log }), dailyTokenLimit });
    return createAssistant({
      db: database.db,
      jobs,
      database: 'embedded',
      clock,
      random: systemRandom,
      log,
      home,
      rootKey,
      firstKey: rootKey,
      identity: identityOf(rootKey, []),
      zone: 'Europe/Berlin',
      ownerName: 'Owner',
      approvalTtlMinutes: 1440,
      adapters,
      brain: hasModel ? brain : undefined,
      embedder,
      embedsHere: true,
      transcriber,
      recordingKeepHours: 24,
      connections,
      documents: fakeDocuments,
      decide,
      onErasing,
    });
  }
  let assistant = create();
  await assistant.prepare();
  await assistant.start();
  let messages = 0;

  return {
    db: database.db,
    clock,
    adapter,
    jobs,
    home,
    buttons: createButtons(deriveKey(rootKey, 'buttons')),
    assistant: () => assistant,
    /** Every request to the model so far. */
    asked,
    play(next: Script) {
      script = next;
    },
    /** Somebody known, with a chat of their own. */
    async move(user: string): Promise<string> {
      return database.db.asSystem(async (tx) => {
        const id = await createPerson(tx, { zone: 'Europe/Berlin', name: user, operator: false }, clock.now());
        await bindIdentity(tx, id, { platform: 'telegram', userId: user, chat: `chat-${user}`, name: user }, clock.now());
        return id;
      });
    },
    /** Hands a message over as the platform does; resolves with its key once it is stored. */
    async say(user: string, text: string, over: Partial<IncomingMessage> = {}): Promise<string> {
      messages += 1;
      const message: IncomingMessage = {
        key: `${over.platform ?? 'telegram'}:${messages}`,
        platform: 'telegram',
        chat: `chat-${user}`,
        direct: true,
        user: { id: user, name: user },
        text,
        sentAt: clock.now().toString(),
        messageId: `in-${messages}`,
        edited: false,
        files: [],
        ...over,
      };
      await assistant.handlers.onMessage(message);
      return message.key;
    },
    async press(user: string, button: string, over: Partial<IncomingPress> = {}): Promise<string> {
      return (await this.answer(user, button, over)).said;
    },
    /** The same, with the form that a platform would open. */
    answer(user: string, button: string, over: Partial<IncomingPress> = {}): Promise<PressAnswer> {
      messages += 1;
      const press = {
        key: `press:${messages}`,
        platform: 'telegram',
        chat: `chat-${user}`,
        messageId: 'sent-1',
        button,
        ...over,
      } as const;
      return assistant.handlers.onPress({ ...press, user: { id: user } });
    },
    /** Waits for every answer, then gives the texts in the chat. */
    async texts(user: string): Promise<string[]> {
      await assistant.settle();
      return adapter.shown.filter(({ chat }) => chat === `chat-${user}`).map(({ message }) => message.text);
    },
    /** Time goes on, and all that fell due in it is done; what that has set for later is done in the next stretch. */
    async pass(ms: number, stretches = 1): Promise<void> {
      for (let passed = 0; passed < stretches; passed += 1) {
        await clock.advance(ms);
        await clock.untilAsleep(LOOPS);
        await assistant.settle();
      }
    },
    /** What stands in the chat, without waiting. */
    shown: (user: string, platform: Platform = 'telegram') =>
      adapters.get(platform)?.shown.filter(({ chat }) => chat === `chat-${user}`) ?? [],
    /** The platform that was named beside Telegram. */
    platform(name: Platform): FakeAdapter {
      const found = adapters.get(name);
      if (!found) throw new Error(`this house has no ${name}`);
      return found;
    },
    /** A new life of the process on the same data. */
    async restart(setback?: Setback) {
      await assistant.stop();
      assistant = create();
      await assistant.start(setback);
    },
    async close() {
      await assistant.stop();
      await database.close();
      await rm(home, { recursive: true });
    },
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;

/** Jobs that wait for the test to run them; `again` runs what was run last once more, as a queue does after a death. */
export function createFakeJobs(): Jobs & { run(): Promise<void>; again(): Promise<void> } {
  const handlers = new Map<string, (data: unknown) => Promise<void>>();
  let waiting: { readonly name: string; readonly data: unknown }[] = [];
  let last = waiting;
  const work = async () => {
    for (const { name, data } of last) await handlers.get(name)?.(data);
  };
  return {
    define(name, schema, handler) {
      handlers.set(name, (data) => handler(schema.parse(data), new AbortController().signal));
      return {
        async send(_tx, data) {
          waiting.push({ name, data });
          return true;
        },
      };
    },
    async run() {
      last = waiting;
      waiting = [];
      await work();
    },
    again: work,
    start: async () => undefined,
    started: async () => undefined,
    stop: async () => undefined,
  };
}

/** A gate that a script waits at. */
export function createGate() {
  let open = () => {};
  let arrive = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  return {
    arrived,
    open: () => open(),
    /** Resolves when the gate opens; rejects when the signal aborts. */
    async pass(signal: AbortSignal): Promise<void> {
      arrive();
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      await Promise.race([opened, aborted]);
    },
  };
}
