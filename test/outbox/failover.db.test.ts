import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inbox } from '../../src/db/schema/chat.ts';
import { identities } from '../../src/db/schema/identities.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import type { DeliveryOutcome } from '../../src/ports/chat.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { type OutboxWorld, outboxWorld } from './world.ts';

const MOVED = '_I could not reach you on telegram, so this comes here._\n\n';
const retry: DeliveryOutcome = { state: 'retry', afterMs: 0, reason: 'not now' };
const unknown: DeliveryOutcome = { state: 'unknown', reason: 'no answer' };
const dead: DeliveryOutcome = { state: 'dead', reason: 'blocked' };

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

const addTerminal = () =>
  test.db.asSystem((tx) => {
    const account = { platform: 'terminal', userId: world.personId, chat: 'screen', name: 'Ann' } as const;
    return bindIdentity(tx, world.personId, account, world.clock.now());
  });
const states = async () => (await world.rows()).map(({ state }) => state);
const go = async () => {
  world.sender.kick();
  await world.sender.settle();
};
const channelIsDead = async () => {
  const rows = await test.db.asSystem((tx) => tx.select().from(identities).where(eq(identities.personId, world.personId)));
  return rows.find(({ platform }) => platform === 'telegram')?.deadSince !== null;
};

describe('a message that is refused for good', () => {
  const refused: DeliveryOutcome = { state: 'refused', reason: 'invalid_blocks' };

  it('comes on the other channel, and the next one goes the usual way at once', async () => {
    await addTerminal();
    world.telegram.sendsMeet(refused);
    await world.say('one', { key: 'one' });
    await world.say('two', { key: 'two' });
    await go();
    expect(world.terminal.texts()).toEqual([`${MOVED}one`]);
    expect(world.telegram.texts()).toEqual(['one', 'two']);
    expect([await states(), await channelIsDead()]).toEqual([['sent', 'sent'], false]);
  });

  it('is dead where there is no other channel, and holds up nothing', async () => {
    world.telegram.sendsMeet(refused);
    await world.say('one', { key: 'one' });
    await world.say('two', { key: 'two' });
    await go();
    expect(world.telegram.texts()).toEqual(['one', 'two']);
    expect([await states(), await channelIsDead()]).toEqual([['dead', 'sent'], false]);
    expect(world.events).toContain('message-refused');
  });

  it('is said anew when only its change was refused', async () => {
    await world.say('one', { key: 'one' });
    await go();
    world.telegram.editsMeet(refused);
    await world.say('one, changed', { edits: 'one' });
    await go();
    expect(world.telegram.texts()).toEqual(['one', 'one, changed']);
  });
});

