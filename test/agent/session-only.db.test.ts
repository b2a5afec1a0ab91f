import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { vectors } from '../../src/db/schema/memory.ts';
import type { Log } from '../../src/ground/log.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { type House, openHouse } from '../wiring/house.ts';
import { calls, words } from './answers.ts';

const logged: string[] = [];
const write = (event: string, fields?: object) => void logged.push(JSON.stringify([event, fields]));
const log: Log = { debug: write, info: write, warn: write, error: write };

let database: TestDatabase;
let house: House;
let person: string;
let user: string;
let count = 0;
beforeAll(async () => {
  database = await openTestDatabase();
  house = await openHouse({ database, log });
});
beforeEach(async () => {
  count += 1;
  user = `ann${count}`;
  person = await house.move(user);
  house.play(({ messages }) => words(`I heard: ${messages.at(-1)?.content.slice(-60)}`));
});
afterAll(() => house.close());

async function say(text: string, over = {}): Promise<string> {
  await house.say(user, text, over);
  return (await house.texts(user)).at(-1) ?? '';
}

/** Every table, of whatever schema, of which a row holds the text. */
function tablesHolding(text: string): Promise<string[]> {
  return database.db.asSystem(async (tx) => {
    const { rows } = await tx.execute<{ schema: string; name: string }>(sql`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 2`);
    const holding: string[] = [];
    for (const { schema, name } of rows) {
      const table = sql`${sql.identifier(schema)}.${sql.identifier(name)}`;
      const found = await tx.execute(sql`select 1 from ${table} as t where t::text ilike ${`%${text}%`} limit 1`);
      if (found.rows.length > 0) holding.push(name);
    }
    return holding;
  });
}

const pass = (minutes: number) => house.pass(60_000, minutes);

const promptOf = () => JSON.stringify(house.asked.at(-1)?.messages);

describe('what is said off the record', () => {
  test('R5 leaves zero rows of any table, no vector and no line of the log once the session is over', async () => {
    house.adapter.serve(async () => new TextEncoder().encode('the zebrafinch file'));
    house.play(({ messages }) =>
      messages.at(-1)?.role === 'tool'
        ? words('Noted for now: zebrafinch.')
        : calls(['memory_save', { text: 'The code is zebrafinch' }], ['memory_search', { query: 'zebrafinch' }]),
    );
    const file = { ref: 'r1', kind: 'document', mime: 'text/plain', size: 20, name: 'zebrafinch.txt', foreign: false };
    const said = await say("Don't remember this: my sister Ana's code is zebrafinch", { files: [file] });
    expect(said).toContain('_Off the record: erased at 10:00, or at once with /private off.');
    expect(await tablesHolding('zebrafinch')).toEqual(['actions', 'episodes', 'files', 'inbox', 'outbox', 'turn_steps']);

    // The conversation goes on from it, and is off the record itself.
    house.play(() => words('It is zebrafinch.'));
    expect(await say('what was the code again?')).toContain('Off the record');
    expect(promptOf()).toContain('is zebrafinch');

    await pass(62);
    expect(await tablesHolding('zebrafinch')).toEqual([]);
    const left = await database.db.asPerson(person, (tx) => tx.$count(vectors));
    expect(left).toBe(0);
    expect(logged.join('\n')).not.toContain('zebrafinch');

    await say('what was the code again?');
    expect(promptOf()).not.toContain('zebrafinch');
  });

  test('R5 takes out the exchange just before when that is what is meant, and what it has taught', async () => {
    await say('My dentist is Quokkaman');
    expect(await tablesHolding('quokkaman')).toContain('slots');
    await say("Oh, don't remember that");
    expect(await tablesHolding('quokkaman')).not.toContain('slots');
    await pass(62);
    expect(await tablesHolding('quokkaman')).toEqual([]);
  });

  test('R5 /private keeps the talk out of memory until it ends, and /private off erases it at once', async () => {
    expect(await say('/private')).toContain('Off the record from now on');
    expect(await say('my dentist is called Narwhal')).toContain('_Off the record: erased at');
    await say('/private off');
    expect(await tablesHolding('narwhal')).toEqual([]);
    expect(await say('my dentist is called Axolotl')).not.toContain('Off the record');
    expect(await tablesHolding('axolotl')).toContain('slots');
  });

  test('R5 erases the words of commands with the session, but for those that did something', async () => {
    await say('/private');
    await pass(1);
    await say('/find Numbat');
    await say('/memory Numbat');
    await say('/nonsense Numbat');
    await say('/tasks add Feed the Bilby');
    await say('/remember my cat is called Dugong');
    expect(await tablesHolding('numbat')).toEqual(['actions', 'inbox', 'outbox']);
    await say('/private off');
    expect(await tablesHolding('numbat')).toEqual([]);
    expect(await tablesHolding('bilby')).toContain('tasks');
    expect(await tablesHolding('dugong')).toEqual(expect.arrayContaining(['facts', 'slots']));
    expect(await tablesHolding('dugong')).not.toContain('episodes');
    await say('/find Quoll');
    await pass(62);
    expect(await tablesHolding('quoll')).toEqual(['actions', 'inbox']);
  });

  test('remembers again after ten minutes without a word, and shows nothing of before', async () => {
    await say('off the record: I may move to Pangolinia');
    await pass(11);
    expect(await say('hello again')).not.toContain('Off the record');
    expect(promptOf()).not.toContain('Pangolinia');
    expect(await tablesHolding('pangolinia')).toContain('episodes');
  });

  test('erases the words of a turn that failed, too', async () => {
    house.play(() => {
      throw new Error('a bug');
    });
    expect(await say('off the record: the code is Wombat')).toContain('Something went wrong');
    await say('/private off');
    expect(await tablesHolding('wombat')).toEqual([]);
  });

  test('keeps none of the words that stand behind /private', async () => {
    expect(await say('/private the code is Okapi')).toContain('I have not kept these words');
    expect(await tablesHolding('okapi')).toEqual([]);
  });
});
