import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outbox } from '../../src/db/schema/chat.ts';
import { tasks } from '../../src/db/schema/planning.ts';
import { calls } from '../agent/answers.ts';
import { type House, openHouse } from '../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const titles = (person: string) =>
  house.db.asPerson(person, async (tx) => (await tx.select().from(tasks)).map(({ title }) => title).sort());

/** Three cards of one request; gives the press on the button under the last. */
async function threeCards(user: string) {
  const person = await house.move(user);
  house.play(() => calls(['task_add', { title: 'One' }], ['task_add', { title: 'Two' }], ['task_add', { title: 'Three' }]));
  await house.say(user, 'deal with this', { foreignText: 'words of others' });
  await house.texts(user);
  const cards = house.shown(user).slice(-3);
  const all = cards.at(-1)?.message.buttons?.at(-1)?.[0];
  return { person, cards, label: all?.label, press: (by = user) => house.press(by, all?.id ?? '') };
}

test('one press under the last of several cards runs them all, once', async () => {
  const { person, cards, label, press } = await threeCards('ann');
  expect(label).toBe('Do all 3 above');
  expect(cards.map(({ message }) => message.buttons?.flat().map((button) => button.label))).toEqual([
    ['Add', 'Edit', 'Cancel'],
    ['Add', 'Edit', 'Cancel'],
    ['Add', 'Edit', 'Cancel', 'Do all 3 above'],
  ]);
  const said = await Promise.all(Array.from({ length: 10 }, () => press()));
  expect(said.filter((sentence) => sentence.includes('One'))).toHaveLength(1);
  expect(await press()).toBe('None of these cards is open any more. Nothing was done.');
  expect(await titles(person)).toEqual(['One', 'Three', 'Two']);
});

test('it leaves out what was cancelled, and is nobody else’s', async () => {
  const { person, cards, press } = await threeCards('ben');
  await house.move('mal');
  expect(await press('mal')).toContain('not for you');
  const cancel = cards[1]?.message.buttons?.[0]?.[2]?.id ?? '';
  await house.press('ben', cancel);
  await press();
  expect(await titles(person)).toEqual(['One', 'Three']);
});

test('a card that has not reached the person is not among them', async () => {
  const { person, cards, press } = await threeCards('cleo');
  const unseen = cards[0]?.message.text ?? '';
  await house.db.asPerson(person, async (tx) => {
    const rows = await tx.select().from(outbox).where(eq(outbox.personId, person));
    const row = rows.find(({ message }) => JSON.stringify(message).includes(JSON.stringify(unseen).slice(1, -1)));
    if (!row) throw new Error('the card is not in the outbox');
    await tx.update(outbox).set({ arrived: [] }).where(eq(outbox.seq, row.seq));
  });
  await press();
  expect(await titles(person)).toEqual(['Three', 'Two']);
});

test('a single card has no such button', async () => {
  await house.move('dora');
  house.play(() => calls(['task_add', { title: 'One' }]));
  await house.say('dora', 'deal with this', { foreignText: 'words of others' });
  await house.texts('dora');
  expect(
    house
      .shown('dora')
      .at(-1)
      ?.message.buttons?.flat()
      .map(({ label }) => label),
  ).toEqual(['Add', 'Edit', 'Cancel']);
});
