import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { createDocumentReader } from '../../../adapters/documents/document-reader.ts';
import { createAsk } from '../../../src/agent/ask.ts';
import { createBrain } from '../../../src/agent/brain.ts';
import { type Clock, systemClock } from '../../../src/ground/clock.ts';
import { parseSettings } from '../../../src/ground/config.ts';
import { systemRandom as random } from '../../../src/ground/random.ts';
import { bindIdentity } from '../../../src/people/identities.ts';
import { noteKnown } from '../../../src/people/known-chats.ts';
import { createPerson } from '../../../src/people/persons.ts';
import type { ModelProvider, ModelRequest } from '../../../src/ports/model.ts';
import { identityOf } from '../../../src/vault/identity.ts';
import { createAssistant } from '../../../src/wiring/assistant.ts';
import { createChannels } from '../../../src/wiring/channels.ts';
import { words } from '../../agent/answers.ts';
import { createFakeCalendar, type FakeCalendar } from '../../fakes/calendar.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeMail, type FakeMail } from '../../fakes/mail.ts';
import { fakeVector } from '../../fakes/model/model-fake.ts';
import { silentLog as log, openTestDatabase } from '../../fixtures/database.ts';
import { type FakePlatform, type Person, PLATFORM_NAMES, type PlatformName } from '../../platforms/platform.ts';
import { startPlatform } from '../../platforms/start.ts';
import { createFakeJobs, LOOPS, type Script } from '../../wiring/house.ts';

const ZONE = 'Europe/Berlin';
/** Together more than a mail is held, and less than an action may take. */
const LITTLE_MS = 20_000;

/** What is connected for one person. */
export interface Belongings {
  readonly mail: FakeMail;
  readonly calendar: FakeCalendar;
}

/** Somebody whom the assistant knows, with a chat of their own on one platform. */
export interface Guest {
  readonly id: string;
  readonly person: Person;
  readonly belongings: Belongings;
  /** How the model answers them from now on. */
  play(script: Script): void;
  /** How often the model was asked for them. */
  asked(): number;
}

/** One assistant between all three platforms, with a clock that stands still. Speech is understood as the bytes of the recording, in UTF-8. */
export interface Stage {
  platform(name: PlatformName): FakePlatform;
  /** Somebody whom nobody knows. */
  stranger(on: PlatformName): Person;
  /** `of` may have messages sent to them. */
  guest(on: PlatformName, of?: Guest): Promise<Guest>;
  /** Everything that falls due in this time comes, and perhaps a little more. */
  passes(time: Temporal.DurationLike): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  let looks = 0;
  /** It stands still but for a millisecond a look, so that what comes later is later. */
  const ticking: Clock = {
    now() {
      looks += 1;
      return clock.now().add({ milliseconds: looks });
    },
    sleep: clock.sleep,
  };
  const now = () => ticking.now().epochMilliseconds;
  const [database, home, ...platforms] = await Promise.all([
    openTestDatabase(),
    mkdtemp(join(tmpdir(), 'adjutant-dialogues-')),
    ...PLATFORM_NAMES.map((name) => startPlatform(name, { now })),
  ]);
  const { db } = database;
  const guests = new Map<string, { script: Script; asked: number }>();
  const belongings = new Map<string, Belongings>();
  let accounts = 0;

  const model: ModelProvider = {
    name: 'Scripted',
    local: true,
    async answer(request, { signal }) {
      const guest = guests.get(nameIn(request));
      if (!guest) throw new Error('the model is asked for nobody known');
      guest.asked += 1;
      return guest.script(request, signal);
    },
  };
  const ofPerson = async (personId: string) => {
    const { mail, calendar } = belongings.get(personId) ?? {};
    return {
      eyes: { ...(mail && { mail: mail.reader }), ...(calendar && { calendar: calendar.reader }) },
      hands: { ...(mail && { mail: mail.writer }), ...(calendar && { calendar: calendar.writer }) },
    };
  };
  const settings = parseSettings({ ...Object.assign({}, ...platforms.map((platform) => platform.settings)) }, []);
  // What platforms do takes real time; what the assistant does is dated by ours.
  const wireClock = { now: ticking.now, sleep: systemClock.sleep };
  const { adapters } = await createChannels({ settings, clock: wireClock, random, log });
  const documents = createDocumentReader({ clock: ticking });
  const assistant = createAssistant({
    db,
    jobs: createFakeJobs(),
    database: 'embedded',
    clock: ticking,
    random,
    log,
    home,
    rootKey: Buffer.alloc(32, 7),
    firstKey: Buffer.alloc(32, 7),
    identity: identityOf(Buffer.alloc(32, 7), []),
    zone: ZONE,
    ownerName: 'Owner',
    approvalTtlMinutes: 1440,
    adapters,
    brain: createBrain({ name: model.name, ask: createAsk({ model, clock: ticking, log }), dailyTokenLimit: undefined }),
    embedder: { model: 'fake', embed: async (texts) => texts.map((text) => fakeVector(text, 8)) },
    embedsHere: true,
    transcriber: { url: 'http://127.0.0.1:9/v1', transcribe: async ({ bytes }) => Buffer.from(bytes).toString() },
    recordingKeepHours: 24,
    documents,
    connections: {
      eyesOf: async (personId) => (await ofPerson(personId)).eyes,
      handsOf: async (personId) => (await ofPerson(personId)).hands,
    },
  });
  await assistant.prepare();
  for (const adapter of adapters.values()) await adapter.start(assistant.handlers, assistant.menu);
  await assistant.start();

  const platform = (name: PlatformName) => {
    const found = platforms.find((each) => each.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };
  const stranger = (on: PlatformName) => {
    accounts += 1;
    return platform(on).person(accounts);
  };

  return {
    platform,
    stranger,
    async guest(on, of) {
      const person = stranger(on);
      const name = `${on}${accounts}`;
      const playing = { script: () => words('Yes?'), asked: 0 } satisfies { script: Script; asked: number };
      guests.set(name, playing);
      const id = await db.asSystem(async (tx) => {
        const made = await createPerson(tx, { zone: ZONE, name, operator: false }, clock.now());
        const { userId, chat } = person;
        await bindIdentity(tx, made, { platform: on, userId, chat, name }, clock.now());
        if (of) await noteKnown(tx, of.id, { platform: on, chat, name, shared: false }, clock.now());
        return made;
      });
      const own = {
        mail: createFakeMail({ account: `${name}@example.org`, clock }),
        calendar: createFakeCalendar({ account: `${name}@example.org`, zone: ZONE }),
      };
      belongings.set(id, own);
      return {
        id,
        person,
        belongings: own,
        play(script) {
          Object.assign(playing, { script });
        },
        asked: () => playing.asked,
      };
    },
    async passes(time) {
      // What looks while the clock is turned goes by the time before: a little later it looks once more, from where the clock stands then.
      for (const step of [Temporal.Duration.from(time).total('milliseconds'), LITTLE_MS, LITTLE_MS]) {
        await clock.advance(step);
        await clock.untilAsleep(LOOPS);
      }
    },
    async close() {
      for (const adapter of adapters.values()) await adapter.stop();
      await assistant.stop();
      documents.close();
      await database.close();
      for (const each of platforms) await each.stop();
      await rm(home, { recursive: true });
    },
  };
}

/** Whom the prompt is about. */
function nameIn({ messages }: ModelRequest): string {
  return messages.map(({ content }) => /Person: name (\w+)/.exec(content)?.[1]).findLast((name) => name !== undefined) ?? '';
}
