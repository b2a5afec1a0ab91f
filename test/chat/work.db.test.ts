import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeTurn } from '../../src/agent/story.ts';
import { takeWork, type Work } from '../../src/chat/work.ts';
import { inbox, turns } from '../../src/db/schema/chat.ts';
import type { Address } from '../../src/outbox/outbox.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { incoming } from '../people/incoming.ts';

let database: TestDatabase;
let chats = 0;
let keys = 0;
const clock = createFakeClock('2026-11-21T08:00:00Z');
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** A conversation of its own, with messages of these persons waiting in it. */
async function fill(...messages: readonly (readonly [personId: string, text: string])[]): Promise<Address> {
  chats += 1;
  const chat = `c${chats}`;
  for (const [personId, text] of messages) {
    keys += 1;
    const payload = incoming('ann', text, { key: `telegram:${keys}`, chat });
    const row = { personId, key: payload.key, platform: 'telegram', chat, messageId: '1', kind: 'message', payload } as const;
    await database.db.asSystem((tx) => tx.insert(inbox).values({ ...row, receivedAt: clock.now() }));
  }
  return { platform: 'telegram', chat };
}

const take = (address: Address) => takeWork(database.db, clock, address);

async function finish(work: Work | undefined): Promise<void> {
  if (work?.kind === 'turn') {
    return database.db.asPerson(work.turn.personId, (tx) => closeTurn(tx, work.turn, 'done', clock.now()));
  }
  if (work) await database.db.asSystem((tx) => tx.update(inbox).set({ state: 'done' }).where(eq(inbox.key, work.message.key)));
}

/** Takes and finishes until nothing waits; what each piece of work was, in short. */
async function takeAll(address: Address): Promise<string[]> {
  const all: string[] = [];
  for (let work = await take(address); work; work = await take(address)) {
    all.push(work.kind === 'turn' ? work.turn.messages.map(({ text }) => text).join(' + ') : `command ${work.message.text}`);
    await finish(work);
  }
  return all;
}

describe('the next work of a conversation', () => {
  test('is nothing where nothing waits', async () => {
    expect(await take(await fill())).toBeUndefined();
  });

  test('is every message up to the next command as one turn, and a command by itself', async () => {
    const ann = await addPerson(database.db);
    const address = await fill([ann, 'one'], [ann, 'two'], [ann, '/tasks'], [ann, '/help'], [ann, 'three']);
    expect(await takeAll(address)).toEqual(['one + two', 'command /tasks', 'command /help', 'three']);
  });

  test('is never a stop: whoever says it is heard at the door', async () => {
    const ann = await addPerson(database.db);
    expect(await takeAll(await fill([ann, 'stop'], [ann, 'one'], [ann, '/stop'], [ann, 'two']))).toEqual(['one + two']);
    expect(await take(await fill([ann, 'Halt!']))).toBeUndefined();
  });

  test('is at most twenty messages', async () => {
    const ann = await addPerson(database.db);
    const address = await fill(...Array.from({ length: 25 }, (_, at) => [ann, `m${at}`] as const));
    expect((await takeAll(address)).map((texts) => texts.split(' + ').length)).toEqual([20, 5]);
  });

  test('keeps what two persons wrote in one group apart, in order', async () => {
    const ann = await addPerson(database.db);
    const ben = await addPerson(database.db);
    const address = await fill([ann, 'a1'], [ann, 'a2'], [ben, 'b1'], [ann, 'a3'], [ben, '/tasks']);
    expect(await takeAll(address)).toEqual(['a1 + a2', 'b1', 'a3', 'command /tasks']);
  });

  test('is the last only where surely nothing waits behind it', async () => {
    const ann = await addPerson(database.db);
    const lasts = async (...texts: string[]) => {
      const address = await fill(...texts.map((text) => [ann, text] as const));
      const all: boolean[] = [];
      for (let work = await take(address); work; work = await take(address)) {
        all.push(work.isLast);
        await finish(work);
      }
      return all;
    };
    expect(await lasts('one', 'two')).toEqual([true]);
    expect(await lasts('/tasks')).toEqual([true]);
    expect(await lasts('one', '/tasks', '/help', 'two')).toEqual([false, false, false, true]);
    expect(await lasts(...Array.from({ length: 19 }, () => 'm'), 'stop', 'behind it')).toEqual([false, true]);
    const interrupted = await fill([ann, 'one']);
    await take(interrupted);
    expect(await take(interrupted)).toMatchObject({ isLast: false });
  });

  test('is stored as a turn before it is given out', async () => {
    const ann = await addPerson(database.db);
    const work = await take(await fill([ann, 'one']));
    const id = work?.kind === 'turn' ? work.turn.id : '';
    const stored = await database.db.asPerson(ann, async (tx) => ({
      turns: await tx.select().from(turns).where(eq(turns.id, id)),
      inbox: await tx
        .select()
        .from(inbox)
        .where(and(eq(inbox.turnId, id))),
    }));
    expect(stored.turns).toMatchObject([{ state: 'running', personId: ann }]);
    expect(stored.inbox).toMatchObject([{ state: 'taken' }]);
  });

  test('is an interrupted turn first, the same one, with its own messages only', async () => {
    const ann = await addPerson(database.db);
    const address = await fill([ann, 'one'], [ann, 'two']);
    const before = await take(address);
    keys += 1;
    const late = incoming('ann', 'late', { key: `telegram:${keys}`, chat: address.chat });
    const row = { personId: ann, key: late.key, ...address, messageId: '9', kind: 'message', payload: late } as const;
    await database.db.asSystem((tx) => tx.insert(inbox).values({ ...row, receivedAt: clock.now() }));
    await clock.advance(60_000);
    const again = await take(address);
    expect(again).toMatchObject({ kind: 'turn', turn: before?.kind === 'turn' && { ...before.turn, resumed: true } });
    await finish(again);
    expect(await takeAll(address)).toEqual(['late']);
  });
});
