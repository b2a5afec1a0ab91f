import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claims } from '../../src/db/schema/memory.ts';
import { createGate, type House, openHouse } from '../wiring/house.ts';
import { words } from './answers.ts';

let house: House;
let person: string;
let user: string;
let count = 0;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(async () => {
  count += 1;
  user = `ann${count}`;
  person = await house.move(user);
  house.play(() => words('Good.'));
});
afterAll(() => house.close());

async function say(text: string): Promise<string> {
  await house.say(user, text);
  return (await house.texts(user)).at(-1) ?? '';
}

/** All of these are answered together, as what came in while another was being answered. */
async function sayTogether(...texts: readonly string[]): Promise<void> {
  const gate = createGate();
  house.play(async (_, signal) => {
    await gate.pass(signal);
    return words('Good.');
  });
  await house.say(user, 'hello');
  await gate.arrived;
  for (const text of texts) await house.say(user, text);
  gate.open();
  await house.texts(user);
}

/** Every table of which a row of this person's holds the text. */
function tablesHolding(text: string): Promise<string[]> {
  return house.db.asPerson(person, async (tx) => {
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

const aDay = () => house.pass(60 * 60_000, 26);

describe('messages that were answered together', () => {
  test('R94 are all erased with what they said', async () => {
    await sayTogether('the locker code is zebrafinch', 'and the gate code is quokka');
    expect(await say('/forget quokka')).toContain('1 memory is hidden');
    await aDay();
    for (const word of ['zebrafinch', 'quokka']) expect(await tablesHolding(word)).toEqual([]);
  });

  test('R94 lose of what they said only what is forgotten, whichever of them said it', async () => {
    await sayTogether('My sister is Ana.', 'My brother is Quokkaman.');
    const stated = await house.db.asPerson(person, (tx) => tx.select().from(claims));
    const [brother] = stated.filter(({ value }) => value === 'Quokkaman');
    await say(`/forget slot:${brother?.id.slice(0, 8)}`);
    await aDay();
    expect(await tablesHolding('quokkaman')).toEqual([]);
    expect(await tablesHolding('My sister is Ana')).toEqual(['claims', 'episodes', 'inbox', 'slots']);
  });
});
