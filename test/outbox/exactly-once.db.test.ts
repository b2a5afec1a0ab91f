import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryOutcome } from '../../src/ports/chat.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { type OutboxWorld, outboxWorld } from './world.ts';

const unknown: DeliveryOutcome = { state: 'unknown', reason: 'no answer' };

let test: TestDatabase;
let world: OutboxWorld;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await outboxWorld(test.db, ['discord']);
  await world.sender.start();
});
afterEach(() => world.sender.stop());

describe('on a platform that can tell a repeat', () => {
  it('a send without an answer is tried again under its key, with where to look for it and no word of a repeat', async () => {
    await world.say('before');
    world.sender.kick();
    await world.sender.settle();
    world.discord.sendsMeet(unknown, unknown);
    await world.say('hello', { key: 'the-key', why: { trigger: 'x', by: 'rule', sources: ['discord:7'], actions: [] } });
    world.sender.kick();
    await world.pass(5);
    expect(world.discord.texts()).toEqual(['before', 'hello', 'hello', 'hello']);
    const [, first, second, third] = world.discord.sends;
    expect(new Set([first?.key, second?.key, third?.key])).toEqual(new Set([`${world.personId}:the-key`]));
    expect(first?.doubt).toBeUndefined();
    expect(second?.doubt).toEqual({ since: '2026-11-21T08:00:00Z', after: 'discord-1' });
    expect(first?.answers).toEqual(['discord:7']);
  });

  it('what says by now that it is late is looked for in the words in which it went out in time, too', async () => {
    world.discord.alwaysMeet(unknown);
    await world.say('Call Ana', { key: 'reminder:1' });
    world.sender.kick();
    await world.pass(600, 60);
    const [early, ...later] = world.discord.sends.slice(1);
    expect(early?.doubt?.onTime).toBeUndefined();
    expect(later.at(-1)?.message.text).toMatch(/^Call Ana\n\n_Late: /);
    expect(later.at(-1)?.doubt?.onTime).toBe('Call Ana');
  });

  it('it is tried for as long as the message lives', async () => {
    world.discord.sendsMeet(...Array.from({ length: 12 }, () => unknown));
    await world.say('hello');
    world.sender.kick();
    await world.pass(900, 10);
    expect((await world.rows()).map(({ state }) => state)).toEqual(['sent']);
    expect(world.discord.sends).toHaveLength(13);
  });

  it('a send that a kill cut off is tried again in the same way', async () => {
    world.discord.alwaysMeet(() => new Promise(() => undefined));
    await world.say('hello');
    world.sender.kick();
    while (world.discord.sends.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const again = world.newSender();
    world.discord.alwaysMeet({ state: 'sent' });
    await again.start();
    await again.settle();
    expect(world.discord.texts()).toEqual(['hello', 'hello']);
    expect(world.discord.sends.at(-1)?.doubt).toEqual({ since: '2026-11-21T08:00:00Z' });
    await again.stop();
    world = await outboxWorld(test.db); // the one that hangs is left behind
  });
});
