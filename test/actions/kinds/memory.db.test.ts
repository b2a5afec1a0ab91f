import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ActionContext, InsideKind } from '../../../src/actions/kind.ts';
import { memoryForget as createForget, memorySave, memorySearch } from '../../../src/actions/kinds/memory.ts';
import type { Tx } from '../../../src/db/client.ts';
import { claims } from '../../../src/db/schema/memory.ts';
import { createRecall } from '../../../src/memory/recall.ts';
import { holds } from '../../../src/memory/slots/asked.ts';
import { currentFirst } from '../../../src/memory/slots/current-first.ts';
import { learn } from '../../../src/memory/slots/learn.ts';
import { allSlots } from '../../../src/memory/slots/read-slots.ts';
import { defaultProfile } from '../../../src/people/profile.ts';
import type { Embedder } from '../../../src/ports/embedder.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { addPerson, openTestDatabase, silentLog, type TestDatabase } from '../../fixtures/database.ts';
import { keep, say, T0 } from '../../memory/fill.ts';

const blank: Embedder = { model: 'none', embed: async (texts) => texts.map(() => [0, 0]) };
const search = memorySearch({
  recall: currentFirst(createRecall({ embedder: blank, clock: createFakeClock('2026-03-02T09:00:00Z'), log: silentLog })),
});

const buried = new Set<string>();
const memoryForget = createForget({
  tombstones: {
    bury: async (ids) => ids.forEach((id) => void buried.add(id)),
    raise: async (ids) => ids.forEach((id) => void buried.delete(id)),
    isEmpty: async () => buried.size === 0,
    among: async (ids) => ids.filter((id) => buried.has(id)),
  },
});

let database: TestDatabase;
let personId: string;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  personId = await addPerson(database.db);
});
afterAll(() => database.close());

function within<T>(overrides: Partial<ActionContext>, work: (context: ActionContext) => Promise<T>): Promise<T> {
  const profile = defaultProfile('Europe/Berlin', 'Robin');
  return database.db.asPerson(personId, (tx) =>
    work({ tx, personId, profile, now: T0, source: 'telegram:now', tainted: false, ownWords: '', ...overrides }),
  );
}

const run = (kind: InsideKind, input: object, overrides: Partial<ActionContext> = {}) =>
  within(overrides, async (context) => kind.run(context, await kind.resolve(context, input)));
const undo = (kind: InsideKind, data: unknown) => within({}, (context) => kind.undo(context, data));
const currentHome = async (tx: Tx) => {
  const slots = await allSlots(tx, personId);
  return slots
    .filter(({ attribute }) => attribute === 'home')
    .flatMap(({ periods }) => periods.filter(holds).map(({ value }) => value));
};
const found = async (query: string) => (await run(search, { query })).said;

describe('memory_save', () => {
  it('keeps a statement and takes exactly that one back', async () => {
    await run(memorySave, { text: 'My sister is Ana' });
    const second = await run(memorySave, { text: 'My brother is Tom' });
    expect(second.said).toBe('Remembered: My brother is Tom');
    expect(await undo(memorySave, second.undo)).toBe('I no longer remember: My brother is Tom');
    expect(await found('brother')).toBe('I have nothing on that.');
    expect(await found('sister')).toContain('My sister is Ana');
  });

  it('changes nothing for the same statement again, says so, and offers no undo', async () => {
    await run(memorySave, { text: 'My sister is Ana' });
    expect(await run(memorySave, { text: 'my sister is ana' })).toEqual({ said: 'I remember that already: my sister is ana' });
  });

  it('says that it is too late to undo what was forgotten since', async () => {
    const { undo: data } = await run(memorySave, { text: 'My sister is Ana' });
    await run(memoryForget, { words: 'sister' });
    await expect(undo(memorySave, data)).rejects.toThrow('forgotten since');
  });

  it.each([
    ['others', 'My home is Porto', { tainted: true }],
    ["a model's wording", 'The user lives in Porto', {}],
  ])('R6 asks which holds where %s goes against what the person said', async (_, text, overrides) => {
    await run(memorySave, { text: 'I live in Lisbon' }, { ownWords: 'I live in Lisbon', source: 'telegram:1' });
    const args = await within(overrides, (context) => memorySave.resolve(context, { text }));
    const options = memorySave.options(args);
    expect(options.map(({ label }) => label)).toEqual(['Now Porto', 'Still Lisbon']);
    const card = memorySave.card(args, defaultProfile('UTC', 'Robin')).map(({ label, value }) => `${label}: ${value}`);
    expect(card.slice(1)).toEqual(['Goes against what you told me of: your home', 'You said: Lisbon', 'This says: Porto']);
    const home = () => within({}, ({ tx }) => currentHome(tx));
    await within(overrides, (context) => memorySave.run(context, options[1]?.args));
    expect(await home()).toEqual(['Lisbon']);
    await within({ ...overrides, now: T0.add({ hours: 1 }) }, (context) => memorySave.run(context, options[0]?.args));
    expect(await home()).toEqual(['Porto']);
  });

  it('asks nothing where the person says it themselves, or it agrees', async () => {
    await run(memorySave, { text: 'I live in Lisbon' }, { ownWords: 'I live in Lisbon', source: 'telegram:1' });
    const optionsOf = (text: string, overrides: Partial<ActionContext>) =>
      within(overrides, async (context) => memorySave.options(await memorySave.resolve(context, { text })));
    expect(await optionsOf('I live in Porto', { ownWords: 'I live in Porto' })).toEqual([]);
    expect(await optionsOf('The user lives in Lisbon', {})).toEqual([]);
    expect(await optionsOf('The user likes rain', { tainted: true })).toEqual([]);
  });

  it('keeps what is said in a tainted turn as coming from outside', async () => {
    await run(memorySave, { text: 'The harbour office pays in cash' }, { tainted: true });
    const { said, tainted } = await run(search, { query: 'harbour office' });
    expect(said).toContain('outside: The harbour office pays in cash');
    expect(tainted).toBe(true);
  });
});

