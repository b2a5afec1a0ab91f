import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/client.ts';
import { outbox } from '../../src/db/schema/chat.ts';
import { personKeys } from '../../src/db/schema/vault.ts';
import { AppError } from '../../src/ground/errors.ts';
import { createSender } from '../../src/outbox/sender.ts';
import type { DeliveryOutcome, OutgoingMessage } from '../../src/ports/chat.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { dayWithBudget } from '../fixtures/day-picture.ts';
import { testStoredFiles } from '../fixtures/stored-files.ts';
import { type OutboxWorld, outboxWorld } from './world.ts';

const REPEAT = '\n\n_This may be a repeat: the connection broke while it was being sent._';
const retry = (afterMs = 0): DeliveryOutcome => ({ state: 'retry', afterMs, reason: 'not now' });
const unknown: DeliveryOutcome = { state: 'unknown', reason: 'no answer' };

let test: TestDatabase;
let world: OutboxWorld;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await outboxWorld(test.db);
  await world.sender.start();
});
afterEach(() => world.sender.stop());

const at = (chat: string) => ({ to: { platform: 'telegram', chat } }) as const;
const states = async () => (await world.rows()).map(({ state }) => state);

/** A send that stays under way until it is released. */
function held() {
  let release: (outcome: DeliveryOutcome) => void = () => undefined;
  const over = new Promise<DeliveryOutcome>((resolve) => {
    release = resolve;
  });
  let begun: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const turn = () => {
    begun();
    return over;
  };
  return { turn, started, release };
}

