import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { standingAnywhere } from '../../bench/proofs/forget/backup.ts';
import { inbox } from '../../src/db/schema/chat.ts';
import { facts } from '../../src/db/schema/memory.ts';
import { AppError } from '../../src/ground/errors.ts';
import { openTasks } from '../../src/tasks/store.ts';
import { words } from '../agent/answers.ts';
import { type House, openHouse } from '../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const TALK = [
  'WEBVTT',
  '',
  '00:01.000 --> 00:04.000',
  '<v Ana Ruiz>We have decided to keep the budget at 40,000 euros.',
  '',
  '00:05.000 --> 00:08.000',
  "<v Ben Okafor>I'll send the numbers by Friday.",
  '<v Ben Okafor>Maybe we circle back on pricing.',
].join('\n');
const FILE = { ref: 'r1', kind: 'document', name: 'budget.vtt', mime: 'text/vtt', size: 200 } as const;

/** Presses what is labelled so under the latest message that has it. */
async function press(user: string, label: string): Promise<string> {
  const carrier = house.shown(user).findLast(({ message }) => message.buttons?.flat().some((each) => each.label === label));
  const button = carrier?.message.buttons?.flat().find((each) => each.label === label);
  const said = await house.press(user, button?.id ?? '', { messageId: carrier?.messageId ?? '' });
  await house.jobs.run();
  await house.assistant().settle();
  return said;
}

const filesOf = async (person: string) => {
  const { rows } = await house.db.asPerson(person, (tx) => tx.execute('select name from files'));
  return rows.map(({ name }) => name);
};
const factsOf = (person: string) =>
  house.db.asPerson(person, (tx) =>
    tx
      .select({ text: facts.text, trust: facts.trust })
      .from(facts)
      .where(and(eq(facts.personId, person), isNull(facts.forgottenAt))),
  );

test('R46 R47 an uploaded transcript is asked for, noted with its lines, its items become tasks by a press, and all of it can be deleted', async () => {
  const ann = await house.move('ann');
  house.adapter.serve(async () => new TextEncoder().encode(TALK));
  // A model that claims the hedged sentence as a decision.
  house.play(() => words(JSON.stringify({ decisions: [{ line: 8, quote: 'we circle back on pricing' }] })));
  await house.say('ann', '/notes', { files: [FILE] });
  const [question] = await house.texts('ann');
  expect(question).toMatch(/^\*\*Shall I keep notes of `budget\.vtt`\?\*\* 3 lines\. By Ana Ruiz, Ben Okafor\./);
  expect(await filesOf(ann)).toEqual([]);

  expect(await press('ann', 'Keep notes')).toBe('You allowed it: I make the notes.');
  const notes = (await house.texts('ann')).at(-1) ?? '';
  expect(notes.split('\n').filter((line) => line !== '')).toEqual([
    '**Notes: `budget.vtt`**',
    '3 lines, by Ana Ruiz, Ben Okafor',
    '**Decided**',
    '- Ana Ruiz: “We have decided to keep the budget at 40,000 euros.” (line 4)',
    '**To do**',
    "1\\. Ben Okafor: send the numbers, due Friday, 27 November 2026: “I'll send the numbers by Friday.” (line 7)",
    '**Left open**',
    '- Ben Okafor: “Maybe we circle back on pricing.” (line 8)',
    'That is all.',
  ]);
  expect(await filesOf(ann)).toEqual(['notes of budget.vtt.json']);
  expect(await factsOf(ann)).toMatchObject([{ text: expect.stringContaining('budget at 40,000'), trust: 'outside' }]);

  const tasks = () => house.db.asPerson(ann, (tx) => openTasks(tx, ann));
  expect(await tasks()).toEqual([]);
  expect(await press('ann', 'Add task 1')).toMatch(/^Task 1 added: Ben Okafor: send the numbers, due Friday, 27 November 2026/);
  await press('ann', 'Add task 1');
  expect(await tasks()).toMatchObject([
    {
      title: 'Ben Okafor: send the numbers',
      tainted: true,
      dueIsDay: true,
      notes: expect.stringContaining('budget.vtt, line 7'),
    },
  ]);
  await press('ann', 'Undo');
  expect(await tasks()).toEqual([]);

  expect(await press('ann', 'Delete notes')).toBe('The notes and the transcript are deleted.');
  expect([await filesOf(ann), await factsOf(ann)]).toEqual([[], []]);
});

test('R46 pasted words are kept by nobody who says no, and lose their place', async () => {
  const ben = await house.move('ben');
  const key = await house.say('ben', '/notes Ana: We have decided.\nBen: I will call the bank.');
  await house.texts('ben');
  expect(await press('ben', 'No')).toBe('No notes are kept.');
  expect(await filesOf(ben)).toEqual([]);
  const [row] = await house.db.asPerson(ben, (tx) =>
    tx
      .select({ payload: inbox.payload })
      .from(inbox)
      .where(and(eq(inbox.personId, ben), eq(inbox.key, key))),
  );
  expect(JSON.stringify(row?.payload)).not.toContain('bank');
  expect(await press('ben', 'Keep notes')).not.toContain('allowed');
});

test('each try with the same transcript is answered, after a failed one and after one that went well', async () => {
  await house.move('dan');
  house.play(() => words('{}'));
  const there = async () => new TextEncoder().encode(TALK);
  house.adapter.serve(there);
  await house.say('dan', '/notes', { files: [FILE], messageId: 'talk' });
  const answerTo = async (download: typeof there) => {
    await house.texts('dan');
    house.adapter.serve(download);
    await press('dan', 'Keep notes');
    const answer = (await house.texts('dan')).at(-1);
    house.adapter.serve(there);
    await house.say('dan', '/notes', { replyTo: 'talk' });
    return answer;
  };
  const away = async () => {
    throw new AppError('unavailable', 'The file cannot be had just now.');
  };
  expect(await answerTo(away)).toContain('cannot be had');
  expect(await answerTo(away)).toContain('cannot be had');
  expect(await answerTo(there)).toContain('**Decided**');
  expect(await answerTo(there)).toContain('**Decided**');
});

test('without a transcript it says how to send one', async () => {
  await house.move('cleo');
  await house.say('cleo', '/notes');
  expect((await house.texts('cleo')).at(-1)).toContain('.vtt or .srt file with /notes as its caption');
});

test('R94 /forget everything takes notes and transcript along, Undo brings them back, and a day later no row holds them', async () => {
  const dora = await house.move('dora');
  house.adapter.serve(async () => new TextEncoder().encode(TALK));
  house.play(() => words('[]'));
  await house.say('dora', '/notes', { files: [FILE] });
  await house.texts('dora');
  await press('dora', 'Keep notes');
  const kept = () => house.db.asPerson(dora, (tx) => tx.execute('select 1 from files where forgotten_at is null'));
  expect((await kept()).rows).toHaveLength(1);
  await house.say('dora', '/forget everything');
  expect((await house.texts('dora')).at(-1)).toContain('With 1 file that I kept.');
  expect((await kept()).rows).toEqual([]);
  await press('dora', 'Undo');
  expect((await kept()).rows).toHaveLength(1);
  await house.say('dora', '/forget everything');
  await house.texts('dora');
  await house.pass(3_600_000, 26);
  expect(await filesOf(dora)).toEqual([]);
  expect(await standingAnywhere(house.db, dora, ['Okafor', '40,000'])).toEqual(new Set());
});