describe('a chat that refuses us', () => {
  it('is noted, and the message comes on the other channel with the reason', async () => {
    await addTerminal();
    world.telegram.alwaysMeet(dead);
    await world.say('one', { key: 'one' });
    await world.say('two', { key: 'two' });
    await go();
    expect(world.terminal.sends.map(({ chat, message }) => [chat, message.text])).toEqual([
      ['screen', `${MOVED}one`],
      ['screen', 'two'],
    ]);
    expect(await states()).toEqual(['sent', 'sent']);
    expect(await channelIsDead()).toBe(true);
  });

  it('is not chosen for what is said next', async () => {
    await addTerminal();
    world.telegram.alwaysMeet(dead);
    await world.say('one');
    await go();
    await world.say('two');
    await go();
    expect(world.telegram.texts()).toEqual(['one']);
    expect(world.terminal.texts()).toEqual([`${MOVED}one`, 'two']);
  });

  it('is tried again when its person wrote there after the try had begun', async () => {
    const chat = `telegram-${world.personId}`;
    world.telegram.sendsMeet(async () => {
      await world.clock.advance(1);
      const received = {
        personId: world.personId,
        key: `word:${world.personId}`,
        platform: 'telegram',
        chat,
        messageId: '1',
      } as const;
      const row = { ...received, kind: 'message', payload: {}, receivedAt: world.clock.now() } as const;
      await test.db.asSystem((tx) => tx.insert(inbox).values(row));
      return dead;
    });
    await world.say('one');
    await go();
    expect([await states(), await channelIsDead()]).toEqual([['queued'], false]);
    await world.pass(5);
    expect(world.telegram.texts()).toEqual(['one', 'one']);
    expect(await states()).toEqual(['sent']);
  });

  it('leaves the message dead when there is no other channel, and lets the next ones have their try', async () => {
    world.telegram.sendsMeet(dead);
    await world.bind('telegram', 'x');
    await world.say('one', { to: { platform: 'telegram', chat: 'x' } });
    await world.say('two', { to: { platform: 'telegram', chat: 'x' } });
    await go();
    expect(await states()).toEqual(['dead', 'sent']);
    expect(world.events).toContain('channel-dead');
  });

  it('is told of once, and again only after it has taken a message in between', async () => {
    await addTerminal();
    const onTelegram = { to: { platform: 'telegram', chat: `telegram-${world.personId}` } } as const;
    world.telegram.sendsMeet(dead, dead, { state: 'sent' }, dead);
    for (const text of ['one', 'two', 'three', 'four']) {
      await world.say(text, onTelegram);
      await go();
    }
    expect(world.terminal.texts()).toEqual([`${MOVED}one`, 'two', `${MOVED}four`]);
  });

  it('gets nothing more once the person has no account there', async () => {
    await addTerminal();
    await test.db.asSystem((tx) =>
      tx.delete(identities).where(and(eq(identities.personId, world.personId), eq(identities.platform, 'telegram'))),
    );
    await world.say('an answer', { to: { platform: 'telegram', chat: `telegram-${world.personId}` } });
    await go();
    expect(world.telegram.texts()).toEqual([]);
    expect(world.terminal.texts()).toEqual(['an answer']);
  });

  it('gets nothing more once that account is unlinked, though another one stays there, nor do its threads and its page', async () => {
    await world.bind('discord', 'D1', `T1:U1-${world.personId}`);
    const own = ['D1', 'D1/17', `home:U1-${world.personId}`];
    for (const chat of [...own, 'D2', 'D2/17', 'home:U2', 'D11']) await world.say(chat, { to: { platform: 'discord', chat } });
    await go();
    const to = (texts: readonly string[]) =>
      world.discord.sends.filter(({ message }) => texts.includes(message.text)).map(({ chat }) => chat);
    expect(to(own).sort()).toEqual(own);
    expect(new Set(world.discord.sends.map(({ chat }) => chat))).toEqual(new Set(own));
  });

  it('that was unlinked leaves the message to the other account on the same platform, without a word of an outage', async () => {
    await world.bind('telegram', 'second');
    await test.db.asSystem((tx) => tx.delete(identities).where(eq(identities.chat, `telegram-${world.personId}`)));
    await world.say('an answer', { to: { platform: 'telegram', chat: `telegram-${world.personId}` } });
    await go();
    expect(world.telegram.sends.map(({ chat, message }) => [chat, message.text])).toEqual([['second', 'an answer']]);
  });

  it('that was unlinked is not edited: what the card became is a message in the other chat, never an edit of something else', async () => {
    await world.say('card', { key: 'card' });
    await go();
    await world.bind('telegram', 'second');
    await test.db.asSystem((tx) => tx.delete(identities).where(eq(identities.chat, `telegram-${world.personId}`)));
    await world.say('outcome', { key: 'outcome', edits: 'card' });
    await go();
    expect(world.telegram.edits).toEqual([]);
    expect(world.telegram.sends.at(-1)).toMatchObject({ chat: 'second', message: { text: 'outcome' } });
  });

  it('that was unlinked loses what nobody else can take', async () => {
    await test.db.asSystem((tx) => tx.delete(identities).where(eq(identities.personId, world.personId)));
    await world.say('an answer', { to: { platform: 'telegram', chat: 'x' } });
    await go();
    expect(world.telegram.sends).toEqual([]);
    expect(await states()).toEqual(['dropped']);
  });

  it('counts as refusing while its platform is not connected', async () => {
    await test.db.asSystem((tx) => {
      const account = { platform: 'slack', userId: world.personId, chat: 'x', name: 'Ann' } as const;
      return bindIdentity(tx, world.personId, account, world.clock.now().subtract({ hours: 1 }));
    });
    await world.say('one', { to: { platform: 'slack', chat: 'x' } });
    await go();
    expect(world.telegram.texts()).toEqual(['_I could not reach you on slack, so this comes here._\n\none']);
  });

  it('hands over all parts again, also those that had arrived there', async () => {
    await addTerminal();
    world.telegram.sendsMeet(async ({ onPart }) => {
      await onPart('p1');
      return dead;
    });
    await world.say('one');
    await go();
    expect(world.terminal.sends[0]?.arrived).toEqual([]);
  });
});

