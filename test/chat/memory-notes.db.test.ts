import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { calls, words } from '../agent/answers.ts';
import { talkInHouse } from '../wiring/talk.ts';

const talk = talkInHouse();
const { say } = talk;

/** A message of which the model saves this. */
async function sayAndSave(text: string, note: string): Promise<void> {
  talk.house.play(({ messages }) =>
    messages.at(-1)?.role === 'tool' ? words('Saved.') : calls(['memory_save', { text: note }]),
  );
  expect(await say(text)).toContain(`✓ Remembered: ${note}`);
  talk.house.play(() => words('I see.'));
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

test('R82 what a corrected note said is found no more where it was said, and Undo brings it back', async () => {
  await sayAndSave('Remember that the alarm code is 1111. I park on level 3.', 'the alarm code is 1111');
  await say(`/memory correct ${await noteOn('alarm')} the alarm code is 2222`);
  expect(await say('/find alarm code')).not.toContain('1111');
  expect(await say('/find alarm code')).toContain('2222');
  expect(await say('/find level')).toContain('I park on level 3.');
  await say('/undo');
  expect(await say('/find alarm code')).toContain('the alarm code is 1111');
  expect(await say('/find alarm code')).not.toContain('2222');
});

test("a note in a model's words is the assistant's, and says so; one in the person's own words is theirs", async () => {
  await sayAndSave('I park on level 3.', 'The user parks on level 3');
  expect(await say('/memory parks')).toContain('The words are mine.');
  expect(await say('/find parks')).toContain('assistant: The user parks on level 3');
  await sayAndSave('My bike stands in the yard.', 'My bike stands in the yard.');
  expect(await say('/memory bike')).not.toContain('The words are mine.');
});

test('R5 what a model noticed says that it did', async () => {
  await say('I live in Porto');
  expect(await say('/memory home')).toContain('A sentence of yours says it');
  await talk.house.db.asPerson(talk.person, (tx) => tx.execute(sql`update claims set kept_because = 'noticed'`));
  expect(await say('/memory home')).toContain('I found it worth keeping on');
});

test('each project has a page of its own, and what has no room on a list says how to get at it', async () => {
  await say('I work on project Aurora');
  expect(await say('/memory')).toContain('- Aurora: 1');
  expect(await say('/memory Aurora')).toContain('my project: Aurora');
  for (let shelf = 1; shelf <= 11; shelf += 1) await say(`/remember Shelf ${shelf} is full`);
  expect(await say('/memory shelf')).toContain('1 more; another word narrows it down.');
});
