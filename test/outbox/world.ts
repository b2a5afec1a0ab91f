import { asc, eq } from 'drizzle-orm';
import type { Database } from '../../src/db/client.ts';
import { outbox } from '../../src/db/schema/chat.ts';
import type { LogFields } from '../../src/ground/log.ts';
import type { Random } from '../../src/ground/random.ts';
import type { OnMessageEnd } from '../../src/outbox/deliver.ts';
import { enqueue, type Utterance } from '../../src/outbox/outbox.ts';
import { createSender, type Sender } from '../../src/outbox/sender.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import { createPerson } from '../../src/people/persons.ts';
import type { Platform } from '../../src/ports/chat.ts';
import type { DrawDay } from '../../src/ports/day-picture.ts';
import { type ChatFake, createChatFake } from '../fakes/chat-adapter.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { testStoredFiles } from '../fixtures/stored-files.ts';

const steady: Random = { bytes: (count) => Buffer.alloc(count), uuid: () => 'none', fraction: () => 0.5 };

export interface OutboxWorld {
  readonly clock: FakeClock;
  readonly personId: string;
  readonly telegram: ChatFake;
  readonly terminal: ChatFake;
  readonly discord: ChatFake;
  readonly events: string[];
  /** How messages to others ended, as their senders were told. */
  readonly ends: string[];
  sender: Sender;
  /** Draws what goes out from now on; at first everything becomes one byte. */
  draw: DrawDay;
  say(text: string, rest?: Partial<Utterance>): Promise<void>;
  /** One more account of the person. */
  bind(platform: Platform, chat: string, userId?: string): Promise<void>;
  /** Lets the clock run in steps, and everything settle in each. */
  pass(seconds: number, stepSeconds?: number): Promise<void>;
  rows(): Promise<(typeof outbox.$inferSelect)[]>;
  /** A sender on the same rows that knows nothing of another, as after a kill. */
  newSender(): Sender;
  /** A sender on the same rows, as after a restart of the program. */
  restart(): Promise<void>;
}

/** A person who is reached on these platforms, and a sender that stands ready. */
export async function outboxWorld(db: Database, platforms: readonly Platform[] = ['telegram']): Promise<OutboxWorld> {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  await db.asSystem((tx) => tx.delete(outbox)); // a sender looks after everybody's rows
  const personId = await db.asSystem(async (tx) => {
    const id = await createPerson(tx, { zone: 'UTC', name: 'Ann', operator: false }, clock.now());
    for (const platform of platforms)
      await bindIdentity(tx, id, { platform, userId: id, chat: `${platform}-${id}`, name: 'Ann' }, clock.now());
    return id;
  });
  const [telegram, terminal, discord] = [createChatFake('telegram'), createChatFake('terminal'), createChatFake('discord')];
  const events: string[] = [];
  const note = (event: string, _fields?: LogFields) => void events.push(event);
  const log = { debug: note, info: note, warn: note, error: note };
  const adapters = new Map([telegram, terminal, discord].map((fake) => [fake.adapter.platform, fake.adapter]));
  const ends: string[] = [];
  const onMessageEnd: OnMessageEnd = async (_, { actionId }, { state, reason }) =>
    void ends.push(`${actionId} ${state}: ${reason}`);
  const draw: DrawDay = (day) => world.draw(day);
  const deps = { db, clock, random: steady, log, adapters, storedFiles: testStoredFiles(), draw, onMessageEnd };
  const make = () => createSender(deps);
  let said = 0;
  const world: OutboxWorld = {
    clock,
    personId,
    telegram,
    terminal,
    discord,
    events,
    ends,
    sender: make(),
    draw: async () => new Uint8Array(1),
    async say(text, rest = {}) {
      said += 1;
      const why = { trigger: 'your message', by: 'rule', sources: [], actions: [] };
      const utterance = { personId, key: `say:${said}`, message: { text }, why, now: clock.now(), ...rest };
      await db.asPerson(personId, (tx) => enqueue(tx, utterance));
    },
    async bind(platform, chat, userId = `${chat}-${personId}`) {
      const account = { platform, userId, chat, name: 'Ann' };
      await db.asSystem((tx) => bindIdentity(tx, personId, account, clock.now()));
    },
    async pass(seconds, stepSeconds = 1) {
      for (let passed = 0; passed < seconds; passed += stepSeconds) {
        await world.sender.settle();
        await clock.advance(stepSeconds * 1000);
      }
      await world.sender.settle();
    },
    rows: () => db.asSystem((tx) => tx.select().from(outbox).where(eq(outbox.personId, personId)).orderBy(asc(outbox.seq))),
    newSender: make,
    async restart() {
      await world.sender.stop();
      world.sender = make();
      await world.sender.start();
    },
  };
  return world;
}