describe('a platform that cannot for now', () => {
  it('is tried for a minute, then the message comes on the other channel', async () => {
    await addTerminal();
    world.telegram.alwaysMeet(retry);
    await world.say('hello');
    world.sender.kick();
    await world.pass(59);
    expect(world.terminal.texts()).toEqual([`${MOVED}hello`]);
    expect(world.telegram.sends).toHaveLength(6); // at 0, 1, 3, 7, 15 and 31 s; the next would be at 63
    expect(await channelIsDead()).toBe(false);
  });

  it('moves a message at once when it asks for more than a minute', async () => {
    await addTerminal();
    world.telegram.sendsMeet({ ...retry, afterMs: 90_000 });
    await world.say('hello');
    await go();
    expect(world.terminal.texts()).toEqual([`${MOVED}hello`]);
  });

  it('never gets a message twice that was moved away from it, however long both fail', async () => {
    await addTerminal();
    world.telegram.alwaysMeet(retry);
    world.terminal.alwaysMeet(retry);
    await world.say('hello');
    world.sender.kick();
    await world.pass(1800, 30);
    expect(world.telegram.sends.length).toBeLessThanOrEqual(6);
    expect(new Set(world.terminal.texts())).toEqual(new Set([`${MOVED}hello`]));
    expect(await world.rows()).toMatchObject([{ platform: 'terminal', state: 'queued' }]);
  });

  it('is tried for a day, and then the message is given up, noted, and holds up nobody', async () => {
    world.telegram.alwaysMeet(retry);
    await world.say('hello');
    world.sender.kick();
    await world.pass(23 * 3600, 600);
    expect(await states()).toEqual(['queued']);
    await world.pass(3700, 100);
    expect(await states()).toEqual(['dead']);
    expect(world.events.filter((event) => event === 'send-given-up')).toHaveLength(1);
    expect(await channelIsDead()).toBe(false);
    world.telegram.alwaysMeet({ state: 'sent' });
    await world.say('next');
    await go();
    expect(await states()).toEqual(['dead', 'sent']);
  });
});

describe('a platform that gives no answer', () => {
  it('five times loses the message to the other channel, and stays alive', async () => {
    await addTerminal();
    world.telegram.alwaysMeet(unknown);
    await world.say('hello');
    world.sender.kick();
    await world.pass(59);
    expect(world.telegram.sends).toHaveLength(5);
    expect(world.terminal.texts()).toHaveLength(1);
    expect(world.terminal.texts()[0]).toContain(`${MOVED}hello`);
    expect(await channelIsDead()).toBe(false);
  });
});

describe('an edit', () => {
  const card = (text = 'card') => world.say(text, { key: 'card' });
  const outcome = (text = 'outcome') => world.say(text, { key: 'outcome', edits: 'card' });

  it('replaces the last part of the original in place', async () => {
    world.telegram.sendsMeet(async ({ onPart }) => {
      await onPart('p1');
      await onPart('p2');
      return { state: 'sent' };
    });
    await card();
    await outcome();
    await go();
    expect(world.telegram.edits).toEqual([{ chat: `telegram-${world.personId}`, messageId: 'p2', message: { text: 'outcome' } }]);
    expect(world.telegram.texts()).toEqual(['card']);
    expect(await states()).toEqual(['sent', 'sent']);
  });

  it('of an original that never arrived becomes a message', async () => {
    world.telegram.sendsMeet(dead);
    await card();
    await outcome();
    await go();
    expect(world.telegram.edits).toEqual([]);
    expect(world.telegram.texts()).toEqual(['card', 'outcome']);
  });

  it('that cannot be made any more becomes a message, and the chat lives', async () => {
    await card();
    world.telegram.editsMeet(dead);
    await outcome();
    await go();
    expect(world.telegram.texts()).toEqual(['card', 'outcome']);
    expect(await states()).toEqual(['sent', 'sent']);
    expect(await channelIsDead()).toBe(false);
  });

  it('that cannot be made any more marks the chat dead only when the message is refused too', async () => {
    await card();
    await go();
    world.telegram.editsMeet(dead);
    world.telegram.sendsMeet(dead);
    await outcome();
    await go();
    expect(await states()).toEqual(['sent', 'dead']);
    expect(await channelIsDead()).toBe(true);
  });

  it('that stays unanswered is made again, without a word of a repeat and without an end after five', async () => {
    await card();
    world.telegram.editsMeet(...Array.from({ length: 8 }, () => unknown));
    await outcome();
    world.sender.kick();
    await world.pass(400, 5);
    expect(world.telegram.edits).toHaveLength(9);
    expect(new Set(world.telegram.edits.map(({ message }) => message.text))).toEqual(new Set(['outcome']));
    expect(await states()).toEqual(['sent', 'sent']);
  });

  it('goes where its original went meanwhile', async () => {
    await addTerminal();
    world.telegram.alwaysMeet(dead);
    await card();
    await go();
    await outcome();
    await go();
    expect(world.terminal.edits).toMatchObject([{ chat: 'screen', message: { text: 'outcome' } }]);
  });

  it('moves with its original to the other channel and replaces it there', async () => {
    await addTerminal();
    world.telegram.alwaysMeet(dead);
    await card();
    await outcome();
    await go();
    expect(world.terminal.texts()).toEqual([`${MOVED}card`]);
    expect(world.terminal.edits).toMatchObject([{ chat: 'screen', messageId: 'terminal-1', message: { text: 'outcome' } }]);
  });

  it('that was stored before its original moved away is a message there, never an edit of something else', async () => {
    await addTerminal();
    world.telegram.sendsMeet(dead);
    await card();
    await outcome();
    await go();
    expect(world.telegram.edits).toEqual([]);
    expect([...world.telegram.texts(), ...world.terminal.texts()]).toEqual(['card', 'outcome', `${MOVED}card`]);
  });
});
