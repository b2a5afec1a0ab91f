import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../wiring/house.ts';
import { calls, words } from './answers.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** The texts of the files that came into this chat, message by message. */
const arrived = (user: string) =>
  house.shown(user).map(({ files }) => files.map(({ name, bytes }) => `${name}: ${Buffer.from(bytes).toString()}`));

test('a document that was written comes with the answer', async () => {
  await house.move('ann');
  const answers = [calls(['document_write', { name: 'Plan', text: '# May' }]), words('Here is your plan.')];
  house.play(() => answers.shift() ?? words(''));
  await house.say('ann', 'write me a plan for May');
  expect(await house.texts('ann')).toEqual([expect.stringMatching(/^Here is your plan\.\n\n✓ Document written/)]);
  expect(arrived('ann')).toEqual([['Plan.md: # May']]);
});

test('a document that was asked for by a card comes after the press', async () => {
  await house.move('ben');
  house.play(() => calls(['document_write', { name: 'Plan', text: '# May' }]));
  await house.say('ben', 'write down what this says', { foreignText: 'words of others' });
  await house.texts('ben');
  const card = house.shown('ben').at(-1);
  expect(arrived('ben').flat()).toEqual([]);
  await house.press('ben', card?.message.buttons?.[0]?.[0]?.id ?? '', { messageId: card?.messageId ?? '' });
  await house.texts('ben');
  expect(arrived('ben').at(-1)).toEqual(['Plan.md: # May']);
});