describe('memory_search', () => {
  it('R7 answers with dated lines and source ids, the person by name', async () => {
    await database.db.asPerson(personId, (tx) => say(tx, personId, 'the dentist moved'));
    const { said, tainted } = await run(search, { query: 'dentist' });
    expect(said).toMatch(/^- \[episode:[0-9a-f]{8}\] 2026-03-02 Robin: the dentist moved$/);
    expect(tainted).toBe(false);
  });

  it.each([
    ['What is my position on nuclear power?', 'You have not told me your position on nuclear power.'],
    ['position on school uniforms', 'You have not told me your position on school uniforms.'],
  ])('R73 says that no position was told: %s', async (query, said) => {
    await run(memorySave, { text: 'My position on zoos is that they should close' });
    expect(await found(query)).toBe(said);
  });

  it('R7 says that it has nothing rather than something else', async () => {
    await database.db.asPerson(personId, (tx) => say(tx, personId, 'the dentist moved'));
    expect(await found('volcano lecture')).toBe('I have nothing on that.');
  });

  it('finds a note that holds nothing but the words looked for', async () => {
    await database.db.asPerson(personId, (tx) => say(tx, personId, 'hello'));
    expect(await found('hello')).toContain('hello');
  });
});

describe('memory_forget', () => {
  it('says how many it hides and how they begin, until when they come back, and hides them at once', async () => {
    await database.db.asPerson(personId, async (tx) => {
      await keep(tx, personId, 'The locker code is 4711');
      for (let n = 1; n <= 7; n += 1) await say(tx, personId, `locker code again ${n}`);
    });
    const { said } = await run(memoryForget, { words: 'locker codes' });
    expect(said.split('\n')).toEqual([
      '8 memories are hidden now and erased for good in 24 hours; Undo brings it all back until then.',
      '- 2026-03-02: The locker code is 4711',
      '- 2026-03-02: locker code again 1',
      '- 2026-03-02: locker code again 2',
      '- 2026-03-02: locker code again 3',
      '- 2026-03-02: locker code again 4',
      '- and 3 more',
    ]);
    expect(await found('locker code')).toBe('I have nothing on that.');
  });

  it('brings it back exactly, through the stored JSON', async () => {
    await database.db.asPerson(personId, (tx) => keep(tx, personId, 'The locker code is 4711'));
    const before = await found('locker');
    const { undo: data } = await run(memoryForget, { words: 'locker' });
    expect(await undo(memoryForget, JSON.parse(JSON.stringify(data)))).toBe('1 memory is back.');
    expect(await found('locker')).toBe(before);
  });

  it('buries beside the database what it hides, and raises what is brought back', async () => {
    const id = await database.db.asPerson(personId, (tx) => keep(tx, personId, 'The locker code is 4711'));
    const { undo: data } = await run(memoryForget, { words: 'locker' });
    expect(buried).toContain(id);
    await undo(memoryForget, JSON.parse(JSON.stringify(data)));
    expect(buried).not.toContain(id);
  });

  it.each([
    ['everything', ['one', 'two', 'three']],
    ['everything from last week', ['one', 'two']],
    ['everything since yesterday', ['two', 'three']],
    ['two', ['two']],
  ])('R94 forgets %s and leaves the rest', async (words, gone) => {
    await database.db.asPerson(personId, async (tx) => {
      await say(tx, personId, 'note one', { at: T0.subtract({ hours: 24 * 6 }) });
      await say(tx, personId, 'note two', { at: T0.subtract({ hours: 20 }) });
      await say(tx, personId, 'note three');
    });
    await run(memoryForget, { words });
    const left = await found('note');
    for (const word of ['one', 'two', 'three']) expect(left.includes(`note ${word}`)).toBe(!gone.includes(word));
  });

  it('R94 forgets one memory by its id', async () => {
    const id = await database.db.asPerson(personId, (tx) => say(tx, personId, 'note one'));
    await database.db.asPerson(personId, (tx) => say(tx, personId, 'note two'));
    await run(memoryForget, { words: `episode:${id.slice(0, 8)}` });
    expect(await found('note')).not.toContain('note one');
    expect(await found('note')).toContain('note two');
  });

  it('R94 says what else goes with it', async () => {
    const words = await database.db.asPerson(personId, async (tx) => {
      const told = { personId, own: 'My brother is Ben.', trust: 'owner', source: 'telegram:ben', zone: 'UTC', now: T0 } as const;
      await say(tx, personId, told.own, { source: told.source });
      await learn(tx, told);
      await say(tx, personId, 'Noted: your brother is Ben.', { role: 'assistant' });
      const [claim] = await tx.select({ id: claims.id }).from(claims);
      return `slot:${claim?.id.slice(0, 8)}`;
    });
    const receipt = (await run(memoryForget, { words })).said;
    expect(receipt.split('\n').slice(2)).toEqual([
      'With 1 statement that I took from that.',
      'With 1 answer of mine that told it again.',
    ]);
  });

  it('says that nothing holds the words', async () => {
    const { said, undo } = await run(memoryForget, { words: 'volcano' });
    expect(said).toContain('nothing that holds all of these words: volcano');
    expect(undo).toBeUndefined();
  });
});

it('costs less than 80 tokens for each tool the model sees', () => {
  for (const { name, description, parameters } of [search, memorySave]) {
    expect(JSON.stringify({ name, description, parameters }).length / 4).toBeLessThan(80);
  }
});
