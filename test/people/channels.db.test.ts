import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { channelsOf, chooseChannel, markAlive, markDead, otherChannel } from '../../src/people/channels.ts';
import { bindIdentity, personOf, recognise } from '../../src/people/identities.ts';
import { createPerson } from '../../src/people/persons.ts';
import { withField } from '../../src/people/profile-path.ts';
import { load, save } from '../../src/people/profile-store.ts';
import type { Platform } from '../../src/ports/chat.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { incoming } from './incoming.ts';

const now = Temporal.Instant.from('2026-11-21T08:00:00Z');

let test: TestDatabase;
let personId: string;
let person = 0;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  person += 1;
  personId = await test.db.asSystem(async (tx) => {
    const id = await createPerson(tx, { zone: 'UTC', name: 'Ann', operator: false }, now);
    for (const [hour, platform] of (['discord', 'telegram', 'terminal'] as const).entries()) {
      await bindIdentity(tx, id, { platform, userId: `u${person}`, chat: `c${person}`, name: 'Ann' }, now.add({ hours: hour }));
    }
    return id;
  });
});

const chosen = async () => (await test.db.asPerson(personId, (tx) => chooseChannel(tx, personId)))?.platform;
const kill = (platform: Platform) =>
  test.db.asPerson(personId, (tx) => markDead(tx, { personId, platform, chat: `c${person}` }, now));
const wish = (channel: string) =>
  test.db.asPerson(personId, async (tx) =>
    save(tx, personId, withField(await load(tx, personId), 'settings.preferredChannel', channel)),
  );

describe('the channel to speak on', () => {
  it('is the one used last, the terminal aside', async () => {
    expect(await chosen()).toBe('telegram');
  });

  it('is the wished one while it lives', async () => {
    await wish('discord');
    expect(await chosen()).toBe('discord');
    await kill('discord');
    expect(await chosen()).toBe('telegram');
  });

  it('is the terminal when it is wished, or when nothing else lives', async () => {
    await wish('terminal');
    expect(await chosen()).toBe('terminal');
    await wish('automatic');
    await kill('telegram');
    await kill('discord');
    expect(await chosen()).toBe('terminal');
    await kill('terminal');
    expect(await chosen()).toBeUndefined();
  });

  it('lives again once the person writes from it', async () => {
    await kill('telegram');
    const message = incoming(`u${person}`, 'hi', { chat: `c${person}` });
    await test.db.asSystem((tx) => recognise(tx, [message], now.add({ hours: 5 })));
    expect(await chosen()).toBe('telegram');
  });

  it('lives again once its platform has connected anew', async () => {
    await kill('telegram');
    await test.db.asSystem((tx) => markAlive(tx, 'telegram'));
    expect(await chosen()).toBe('telegram');
  });

  it('that does not get through has another beside it', async () => {
    const other = await test.db.asPerson(personId, (tx) => otherChannel(tx, personId, (platform) => platform !== 'telegram'));
    expect(other?.platform).toBe('discord');
  });
});

describe('an account', () => {
  it('is recognised by platform and id, never by its name', async () => {
    const recognised = (user: string, rest = {}) =>
      test.db.asSystem((tx) => recognise(tx, [incoming(user, 'hi', rest)], now)).then(([owner]) => owner);
    expect(await recognised(`u${person}`)).toBe(personId);
    expect(await recognised(`u${person}`, { platform: 'slack' })).toBeUndefined();
    expect(await recognised('Ann')).toBeUndefined();
  });

  it('is recognised among others, heard of by the latest of its messages, however they come', async () => {
    const at = (hours: number) => now.add({ hours }).toString();
    const messages = [
      incoming(`u${person}`, 'late', { chat: 'b', sentAt: at(-1) }),
      incoming('nobody', 'hi'),
      incoming(`u${person}`, 'early', { chat: 'c', sentAt: at(-3) }),
    ];
    expect(await test.db.asSystem((tx) => recognise(tx, messages, now))).toEqual([personId, undefined, personId]);
    const channels = await test.db.asPerson(personId, (tx) => channelsOf(tx, personId));
    const telegram = channels.find(({ platform }) => platform === 'telegram');
    expect(telegram).toMatchObject({ chat: 'c', lastSeenAt: now.subtract({ hours: 1 }) });
  });

  it('keeps its direct conversation when its person writes in a group', async () => {
    await test.db.asSystem((tx) => recognise(tx, [incoming(`u${person}`, 'hi', { chat: 'group', direct: false })], now));
    const channels = await test.db.asPerson(personId, (tx) => channelsOf(tx, personId));
    expect(channels.map(({ chat }) => chat)).toEqual([`c${person}`, `c${person}`, `c${person}`]);
  });

  it('moves on to the conversation its person last wrote in', async () => {
    const later = now.add({ hours: 9 });
    const message = incoming(`u${person}`, 'hi', { chat: 'new', sentAt: later.toString() });
    await test.db.asSystem((tx) => recognise(tx, [message], later));
    const [latest] = await test.db.asPerson(personId, (tx) => channelsOf(tx, personId));
    expect(latest).toMatchObject({ platform: 'telegram', chat: 'new' });
  });

  it('stays with the person it was bound to first', async () => {
    const identity = { platform: 'telegram', userId: `u${person}`, chat: 'x', name: 'Mallory' } as const;
    const owner = await test.db.asSystem(async (tx) => {
      const other = await createPerson(tx, { zone: 'UTC', name: 'Bo', operator: false }, now);
      return bindIdentity(tx, other, identity, now);
    });
    expect(owner).toBe(personId);
    expect(await test.db.asSystem((tx) => personOf(tx, 'telegram', `u${person}`))).toBe(personId);
  });
});
