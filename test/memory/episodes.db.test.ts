import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { episodeById, recentEpisodes } from '../../src/memory/episodes.ts';
import { listFacts, retractFact, saveFact } from '../../src/memory/facts.ts';
import { hide, holdingAll } from '../../src/memory/forgetting.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { keep, say, T0 } from './fill.ts';

let database: TestDatabase;
let personId: string;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  personId = await addPerson(database.db);
});
afterAll(() => database.close());

const asPerson = <T>(work: Parameters<typeof database.db.asPerson<T>>[1]) => database.db.asPerson(personId, work);
const recentTexts = (limit: number) =>
  asPerson(async (tx) =>
    (await recentEpisodes(tx, personId, { platform: 'telegram', chat: '7', limit })).map(({ text }) => text),
  );

describe('episodes', () => {
  it('R2 gives the last ten of a conversation in order, and nothing of another conversation', async () => {
    await asPerson(async (tx) => {
      for (let n = 1; n <= 25; n += 1) await say(tx, personId, `message ${n}`);
      await say(tx, personId, 'elsewhere', { chat: '8' });
    });
    expect(await recentTexts(10)).toEqual(Array.from({ length: 10 }, (_, n) => `message ${n + 16}`));
  });

  it('stores the same source once and keeps the text as it was', async () => {
    const text = '  exactly\n\tthis — 👍  ';
    const first = await asPerson((tx) => say(tx, personId, text, { source: 'telegram:same' }));
    const second = await asPerson((tx) => say(tx, personId, 'something else', { source: 'telegram:same' }));
    expect(second).toBe(first);
    expect((await asPerson((tx) => episodeById(tx, personId, first)))?.text).toBe(text);
  });

  it('does not show what is forgotten, by id or among the recent ones', async () => {
    const id = await asPerson((tx) => say(tx, personId, 'the harbour code'));
    await asPerson(async (tx) => hide(tx, personId, await holdingAll(tx, personId, 'harbour'), T0));
    expect(await asPerson((tx) => episodeById(tx, personId, id))).toBeUndefined();
    expect(await recentTexts(10)).toEqual([]);
  });
});

describe('facts', () => {
  const save = (text: string, trust: 'owner' | 'outside') =>
    asPerson((tx) => saveFact(tx, { personId, text, trust, source: 'telegram:1', recordedAt: T0 }));

  it('takes the same statement once, case and spaces aside', async () => {
    const first = await save('My sister is Ana', 'owner');
    expect(await save('my  sister is ANA', 'owner')).toEqual({ id: first.id, isNew: false });
    expect(await asPerson((tx) => listFacts(tx, personId))).toHaveLength(1);
  });

  it('takes a statement anew that was forgotten', async () => {
    const { id } = await save('My sister is Ana', 'owner');
    await asPerson((tx) => retractFact(tx, personId, id, T0));
    expect(await save('My sister is Ana', 'owner')).toMatchObject({ isNew: true });
    expect(await asPerson((tx) => listFacts(tx, personId))).toHaveLength(1);
  });

  it('does not let a statement from outside stand in for the same one from the owner', async () => {
    const outside = await save('The bank is Lindqvist', 'outside');
    const owner = await save('The bank is Lindqvist', 'owner');
    expect(owner).toEqual({ id: expect.not.stringMatching(outside.id), isNew: true });
    expect(await save('The bank is Lindqvist', 'outside')).toMatchObject({ isNew: false });
  });

  it('hides a retracted fact, once', async () => {
    const id = await asPerson((tx) => keep(tx, personId, 'The code is 4711'));
    expect(await asPerson((tx) => retractFact(tx, personId, id, T0))).toEqual({ text: 'The code is 4711', claims: [] });
    expect(await asPerson((tx) => listFacts(tx, personId))).toEqual([]);
    expect(await asPerson((tx) => retractFact(tx, personId, id, T0))).toBeUndefined();
  });
});