describe('the sender', () => {
  it('sends what was stored once it is kicked, and keeps what arrived', async () => {
    await world.say('hello');
    world.sender.kick();
    await world.sender.settle();
    expect(world.telegram.sends).toMatchObject([{ chat: `telegram-${world.personId}`, message: { text: 'hello' }, arrived: [] }]);
    expect(await world.rows()).toMatchObject([
      { state: 'sent', attempts: 1, arrived: ['telegram-1'], sentAt: world.clock.now() },
    ]);
  });

  it('finds by itself what nobody kicked it for, within a minute', async () => {
    await world.sender.settle();
    await world.clock.untilAsleep(1);
    await world.say('hello');
    await world.clock.advance(60_000);
    await world.sender.settle();
    expect(world.telegram.texts()).toEqual(['hello']);
  });

  it('keeps the order of a chat: what is behind a waiting or unfinished message stays behind it', async () => {
    const first = held();
    world.telegram.sendsMeet(first.turn, retry());
    for (const text of ['one', 'two', 'three']) await world.say(text);
    world.sender.kick();
    await first.started;
    world.sender.kick();
    first.release({ state: 'sent' });
    await world.sender.settle();
    expect(world.telegram.texts()).toEqual(['one', 'two']);
    await world.pass(1);
    expect(world.telegram.texts()).toEqual(['one', 'two', 'two', 'three']);
  });

  it('serves chats side by side: one that hangs holds up no other', async () => {
    for (const chat of ['a', 'b']) await world.bind('telegram', chat);
    const first = held();
    world.telegram.sendsMeet(first.turn);
    await world.say('slow', at('a'));
    world.sender.kick();
    await first.started;
    const second = held();
    world.telegram.sendsMeet(second.turn);
    await world.say('quick', at('b'));
    world.sender.kick();
    await second.started; // while the first is still under way
    second.release({ state: 'sent' });
    first.release({ state: 'sent' });
    await world.sender.settle();
    expect(await states()).toEqual(['sent', 'sent']);
  });

  it('waits as long as the platform asks, and longer from try to try', async () => {
    const tries: number[] = [];
    const start = world.clock.now().epochMilliseconds;
    const note = (outcome: DeliveryOutcome) => async () => {
      tries.push((world.clock.now().epochMilliseconds - start) / 1000);
      return outcome;
    };
    world.telegram.sendsMeet(note(retry(17_000)), note(retry()), note(retry()), note({ state: 'sent' }));
    await world.say('hello');
    world.sender.kick();
    await world.pass(30);
    expect(tries).toEqual([0, 17, 19, 23]);
    expect(world.telegram.texts()).toEqual(['hello', 'hello', 'hello', 'hello']);
    expect(await states()).toEqual(['sent']);
  });

  it('says settled while what is left must wait, also with more messages behind it', async () => {
    world.telegram.sendsMeet(retry(30_000));
    await world.say('one');
    await world.say('two');
    await world.sender.settle();
    expect(world.telegram.texts()).toEqual(['one']);
  });

  it('repeats an unanswered send and says that it may be a repeat', async () => {
    world.telegram.sendsMeet(unknown);
    await world.say('hello');
    world.sender.kick();
    await world.pass(1);
    expect(world.telegram.texts()).toEqual(['hello', `hello${REPEAT}`]);
    expect(await world.rows()).toMatchObject([{ state: 'sent', maybeRepeated: true, message: { text: 'hello' } }]);
  });

  it('tries an unanswered send five times at most, and does not call the chat dead for it', async () => {
    world.telegram.alwaysMeet(unknown);
    await world.say('hello');
    world.sender.kick();
    await world.pass(300, 5);
    expect(world.telegram.sends).toHaveLength(5);
    expect(await states()).toEqual(['dead']);
    world.telegram.alwaysMeet({ state: 'sent' });
    await world.say('next');
    world.sender.kick();
    await world.sender.settle();
    expect(await states()).toEqual(['dead', 'sent']);
  });

  it('does not count refusals among the unanswered tries', async () => {
    world.telegram.sendsMeet(...Array.from({ length: 8 }, () => retry()), unknown);
    await world.say('hello');
    world.sender.kick();
    await world.pass(400, 5);
    expect(await states()).toEqual(['sent']);
    expect(world.telegram.sends).toHaveLength(10);
  });

  it('takes an adapter that throws for a send without an answer', async () => {
    world.telegram.sendsMeet(async () => {
      throw new Error('boom');
    });
    await world.say('hello');
    world.sender.kick();
    await world.pass(1);
    expect(world.events).toContain('adapter-threw');
    expect(world.telegram.texts()).toEqual(['hello', `hello${REPEAT}`]);
  });

  it('goes on behind the parts that arrived', async () => {
    world.telegram.sendsMeet(async ({ onPart }) => {
      await onPart('p1');
      await onPart('p2');
      return retry();
    });
    await world.say('a long message');
    world.sender.kick();
    await world.pass(1);
    expect(world.telegram.sends.map(({ arrived }) => arrived)).toEqual([[], ['p1', 'p2']]);
    expect(await world.rows()).toMatchObject([{ arrived: ['p1', 'p2', 'telegram-1'] }]);
  });

  it('stores the last part together with the outcome, also where that is not a success', async () => {
    let storedBefore = 0;
    world.telegram.sendsMeet(async ({ onPart }) => {
      await onPart('p1');
      await onPart('p2', true);
      storedBefore = (await world.rows())[0]?.arrived.length ?? 0;
      return retry();
    });
    await world.say('in two parts');
    await world.sender.settle();
    expect(storedBefore).toBe(1);
    expect(await world.rows()).toMatchObject([{ state: 'queued', arrived: ['p1', 'p2'] }]);
    await world.pass(1);
    expect(world.telegram.sends.at(-1)).toMatchObject({ arrived: ['p1', 'p2'] });
  });

  it('sends the files of a message in their order', async () => {
    const { personId } = world;
    const add = (name: string) =>
      test.db.asPerson(personId, (tx) =>
        testStoredFiles().keep(tx, personId, { name, mime: 'text/plain', bytes: Buffer.from(name) }),
      );
    const [one, two] = [await add('one'), await add('two')];
    await world.say('x', { message: { text: 'x', files: [two, one] } });
    await world.say('y', { message: { text: 'y', files: [one, two] } });
    world.sender.kick();
    await world.sender.settle();
    expect(world.telegram.sends.map((sent) => sent.files.map(({ name }) => name))).toEqual([
      ['two', 'one'],
      ['one', 'two'],
    ]);
    expect(Buffer.from(world.telegram.sends[0]?.files[0]?.bytes ?? []).toString()).toBe('two');
  });

  it('sends the words of a message whose file cannot be read any more, and says so', async () => {
    const { personId } = world;
    const file = { name: 'a.txt', mime: 'text/plain', bytes: Buffer.from('a') };
    const id = await test.db.asPerson(personId, (tx) => testStoredFiles().keep(tx, personId, file));
    await test.db.asPerson(personId, (tx) => tx.delete(personKeys));
    await world.say('x', { message: { text: 'Here it is.', files: [id] } });
    world.sender.kick();
    await world.sender.settle();
    expect(world.telegram.sends[0]).toMatchObject({ files: [], message: { text: expect.stringContaining('Here it is.') } });
    expect(world.telegram.texts()[0]).toContain('A file that belongs here cannot be sent.');
    expect(await world.rows()).toMatchObject([{ state: 'sent' }]);
  });

  it('starts no more sends once it is stopped, and ends only when those under way are recorded', async () => {
    const first = held();
    world.telegram.sendsMeet(first.turn);
    await world.say('one');
    await world.say('two');
    world.sender.kick();
    await first.started;
    const stopped = world.sender.stop();
    first.release({ state: 'sent' });
    await stopped;
    expect(await states()).toEqual(['sent', 'queued']);
  });
});

