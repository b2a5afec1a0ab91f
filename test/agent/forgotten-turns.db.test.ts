import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { files } from '../../src/db/schema/chat.ts';
import { claims, slots } from '../../src/db/schema/memory.ts';
import { createGate } from '../wiring/house.ts';
import { talkInHouse } from '../wiring/talk.ts';
import { calls, words } from './answers.ts';

const talk = talkInHouse();
const { say } = talk;

/** All of these are answered together, as what came in while another was being answered. */
async function sayTogether(...texts: readonly string[]): Promise<void> {
  const gate = createGate();
  talk.house.play(async (_, signal) => {
    await gate.pass(signal);
    return words('Good.');
  });
  await talk.house.say(talk.user, 'hello');
  await gate.arrived;
  for (const text of texts) await talk.house.say(talk.user, text);
  gate.open();
  await talk.house.texts(talk.user);
}

/** Every table of which a row of this person's holds the text. */
function tablesHolding(text: string): Promise<string[]> {
  return talk.house.db.asPerson(talk.person, async (tx) => {
    const { rows } = await tx.execute<{ name: string }>(sql`select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'person_id' order by 1`);
    const holding: string[] = [];
    for (const { name } of rows) {
      const found = await tx.execute(sql`select 1 from ${sql.identifier(name)} as t where t::text ilike ${`%${text}%`} limit 1`);
      if (found.rows.length > 0) holding.push(name);
    }
    return holding;
  });
}

const slotValues = async () =>
  (await talk.house.db.asPerson(talk.person, (tx) => tx.select().from(slots))).map(({ value }) => value);
const aDay = () => talk.house.pass(60 * 60_000, 26);

describe('messages that were answered together', () => {
  test('R94 are all erased with what they said', async () => {
    await sayTogether('the locker code is zebrafinch', 'and the gate code is quokka');
    expect(await say('/forget quokka')).toContain('1 memory is hidden');
    await aDay();
    for (const word of ['zebrafinch', 'quokka']) expect(await tablesHolding(word)).toEqual([]);
  });

  test('R94 lose of what they said only what is forgotten, whichever of them said it', async () => {
    await sayTogether('My sister is Ana.', 'My brother is Quokkaman.');
    const stated = await talk.house.db.asPerson(talk.person, (tx) => tx.select().from(claims));
    const [brother] = stated.filter(({ value }) => value === 'Quokkaman');
    await say(`/forget slot:${brother?.id.slice(0, 8)}`);
    await aDay();
    expect(await tablesHolding('quokkaman')).toEqual([]);
    expect(await tablesHolding('My sister is Ana')).toEqual(['claims', 'episodes', 'inbox', 'slots']);
  });
});

describe('whoever is forgotten by name', () => {
  test('R94 leaves nothing, also of what was said of them without the name, and what else was said stays', async () => {
    await say('My sister is Zebrana.');
    await say('Her birthday is 3 May. I park on level 3.');
    await say("My sister's favourite tea is sencha.");
    expect((await slotValues()).toSorted()).toEqual(['3 May', 'Zebrana', 'sencha']);
    expect(await say('/forget Zebrana')).toContain('3 memories are hidden');
    expect(await slotValues()).toEqual([]);
    expect(await say('/memory Zebrana')).toContain('I remember nothing');
    await say('/forget zebrana');
    await aDay();
    for (const word of ['zebrana', '3 May', 'sencha']) expect(await tablesHolding(word)).toEqual([]);
    expect(await tablesHolding('I park on level 3')).toEqual(['episodes', 'inbox']);
  });

  test('R94 loses only what all the words are about', async () => {
    await say('My sister is Zebrana.');
    await say('Her birthday is 3 May.');
    await say('/forget Zebrana birthday');
    expect(await slotValues()).toEqual(['Zebrana']);
  });

  test('R94 is forgotten under every name, where two are the same', async () => {
    await say('My sister is Zebrana Quokka.');
    await say("Zebrana's birthday is 3 May.");
    await say('/forget Zebrana Quokka');
    expect(await slotValues()).toEqual([]);
  });

  test.each(['Don', 'don'])('R94 is found by a name that every sentence holds as a word: %s', async (name) => {
    await say('My brother is Don.');
    await say('I met Don at the pool. Don’t tell.');
    await say("Don't wait, I don’t mind.");
    expect(await say(`/forget ${name}`)).toContain('2 memories are hidden');
    expect(await slotValues()).toEqual([]);
    expect(await say('/forget the')).toContain('I remember nothing that holds');
  });

  test('R94 is told from the word by how the name is written', async () => {
    await say('I met Will at the pool.');
    await say('Will you come? I will.');
    expect(await say('/forget Will')).toContain('1 memory is hidden');
  });
});

