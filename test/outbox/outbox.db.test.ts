import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { outbox } from '../../src/db/schema/chat.ts';
import { enqueue, findSaid, requeueDead, wayOf } from '../../src/outbox/outbox.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { type OutboxWorld, outboxWorld } from './world.ts';

let test: TestDatabase;
let world: OutboxWorld;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await outboxWorld(test.db, ['telegram', 'terminal']);
});

const set = (key: string, change: Partial<typeof outbox.$inferInsert>) =>
  test.db.asSystem((tx) => tx.update(outbox).set(change).where(eq(outbox.key, key)));
const states = async () => Object.fromEntries((await world.rows()).map(({ key, state }) => [key, state]));

describe('saying something', () => {
  it('twice under one key is one row, and the first text stays', async () => {
    await world.say('first', { key: 'k' });
    await world.say('second', { key: 'k' });
    expect((await world.rows()).map(({ message }) => message)).toEqual([{ text: 'first' }]);
  });

  it('under the same key to two persons is two rows', async () => {
    const other = await addPerson(test.db);
    const to = { platform: 'telegram', chat: 'elsewhere' } as const;
    const why = { trigger: 'x', by: 'rule', sources: [], actions: [] };
    const utterance = { personId: other, key: 'k', message: { text: 'x' }, why, now: world.clock.now(), to };
    await world.say('first', { key: 'k' });
    await test.db.asPerson(other, (tx) => enqueue(tx, utterance));
    expect(await test.db.asSystem((tx) => tx.$count(outbox, eq(outbox.key, 'k')))).toBe(2);
  });

  it('goes to the channel that is named, else to the one the person prefers', async () => {
    await world.say('here', { to: { platform: 'terminal', chat: 'screen' } });
    await world.say('anywhere');
    expect((await world.rows()).map(({ platform, chat }) => [platform, chat])).toEqual([
      ['terminal', 'screen'],
      ['telegram', `telegram-${world.personId}`],
    ]);
  });

  it('follows the message that it edits to where that one went', async () => {
    await world.say('card', { key: 'card', to: { platform: 'terminal', chat: 'screen' } });
    await world.say('outcome', { edits: 'card' });
    const [card, outcome] = await world.rows();
    expect(outcome).toMatchObject({ platform: 'terminal', chat: 'screen', edits: card?.seq });
  });

  it('as an edit of what was never said is a message of its own', async () => {
    await world.say('outcome', { edits: 'card' });
    expect(await world.rows()).toMatchObject([{ edits: null, platform: 'telegram' }]);
  });

  it('to a person without any chat is refused with what to do', async () => {
    const personId = await addPerson(test.db);
    await expect(world.say('x', { personId })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('keeps a text that a model wrote with characters that cannot be stored', async () => {
    await world.say('a\0b \ud800 c 😀');
    expect((await world.rows())[0]?.message).toEqual({ text: 'ab \ufffd c 😀' });
  });
});

describe('an earlier message', () => {
  const find = (messageId?: string) =>
    test.db.asPerson(world.personId, (tx) =>
      findSaid(tx, world.personId, { platform: 'telegram', chat: `telegram-${world.personId}` }, messageId),
    );

  it('R110 is found with its reason by any of its parts, or as the latest', async () => {
    const why = { trigger: 'the command /tasks', by: 'rule', sources: ['task:1'], actions: ['x'] };
    await world.say('first', { key: 'a', why });
    await world.say('second', { key: 'b' });
    await set('a', { arrived: ['m1', 'm2'] });
    expect(await find('m2')).toMatchObject({ key: 'a', message: { text: 'first' }, why });
    expect(await find('m1')).toMatchObject({ key: 'a' });
    expect(await find('m')).toBeUndefined();
    expect(await find()).toMatchObject({ key: 'b' });
    await set('b', { state: 'dropped' });
    expect(await find()).toMatchObject({ key: 'a' });
  });
});

describe('a conversation that takes messages again', () => {
  const chat = () => `telegram-${world.personId}`;
  const requeue = (where = chat()) =>
    test.db.asSystem((tx) => requeueDead(tx, 'telegram', [where], Temporal.Instant.from('2026-11-22T07:00:00Z')));

  it('gets what it refused within a day, in order and from where it stopped', async () => {
    for (const key of ['old', 'a', 'b', 'sent', 'elsewhere']) await world.say(key, { key });
    for (const key of ['old', 'a', 'b', 'elsewhere']) await set(key, { state: 'dead', attempts: 7 });
    await set('old', { createdAt: Temporal.Instant.from('2026-11-21T06:59:59Z') });
    await set('a', { arrived: ['m1'] });
    await set('sent', { state: 'sent' });
    await set('elsewhere', { chat: 'other' });
    expect(await requeue()).toBe(2);
    expect(await states()).toEqual({ old: 'dead', a: 'queued', b: 'queued', sent: 'sent', elsewhere: 'dead' });
    await world.sender.start();
    await world.clock.advanceTo('2026-11-22T07:00:00Z');
    await world.sender.settle();
    expect(world.telegram.sends.map(({ message, arrived }) => [message.text, arrived[0]])).toEqual([
      ['a', 'm1'],
      ['b', undefined],
    ]);
    await world.sender.stop();
  });

  it('does not get what stayed unanswered too often, nor what was forgotten since', async () => {
    for (const key of ['unanswered', 'once', 'forgotten']) await world.say(key, { key });
    await set('unanswered', { state: 'dead', attempts: 5, maybeRepeated: true });
    await set('once', { state: 'dead', attempts: 2, maybeRepeated: true });
    await set('forgotten', { state: 'dead', message: { text: '' } });
    expect(await requeue()).toBe(1);
    expect(await states()).toEqual({ unanswered: 'dead', once: 'queued', forgotten: 'dead' });
    expect(await requeue()).toBe(0);
  });
});

describe('a message that a thread goes on from', () => {
  it('is found by its id in the chat, and for a part of a chat in the chat that it is a part of', async () => {
    await world.say('card', { key: 'card' });
    await set('card', { arrived: ['m1'] });
    const chat = `telegram-${world.personId}`;
    const find = (place: { chat: string; inside?: string }, messageId?: string) =>
      test.db.asSystem((tx) => findSaid(tx, world.personId, { platform: 'telegram', ...place }, messageId));
    expect(await find({ chat }, 'm1')).toMatchObject({ key: 'card' });
    expect(await find({ chat: 'thread', inside: chat }, 'm1')).toMatchObject({ key: 'card' });
    expect(await find({ chat: 'thread' }, 'm1')).toBeUndefined();
    expect(await find({ chat: 'thread', inside: chat })).toBeUndefined();
  });
});

describe('a stored message', () => {
  it('tells which platforms it was moved away from', () => {
    expect(wayOf({ text: 'x' })).toEqual({ tried: [], telling: [], onlyInPlace: false });
    expect(wayOf({ text: 'x', tried: ['slack'] }).tried).toEqual(['slack']);
  });
});