describe('after a restart', () => {
  it('what was under way goes out once more, marked; what is done or waits stays as it was', async () => {
    await world.sender.stop();
    for (const key of ['sent', 'interrupted', 'waiting']) await world.say(key, { key, ...at(key) });
    await test.db.asSystem((tx) => tx.update(outbox).set({ state: 'sent' }).where(eq(outbox.key, 'sent')));
    await test.db.asSystem((tx) => tx.update(outbox).set({ state: 'sending', attempts: 1 }).where(eq(outbox.key, 'interrupted')));
    await world.restart();
    await world.sender.settle();
    expect(world.telegram.texts().sort()).toEqual([`interrupted${REPEAT}`, 'waiting']);
    expect(world.events).toContain('outbox-interrupted');
    await world.restart();
    await world.sender.settle();
    expect(world.telegram.sends).toHaveLength(2);
  });

  it('goes on with the waits of the earlier life', async () => {
    world.telegram.sendsMeet(retry(40_000));
    await world.say('hello');
    world.sender.kick();
    await world.sender.settle();
    await world.restart();
    await world.pass(39);
    expect(world.telegram.sends).toHaveLength(1);
    await world.pass(1);
    expect(world.telegram.sends).toHaveLength(2);
  });
});

describe('while the database is away', () => {
  const away = new AppError('unavailable', 'The database is away.');

  /** Lets a sender work on this database for two seconds, with a pause whenever it has nothing to do. */
  async function sendOn(db: Database): Promise<void> {
    const clock = createFakeClock(world.clock.now().toString());
    const adapters = new Map([['telegram', world.telegram.adapter] as const]);
    const random = { bytes: Buffer.alloc, uuid: () => '', fraction: () => 0.5 };
    const storedFiles = testStoredFiles();
    const sender = createSender({
      db,
      clock,
      random,
      log: silentLog,
      adapters,
      storedFiles,
      onMessageEnd: async () => undefined,
    });
    await sender.start();
    for (let second = 0; second < 2; second += 1) {
      await clock.untilAsleep(1);
      await clock.advance(1000);
      await sender.settle();
    }
    await sender.stop();
  }

  it('a send whose outcome could not be stored goes out once more, marked, and holds up its chat no longer', async () => {
    await world.sender.stop();
    let failing = 0;
    const shaky: Database = {
      ...test.db,
      asPerson: (personId, work) => (failing-- > 0 ? Promise.reject(away) : test.db.asPerson(personId, work)),
    };
    await world.say('one');
    await world.say('two');
    world.telegram.sendsMeet(async () => {
      failing = 1;
      return { state: 'sent' };
    });
    await sendOn(shaky);
    expect(world.telegram.texts()).toEqual(['one', `one${REPEAT}`, 'two']);
    expect(await states()).toEqual(['sent', 'sent']);
  });

  it('what was claimed when the answer to its COMMIT was lost goes out all the same', async () => {
    await world.sender.stop();
    await world.say('one');
    let transactions = 0;
    const shaky: Database = {
      ...test.db,
      // The first takes up what is left, the second claims.
      asSystem: async (work) => {
        const result = await test.db.asSystem(work);
        transactions += 1;
        if (transactions === 2) throw away;
        return result;
      },
    };
    await sendOn(shaky);
    expect(world.telegram.texts()).toEqual([`one${REPEAT}`]);
    expect(await states()).toEqual(['sent']);
  });
});

