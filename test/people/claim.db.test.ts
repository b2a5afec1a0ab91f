import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { persons, strangers } from '../../src/db/schema/people.ts';
import { systemRandom } from '../../src/ground/random.ts';
import { channelsOf } from '../../src/people/channels.ts';
import { createClaim } from '../../src/people/claim.ts';
import { createClaimToken } from '../../src/people/claim-token.ts';
import { personOf } from '../../src/people/identities.ts';
import { createPerson, ensureOwner } from '../../src/people/persons.ts';
import { load } from '../../src/people/profile-store.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { incoming } from './incoming.ts';

const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
const owner = { zone: 'Europe/Berlin', name: 'ann' };

let home: string;
let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-claim-'));
});
afterEach(async () => {
  await test.db.asSystem((tx) => tx.delete(persons));
  await test.db.asSystem((tx) => tx.delete(strangers));
  await rm(home, { recursive: true });
});

/** What one boot makes of the home folder and the database. */
async function boot() {
  const operator = await test.db.asSystem((tx) => ensureOwner(tx, owner, now));
  const claim = createClaim({ db: test.db, token: createClaimToken(home, systemRandom) });
  return { operator, claim, token: await claim.open() };
}

const whoIs = (user: string) => test.db.asSystem((tx) => personOf(tx, 'telegram', user));

describe('the first boot', () => {
  it('makes one operator with the terminal as their own screen, however often it happens', async () => {
    const first = await boot();
    const second = await boot();
    expect(second.operator).toBe(first.operator);
    expect(await test.db.asSystem((tx) => personOf(tx, 'terminal', 'terminal'))).toBe(first.operator);
    const profile = await test.db.asPerson(first.operator, (tx) => load(tx, first.operator));
    expect(profile.identity).toMatchObject({ name: 'ann', timezone: 'Europe/Berlin' });
  });

  it('lets no second operator into the table', async () => {
    await boot();
    await expect(test.db.asSystem((tx) => createPerson(tx, { ...owner, operator: true }, now))).rejects.toThrow();
  });
});

describe('a claim', () => {
  it('joins the sender of the token to the operator, greets and takes the token away', async () => {
    const { claim, token, operator } = await boot();
    const outcome = await claim.claim(incoming('7', `/start ${token}`), now);
    expect(outcome).toMatchObject({
      state: 'claimed',
      personId: operator,
      said: expect.stringContaining('This chat is yours now.'),
    });
    expect(await whoIs('7')).toBe(operator);
    expect(await readdir(home)).toEqual([]);
    const channels = await test.db.asPerson(operator, (tx) => channelsOf(tx, operator));
    expect(channels.map(({ platform, chat }) => `${platform} ${chat}`)).toContain('telegram chat-7');
  });

  it.each([
    ['as Discord names its option', (token: string) => `/start token:${token}`],
    ['with the bot behind the command', (token: string) => `/start@adjutant_bot ${token}`],
    ['with white space around', (token: string) => `  /START   ${token}\n`],
  ])('works %s', async (_, write) => {
    const { claim, token = '' } = await boot();
    expect(await claim.claim(incoming('7', write(token)), now)).toMatchObject({ state: 'claimed' });
  });

  it('works after a restart with the token shown before it', async () => {
    const before = await boot();
    const { claim, token } = await boot();
    expect(token).toBe(before.token);
    expect(await claim.claim(incoming('7', `/start ${before.token}`), now)).toMatchObject({ state: 'claimed' });
  });

  it('has one winner when two send the token at the same time', async () => {
    const { claim, token, operator } = await boot();
    const outcomes = await Promise.all(['7', '8', '9'].map((user) => claim.claim(incoming(user, `/start ${token}`), now)));
    expect(outcomes.map(({ state }) => state).sort()).toEqual(['claimed', 'refused', 'refused']);
    expect((await Promise.all(['7', '8', '9'].map(whoIs))).filter((person) => person === operator)).toHaveLength(1);
  });

  it('happens once: the token is dead afterwards, even when its file was left behind by a kill', async () => {
    const { claim, token } = await boot();
    const shown = createClaimToken(home, systemRandom);
    await claim.claim(incoming('7', `/start ${token}`), now);
    const again = await shown.make();
    expect(await claim.claim(incoming('8', `/start ${again}`), now)).toMatchObject({ state: 'refused' });
    expect(await whoIs('8')).toBeUndefined();
    expect((await boot()).token).toBeUndefined();
    expect(await readdir(home)).toEqual([]);
  });

  it.each([
    ['plain text', 'hello'],
    ['the command alone', '/start'],
    ['the token without the command', 'x'.repeat(32)],
    ['more words behind it', '/start one two'],
  ])('is not what %s means', async (_, text) => {
    const { claim } = await boot();
    expect(await claim.claim(incoming('7', text), now)).toEqual({ state: 'none' });
  });

  it('is not possible in a group, where others read the token', async () => {
    const { claim, token } = await boot();
    const outcome = await claim.claim(incoming('7', `/start ${token}`, { direct: false }), now);
    expect(outcome).toEqual({ state: 'none' });
    expect(await whoIs('7')).toBeUndefined();
  });

  it('goes by the account, never by the name', async () => {
    const { claim, token } = await boot();
    await claim.claim(incoming('7', `/start ${token}`), now);
    expect(await whoIs('8')).toBeUndefined();
    expect(await whoIs('Ann')).toBeUndefined();
  });
});

describe('a wrong token', () => {
  it('is refused ten times a day, then no longer answered at all, not even the right one', async () => {
    const { claim, token } = await boot();
    const states = [];
    for (let guess = 0; guess < 11; guess++) states.push((await claim.claim(incoming('7', `/start guess${guess}`), now)).state);
    expect(states).toEqual([...Array(10).fill('refused'), 'none']);
    expect(await claim.claim(incoming('7', `/start ${token}`), now)).toEqual({ state: 'none' });
  });

  it('does not stand in the way of others, nor of the same sender a day later', async () => {
    const { claim, token } = await boot();
    for (let guess = 0; guess < 10; guess++) await claim.claim(incoming('7', `/start guess${guess}`), now);
    expect(await claim.claim(incoming('8', '/start guess'), now)).toMatchObject({ state: 'refused' });
    const tomorrow = now.add({ hours: 24 });
    expect(await claim.claim(incoming('7', `/start ${token}`), tomorrow)).toMatchObject({ state: 'claimed' });
  });
});
