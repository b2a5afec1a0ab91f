import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doubtQueued, requeueDead, withdraw } from '../../src/outbox/outbox.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { type OutboxWorld, outboxWorld } from './world.ts';

const ACTION = '3f0c1a52-7a5e-4a39-9d5c-0123456789ab';
const BEN = { platform: 'telegram', chat: 'chat-ben' } as const;

let test: TestDatabase;
let world: OutboxWorld;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await outboxWorld(test.db, ['telegram', 'terminal']);
  await world.sender.start();
  return () => world.sender.stop();
});

const sendToBen = () => world.say('hello', { to: BEN, actionId: ACTION });
const states = async () => (await world.rows()).map(({ state, platform, chat }) => [state, platform, chat]);

describe('a message to somebody else', () => {
  it('goes to that chat and nowhere else, as it stands', async () => {
    await sendToBen();
    await world.sender.settle();
    expect(world.telegram.sends).toMatchObject([{ chat: 'chat-ben', message: { text: 'hello' } }]);
    expect([await states(), world.ends]).toEqual([[['sent', 'telegram', 'chat-ben']], []]);
  });

  it('R95 that its chat refuses never goes to another chat, and its sender is told', async () => {
    world.telegram.sendsMeet({ state: 'dead', reason: 'blocked' });
    await sendToBen();
    await world.pass(120);
    expect([await states(), world.ends]).toEqual([[['dead', 'telegram', 'chat-ben']], [`${ACTION} failed: blocked`]]);
    expect(world.terminal.sends).toEqual([]);
  });

  it('without an answer is not repeated, and its sender is told that nobody knows', async () => {
    world.telegram.sendsMeet({ state: 'unknown', reason: 'no answer' });
    await sendToBen();
    await world.pass(120);
    expect(world.telegram.sends).toHaveLength(1);
    expect([await states(), world.ends]).toEqual([[['dead', 'telegram', 'chat-ben']], [`${ACTION} unknown: no answer`]]);
  });

  it('waits where it surely did not get through, for a day, and never elsewhere', async () => {
    world.telegram.alwaysMeet({ state: 'retry', afterMs: 0, reason: 'away' });
    await sendToBen();
    await world.pass(200, 10);
    expect(await states()).toEqual([['queued', 'telegram', 'chat-ben']]);
    await world.pass(25 * 3600, 600);
    expect([await states(), world.ends]).toEqual([
      [['dead', 'telegram', 'chat-ben']],
      [`${ACTION} failed: telegram took no messages for a day`],
    ]);
    expect(world.terminal.sends).toEqual([]);
  });

  it('under way when the process died is not sent again, and nobody knows', async () => {
    world.telegram.sendsMeet(() => new Promise(() => undefined));
    await sendToBen();
    world.sender.kick();
    while (world.telegram.sends.length === 0) await new Promise((resolve) => setImmediate(resolve));
    world.sender = world.newSender();
    await world.sender.start();
    await world.sender.settle();
    expect(world.telegram.sends).toHaveLength(1);
    expect(world.ends).toEqual([`${ACTION} unknown: I was cut off while I sent it`]);
  });

  it('that ended is not revived when the chat takes messages again', async () => {
    world.telegram.sendsMeet({ state: 'dead', reason: 'blocked' });
    await sendToBen();
    await world.sender.settle();
    expect(await test.db.asSystem((tx) => requeueDead(tx, 'telegram', undefined, world.clock.now()))).toBe(0);
  });

  it('that waits can be taken back, and a restored backup marks it for nobody', async () => {
    await world.sender.stop();
    await sendToBen();
    await test.db.asSystem(doubtQueued);
    expect(await world.rows()).toMatchObject([{ maybeRepeated: false }]);
    expect(await test.db.asPerson(world.personId, (tx) => withdraw(tx, world.personId))).toEqual([ACTION]);
    expect(await test.db.asPerson(world.personId, (tx) => withdraw(tx, world.personId))).toEqual([]);
    expect(await states()).toEqual([['dropped', 'telegram', 'chat-ben']]);
  });
});
