import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { talkInHouse } from '../wiring/talk.ts';

let erasings = 0;
const onErasing = async () => {
  erasings += 1;
};
const talk = talkInHouse({ onErasing });
const { say, press } = talk;

const DAY_MS = 24 * 3_600_000;

/** What was sent and still holds the word, a day after everything with it was forgotten. */
async function sentWith(word: string): Promise<string[]> {
  await say(`/forget ${word}`);
  await talk.house.pass(DAY_MS + 3_600_000, 2);
  const { rows } = await talk.house.db.asSystem((tx) =>
    tx.execute<{ text: string }>(
      sql`select message ->> 'text' as text from outbox where person_id = ${talk.person} and message::text like ${`%${word}%`}`,
    ),
  );
  return rows.map(({ text }) => text);
}

describe('what was shown of a memory is erased with it', () => {
  test('R94 in the overview of all that is remembered, by command and by button', async () => {
    await say('My sister is Ana');
    expect(await say('/memory')).toContain('Ana: 1');
    await press('Ana (1)');
    expect(await press('All topics')).toContain('Ana: 1');
    expect(await sentWith('Ana')).toEqual([]);
  });

  test('R94 as what something was before, on its page and on a button', async () => {
    await say('I live in Lisbon');
    await talk.house.pass(DAY_MS);
    await say('I moved to Porto');
    expect(await say('/memory home')).toContain('Before that:\n- Lisbon');
    expect(await press('Pin')).toContain('- Lisbon');
    expect(await sentWith('Lisbon')).toEqual([]);
  });

  test('R94 as what something was before, in the review', async () => {
    await say('I live in Lisbon');
    await talk.house.pass(DAY_MS);
    await say('I moved to Porto');
    expect(await say('/review')).toContain('my home: Porto (before: Lisbon)');
    expect(await sentWith('Lisbon')).toEqual([]);
  });

  test('R94 in what the night has seen, told in the review and on the page', async () => {
    for (const home of ['I live in Lisbon', 'I moved to Porto', 'I moved to Rome']) {
      await say(home);
      await talk.house.pass(DAY_MS);
    }
    // The night works on while the hours pass.
    let review = '';
    while (!review.includes('Lisbon, then Porto, then Rome')) review = await say('/review');
    await say('/memory your home');
    expect(await sentWith('Lisbon')).toEqual([]);
  });

  test('R94 in the answers to a correction and to what was taken back', async () => {
    await say('I live in Lisbon');
    const item = /slot:[0-9a-f]{8}/.exec(await say('/memory home'))?.[0] ?? '';
    expect(await say(`/memory correct ${item} Porto`)).toContain('Lisbon');
    await say('/remember The villa in Lisbon is blue');
    expect(await say('/undo')).toContain('Lisbon');
    expect(await sentWith('Lisbon')).toEqual([]);
  });
});

test('R94 nothing is erased without a word to whoever keeps snapshots', async () => {
  await say('My sister is Ana');
  const before = erasings;
  await say('/forget Ana');
  await talk.house.pass(3_600_000, 2);
  expect(erasings).toBe(before);
  await talk.house.pass(DAY_MS, 2);
  expect(erasings).toBe(before + 1);
  await say('/private');
  await say('My brother is Ben');
  await say('/private off');
  expect(erasings).toBe(before + 2);
});

test('R94 what an older export brings back is erased at the start', async () => {
  await say('My sister is Ana');
  await say('/forget Ana');
  await talk.house.db.asPerson(talk.person, async (tx) => {
    for (const table of ['episodes', 'claims']) await tx.execute(sql`update ${sql.identifier(table)} set forgotten_at = null`);
  });
  await talk.house.restart();
  expect(await say('/find sister')).toContain('nothing');
});
