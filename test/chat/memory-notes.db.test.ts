import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { calls, words } from '../agent/answers.ts';
import { type House, openHouse } from '../wiring/house.ts';

let house: House;
let user: string;
let count = 0;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(async () => {
  count += 1;
  user = `noor${count}`;
  await house.move(user);
  house.play(() => words('I see.'));
});
afterAll(() => house.close());

async function say(text: string): Promise<string> {
  await house.clock.advance(1_000);
  await house.say(user, text);
  return (await house.texts(user)).at(-1) ?? '';
}

/** A message of which the model saves this. */
async function sayAndSave(text: string, note: string): Promise<void> {
  house.play(({ messages }) => (messages.at(-1)?.role === 'tool' ? words('Saved.') : calls(['memory_save', { text: note }])));
  expect(await say(text)).toContain(`✓ Remembered: ${note}`);
  house.play(() => words('I see.'));
}

async function noteOn(matter: string): Promise<string> {
  return /fact:[0-9a-f]{8}/.exec(await say(`/memory ${matter}`))?.[0] ?? '';
}

describe('a note that was saved from a message which says more', () => {
  test('R82 takes nothing else along when it is undone', async () => {
    await sayAndSave('My sister is Ana. I park on level 3.', 'I park on level 3.');
    expect(await say('/undo')).toContain('I no longer remember: I park on level 3.');
    expect(await say('/memory sister')).toContain('my sister: Ana');
  });

  test('R82 takes nothing else along when it is corrected, and Undo gives back what it said', async () => {
    await sayAndSave('My sister is Ana. I live in Porto.', 'I live in Porto.');
    await say(`/memory correct ${await noteOn('live')} I live in Lisbon.`);
    expect(await say('/memory sister')).toContain('my sister: Ana');
    expect(await say('/memory home')).toContain('my home: Lisbon');
    await say('/undo');
    expect(await say('/memory home')).toContain('my home: Porto');
  });

  test("takes along what it says in a model's words", async () => {
    await sayAndSave('My sister is Ana. I live in Porto.', 'The user has a sister named Ana');
    await say('/undo');
    expect(await say('/memory sister')).toBe('I remember nothing on sister.');
    expect(await say('/memory home')).toContain('my home: Porto');
  });
});