describe('what was said and became no memory', () => {
  /** A turn that waits for its answer until it is stopped. */
  async function stopped(text: string): Promise<void> {
    const gate = createGate();
    talk.house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('Good.');
    });
    await talk.house.say(talk.user, text);
    await gate.arrived;
    expect(await say('stop')).toContain('Stopped: 1 running request');
    talk.house.play(() => words('Good.'));
  }
  async function failed(text: string): Promise<void> {
    talk.house.play(({ messages }) => {
      if (messages.at(-1)?.role === 'tool') throw new Error('a bug');
      return calls(['memory_save', { text }]);
    });
    expect(await say(text)).toContain('Something went wrong');
    talk.house.play(() => words('Good.'));
  }
  /** What the person says has nothing of it; what the model looks for does. */
  async function lookedFor(query: string): Promise<void> {
    talk.house.play(({ messages }) =>
      messages.at(-1)?.role === 'tool' ? words('I found nothing.') : calls(['memory_search', { query }]),
    );
    await say('do I know anybody there?');
    talk.house.play(() => words('Good.'));
  }

  test.each(['zebrafinch', 'everything', 'everything from today'])('R94 is erased by /forget %s', async (what) => {
    await stopped('the locker code is zebrafinch');
    await failed('the gate code is zebrafinch');
    await say('/find zebrafinch');
    await say('/memory zebrafinch');
    await lookedFor('zebrafinch');
    await stopped('the shop is shut');
    expect(await tablesHolding('zebrafinch')).toEqual(['actions', 'facts', 'inbox', 'outbox', 'turn_steps']);
    const receipt = await say(`/forget ${what}`);
    expect(receipt).toContain('messages that became no memory');
    expect(receipt).toContain('lookup');
    await aDay();
    expect(await tablesHolding('zebrafinch')).toEqual([]);
    expect(await tablesHolding('the shop is shut')).toEqual(what === 'zebrafinch' ? ['inbox'] : []);
  });

  test('R94 stays when that is undone, and the deed that a command asked for stays with its words', async () => {
    await say('/find zebrafinch');
    await say('/remind tomorrow at 9 call the zebrafinch');
    await talk.house.pass(60_000);
    expect(await say('/forget zebrafinch')).toContain('I remember nothing of that. What I kept beside memory is erased');
    expect(await say('/undo')).toBe('It stays.');
    await aDay();
    expect(await tablesHolding('/find zebrafinch')).toEqual(['inbox']);
    await say('/forget zebrafinch');
    await aDay();
    expect(await tablesHolding('/find zebrafinch')).toEqual([]);
    expect(await tablesHolding('call the zebrafinch')).toContain('reminders');
  });

  test('is nothing that /forget finds where there is none, also when it is typed again', async () => {
    for (const _ of [1, 2])
      expect(await say('/forget zebrafinch')).toBe('I remember nothing that holds all of these words: zebrafinch');
    await aDay();
    expect(await tablesHolding('zebrafinch')).toEqual([]);
  });
});

test('R94 what was exported before holds it as well, and goes with it; other files stay', async () => {
  await say('/remember the locker code is zebrafinch');
  talk.house.adapter.serve(async () => new TextEncoder().encode('about the garden'));
  const file = { ref: 'r1', kind: 'document', mime: 'text/plain', size: 20, name: 'garden.txt', foreign: false } as const;
  await talk.house.say(talk.user, 'keep this', { files: [file] });
  await say('/export');
  await say('/memory export');
  const names = async () => (await talk.house.db.asPerson(talk.person, (tx) => tx.select().from(files))).map(({ name }) => name);
  expect(await names()).toHaveLength(4);
  await say('/forget zebrafinch');
  // It still stands in the rows, and so in this.
  await say('/export');
  await aDay();
  expect(await names()).toEqual(['garden.txt']);
});