describe('a picture', () => {
  const withPicture = { message: { text: 'Your brief', picture: dayWithBudget } };
  const files = () => world.telegram.sends.map((send) => send.files.map(({ name, mime, alt }) => ({ name, mime, alt })));
  const shown = { name: 'day-2026-03-06.png', mime: 'image/png', alt: dayWithBudget.alt };

  it('is drawn when its message goes out, and comes before the files', async () => {
    const file = await test.db.asPerson(world.personId, (tx) =>
      testStoredFiles().keep(tx, world.personId, { name: 'a.txt', mime: 'text/plain', bytes: new Uint8Array(1) }),
    );
    await world.say('', { message: { ...withPicture.message, files: [file] } });
    await world.pass(1);
    expect(files()).toEqual([[shown, { name: 'a.txt', mime: 'text/plain', alt: undefined }]]);
    expect(await states()).toEqual(['sent']);
  });

  it('that cannot be drawn costs only itself', async () => {
    world.draw = () => Promise.reject(new Error('out of ink'));
    await world.say('', withPicture);
    await world.pass(1);
    expect(files()).toEqual([[]]);
    expect(world.telegram.texts()).toEqual(['Your brief']);
    expect(world.events).toContain('picture-not-drawn');
  });

  it('that is stored in a form nobody knows costs only itself', async () => {
    const picture: unknown = { ...dayWithBudget, blocks: 'many' };
    await world.say('', { message: { text: 'Your brief', picture } as OutgoingMessage });
    await world.pass(1);
    expect(files()).toEqual([[]]);
    expect(await states()).toEqual(['sent']);
  });

  it('that is refused leaves its message to go out without it, once', async () => {
    world.telegram.sendsMeet({ state: 'refused', reason: 'no pictures here' });
    await world.say('', withPicture);
    await world.pass(1);
    expect(files()).toEqual([[shown], []]);
    expect(world.telegram.texts()).toEqual(['Your brief', 'Your brief']);
    expect(await states()).toEqual(['sent']);
  });

  it('that does not get through twice is left out', async () => {
    world.telegram.sendsMeet(retry(), retry());
    await world.say('', withPicture);
    await world.pass(10);
    expect(files()).toEqual([[shown], [shown], []]);
    expect(await states()).toEqual(['sent']);
  });

  it('that has arrived stays the first part', async () => {
    world.telegram.sendsMeet(async ({ onPart }) => {
      await onPart('telegram-picture');
      return { state: 'refused', reason: 'the text is refused' };
    });
    await world.say('', withPicture);
    await world.pass(1);
    expect(files()).toEqual([[shown]]);
    expect(await states()).toEqual(['dead']);
  });
});
