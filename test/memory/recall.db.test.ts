import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRecall } from '../../src/memory/recall.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { addPerson, openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { keep, say, T0 } from './fill.ts';

const noEmbedder: Embedder = { model: 'none', embed: async (texts) => texts.map(() => [0, 0]) };

let database: TestDatabase;
let personId: string;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  personId = await addPerson(database.db);
});
afterAll(() => database.close());

const recall = createRecall({ embedder: noEmbedder, clock: createFakeClock('2026-03-02T09:00:00Z'), log: silentLog });

function recalled(text: string, options: { exclude?: string[]; includeOutside?: boolean; as?: string } = {}) {
  const { exclude = [], includeOutside = false, as = personId } = options;
  return database.db.asPerson(as, async (tx) => {
    const lines = await recall.recall(tx, { personId: as, text, now: T0, exclude, includeOutside });
    return lines.map((line) => line.text);
  });
}

describe('recall by words', () => {
  it('R3 finds a stemmed word in facts and in what was said, with source ids', async () => {
    await database.db.asPerson(personId, async (tx) => {
      await keep(tx, personId, 'The dentist is Dr. Okafor');
      await say(tx, personId, 'my dentists moved to the harbour');
      await say(tx, personId, 'lunch was fine');
    });
    const lines = await database.db.asPerson(personId, (tx) =>
      recall.recall(tx, { personId, text: 'who is my dentist?', now: T0, includeOutside: false }),
    );
    expect(lines.map(({ text }) => text)).toEqual(['The dentist is Dr. Okafor', 'my dentists moved to the harbour']);
    expect(lines[0]?.id).toMatch(/^fact:[0-9a-f]{8}$/);
    expect(lines[1]?.id).toMatch(/^episode:[0-9a-f]{8}$/);
  });

  it('never shows one person what another said', async () => {
    const other = await addPerson(database.db);
    await database.db.asPerson(personId, async (tx) => {
      await keep(tx, personId, 'The vault code is 4711');
      await say(tx, personId, 'the vault is behind the picture');
    });
    expect(await recalled('what is the vault code?', { as: other })).toEqual([]);
    expect(await recalled('what is the vault code?')).toHaveLength(2);
  });

  it('lets memory from outside in only when the turn allows it', async () => {
    await database.db.asPerson(personId, async (tx) => {
      await keep(tx, personId, 'Invoices go to the harbour office', 'outside');
      await say(tx, personId, 'forwarded: the harbour office is closed', { tainted: true });
    });
    expect(await recalled('where is the harbour office?')).toEqual([]);
    expect(await recalled('where is the harbour office?', { includeOutside: true })).toHaveLength(2);
  });

  it('leaves out episodes that the prompt already holds', async () => {
    const id = await database.db.asPerson(personId, (tx) => say(tx, personId, 'the harbour opens at six'));
    expect(await recalled('when does the harbour open?', { exclude: [id] })).toEqual([]);
  });

  it('shows of a long text the part with the words that were asked for', async () => {
    const padding = 'nothing of note happened on that day either. '.repeat(100);
    await database.db.asPerson(personId, (tx) => say(tx, personId, `${padding} The harbour pilot is called Ingrid. ${padding}`));
    const [text] = await recalled('who is the harbour pilot?');
    expect(text).toContain('Ingrid');
    expect(text?.length).toBeLessThan(900);
  });

  it.each([
    "it's 'quoted' & | ! (weird) :* <->",
    'back\\slash c:\\temp',
    "http://example.com/it's /tmp/it's",
    '\u0001',
    '🎉',
    '',
  ])('takes %j as plain words', async (text) => {
    await database.db.asPerson(personId, (tx) => say(tx, personId, 'nothing odd'));
    expect(await recalled(text)).toEqual([]);
  });
});

describe('prepare', () => {
  const clock = createFakeClock('2026-03-02T09:00:00Z');
  const never = new AbortController().signal;

  it('gives the vector of a text, and none for a text without a known word', async () => {
    const embedder: Embedder = { model: 'm', embed: async ([text]) => [text === 'known' ? [1, 0] : [0, 0]] };
    const part = createRecall({ embedder, clock, log: silentLog });
    expect(await part.prepare('known', never)).toEqual({ vector: [1, 0] });
    expect(await part.prepare('xyzzy', never)).toEqual({});
  });

  it('goes on without a vector when the embedder fails, and leaves it alone for a minute', async () => {
    let calls = 0;
    const embedder: Embedder = {
      model: 'm',
      async embed() {
        calls += 1;
        throw new Error('down');
      },
    };
    const part = createRecall({ embedder, clock, log: silentLog });
    expect(await part.prepare('a', never)).toEqual({});
    expect(await part.prepare('b', never)).toEqual({});
    expect(calls).toBe(1);
    await clock.advance(60_000);
    await part.prepare('c', never);
    expect(calls).toBe(2);
  });

  it('waits for a slow embedder no longer than a second and a half', async () => {
    const embedder: Embedder = {
      model: 'm',
      embed: (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const part = createRecall({ embedder, clock, log: silentLog });
    const vector = part.prepare('slow', never);
    await clock.untilAsleep(1);
    await clock.advance(1_500);
    expect(await vector).toEqual({});
  });
});
