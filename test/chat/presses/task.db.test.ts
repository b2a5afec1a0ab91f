import { afterAll, beforeAll, expect, test } from 'vitest';
import { tasks } from '../../../src/db/schema/planning.ts';
import { type House, openHouse } from '../../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ model: false });
});
afterAll(() => house.close());

const stored = (person: string) =>
  house.db.asPerson(person, async (tx) => {
    const rows = await tx.select().from(tasks).orderBy(tasks.number);
    return rows.map(({ title, state, dueAt }) => ({ title, state, due: dueAt?.toString() ?? null }));
  });

/** The list of this person's two tasks, as shown, with its buttons by label. */
async function list(user: string) {
  await house.say(user, '/tasks add Pay the rent');
  await house.say(user, '/tasks add Water the plants');
  await house.say(user, '/tasks');
  await house.texts(user);
  const shown = house.shown(user).at(-1);
  const labelled = new Map(shown?.message.buttons?.flat().map(({ id, label }) => [label, id]));
  const messageId = shown?.messageId ?? '';
  return {
    messageId,
    press: (label: string) => house.press(user, labelled.get(label) ?? '', { messageId }),
    now: () => house.shown(user).find((each) => each.messageId === messageId),
  };
}

test('R39 Done under the list marks the task, shows the list anew in place, and offers Undo', async () => {
  const ann = await house.move('ann');
  const { press, now } = await list('ann');
  const before = house.shown('ann').length;
  expect(await press('Task 1 is done')).toContain('Pay the rent');
  expect(await stored(ann)).toMatchObject([
    { title: 'Pay the rent', state: 'done' },
    { title: 'Water the plants', state: 'open' },
  ]);
  await house.texts('ann');
  expect(house.shown('ann')).toHaveLength(before);
  const labels = now()
    ?.message.buttons?.flat()
    .map(({ label }) => label);
  expect(labels).toEqual(['Undo', 'Task 2 is done', 'Task 2: tomorrow']);

  const undo = now()?.message.buttons?.[0]?.[0]?.id ?? '';
  await house.press('ann', undo, { messageId: now()?.messageId ?? '' });
  expect(await stored(ann)).toMatchObject([{ state: 'open' }, { state: 'open' }]);
});

test('R39 Tomorrow under the list moves the task to tomorrow', async () => {
  const ben = await house.move('ben');
  const { press } = await list('ben');
  expect(await press('Task 2: tomorrow')).toContain('Water the plants');
  const [, moved] = await stored(ben);
  // The last minute of the 22nd in Berlin.
  expect(moved?.due).toBe('2026-11-22T22:59:00Z');
});

test('R39 two taps on a button move the task once, and Undo puts back what stood there before', async () => {
  const dov = await house.move('dov');
  const { press, now } = await list('dov');
  await Promise.all([press('Task 1: tomorrow'), press('Task 1: tomorrow')]);
  await house.texts('dov');
  const undo = now()?.message.buttons?.[0]?.[0]?.id ?? '';
  expect(await press('Task 1: tomorrow')).toBe('Task 1 is like that already: Pay the rent, due tomorrow.');
  await house.press('dov', undo, { messageId: now()?.messageId ?? '' });
  expect(await stored(dov)).toMatchObject([{ due: null }, { due: null }]);
});

test('a task that is not open any more is left as it is', async () => {
  const cleo = await house.move('cleo');
  const { press } = await list('cleo');
  await press('Task 1 is done');
  expect(await press('Task 1 is done')).toBe('This task is not open any more.');
  expect(await press('Task 1: tomorrow')).toBe('This task is not open any more.');
  expect(await stored(cleo)).toMatchObject([{ state: 'done', due: null }, { state: 'open' }]);
});
