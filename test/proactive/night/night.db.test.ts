import { afterAll, beforeAll, expect, test } from 'vitest';
import { words } from '../../agent/answers.ts';
import { type House, openHouse } from '../../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.move('ann');
  house.play(() => words('I see.'));
});
afterAll(() => house.close());

async function say(text: string): Promise<string> {
  await house.clock.advance(1_000);
  await house.say('ann', text);
  return (await house.texts('ann')).at(-1) ?? '';
}

/** Lets so many hours pass, one by one. */
const wait = (hours: number) => house.pass(3_600_000, hours);

test('after a night a contradiction is asked by the card that asks for any, once, and the short form stands in /memory', async () => {
  await say("Ana's birthday is 3 May");
  await say('I live in Porto');
  await say("Ana's birthday is 5 May");
  await wait(24);
  const cards = () => house.shown('ann').filter(({ message }) => message.text.includes('Goes against what you told me of'));
  expect(cards()).toHaveLength(1);
  const [card] = cards();
  expect(card?.message.text).toMatch(/Ana's birthday[\s\S]*You said:\*\* 5 May[\s\S]*This says:\*\* 3 May/);
  const now = (card?.message.buttons ?? []).flat().find(({ label }) => label === 'Now 3 May');
  await house.press('ann', now?.id ?? '', { messageId: card?.messageId ?? '' });
  await house.texts('ann');
  expect(await say('/memory Ana')).toContain('3 May');
  expect(await say('/memory')).toContain('In short:\n- my home: Porto');
  await say('good night');
  await wait(24);
  expect(cards().filter(({ messageId }) => messageId !== card?.messageId)).toEqual([]);
});

test('a model reads by night what the rules could not, never what others wrote, and only what the words bear out stays', async () => {
  const asked: string[] = [];
  house.play(({ messages }) => {
    const said = messages.at(-1)?.content ?? '';
    if (!said.includes('List the lasting facts')) return words('I see.');
    asked.push(said);
    const carla = { message: 1, quote: 'Carla has made Ghent her base', subject: 'Carla', attribute: 'home', value: 'Ghent' };
    return words(JSON.stringify([carla, { ...carla, value: 'Rome' }]));
  });
  await say('Carla has made Ghent her base for good');
  await house.say('ann', 'look at this', { foreignText: 'Dora has made Oslo her base for good' });
  await house.texts('ann');
  await wait(24);
  expect(asked).toHaveLength(1);
  expect(asked[0]).not.toContain('Oslo');
  expect(await say('/memory Carla')).toContain("Carla's home: Ghent");
  await say('/settings memory.model off');
  await say('Emil has made Turin his base for good');
  await wait(24);
  expect(asked).toHaveLength(1);
});
