import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actions } from '../../src/db/schema/actions.ts';
import { tasks } from '../../src/db/schema/planning.ts';
import { calls, words } from '../agent/answers.ts';
import { createGate, type House, openHouse } from '../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const titles = (person: string) =>
  house.db.asPerson(person, async (tx) => (await tx.select().from(tasks)).map(({ title }) => title));
const states = async (person: string) =>
  (await house.db.asPerson(person, (tx) => tx.select().from(actions))).map(({ state }) => state).sort();
const latest = (user: string) => house.shown(user).at(-1);
const button = (user: string, label: string) => {
  const found = house
    .shown(user)
    .flatMap(({ message }) => message.buttons?.flat() ?? [])
    .findLast((each) => each.label === label);
  if (!found) throw new Error(`no button ${label}`);
  return found.id;
};

/** A card that asks for a task, and Edit pressed on it. */
async function editing(user: string, title = 'Pay the rent', press = true) {
  const person = await house.move(user);
  house.play(() => calls(['task_add', { title, notes: 'in cash' }]));
  await house.say(user, 'deal with this', { foreignText: 'words of others' });
  await house.texts(user);
  house.play(() => words('Hello.'));
  const card = latest(user);
  const go = button(user, 'Add');
  if (press) expect(await house.press(user, button(user, 'Edit'))).toBe('Write what should be different.');
  await house.texts(user);
  const shown = () => house.shown(user).find(({ messageId }) => messageId === card?.messageId)?.message;
  return { person, go, card: shown, cardId: card?.messageId ?? '', asked: house.asked.length };
}

describe('Edit on a card', () => {
  test('R27 names the parts; without a model the next words make a new card with them, and the old one runs no more', async () => {
    const { person, go, card, asked } = await editing('ann');
    expect(latest('ann')?.message.text).toMatch(
      /^What should be different\? .*`title: …`.*`notes: …`.*"cancel" leaves the card/s,
    );
    await house.say('ann', 'title: Pay the whole rent');
    await house.texts('ann');
    expect(house.asked).toHaveLength(asked);
    expect(latest('ann')?.message.text).toContain('Pay the whole rent');
    expect(latest('ann')?.message.text).toContain('in cash');
    expect(card()?.text).toContain('Changed by you: the newer card stands below.');
    expect(card()?.buttons).toBeUndefined();
    expect(await house.press('ann', go)).toContain('There is a newer version of this card');
    expect(await titles(person)).toEqual([]);
    await house.press('ann', button('ann', 'Add'));
    expect(await titles(person)).toEqual(['Pay the whole rent']);
    expect(await states(person)).toEqual(['done', 'superseded']);
  });

  test('opens a form with what is there, where the platform has forms; what is written in it answers the card', async () => {
    const { person, cardId, asked } = await editing('fay', 'Pay the rent', false);
    const { form } = await house.answer('fay', button('fay', 'Edit'), { forms: true, messageId: cardId });
    expect(form).toMatchObject({ title: 'Edit', text: 'title: Pay the rent\nnotes: in cash' });
    await house.texts('fay');
    expect(latest('fay')?.messageId).toBe(cardId);
    await house.say('fay', 'title: Pay the whole rent\nnotes:', { replyTo: cardId });
    await house.texts('fay');
    expect(house.asked).toHaveLength(asked);
    await house.press('fay', button('fay', 'Add'));
    expect(await titles(person)).toEqual(['Pay the whole rent']);
    expect(await states(person)).toEqual(['done', 'superseded']);
  });

  test('keeps the old card open when nothing can be made of the words, and says what to write', async () => {
    const { person, go, card } = await editing('ben');
    await house.say('ben', 'importance: many');
    await house.texts('ben');
    expect(latest('ben')?.message.text).toMatch(/^Write importance as a number.*The card is as it was\./s);
    await house.say('ben', 'due: on the 40th of nonsense');
    await house.texts('ben');
    expect(latest('ben')?.message.text).toContain('The card is as it was.');
    await house.say('ben', 'importance: 9');
    await house.texts('ben');
    expect(latest('ben')?.message.text).toContain('9 of 10');
    expect(card()?.text).toContain('Changed by you');
    expect(await house.press('ben', go)).toContain('newer version');
    expect(await states(person)).toEqual(['proposed', 'superseded']);
  });

  test.each([
    ['cancel', 'Nothing was changed. The card is as it was.'],
    ['/tasks', ''],
  ])('is left by %s', async (way, said) => {
    const user = `leaves by ${way}`;
    const { person, go } = await editing(user);
    await house.say(user, way);
    await house.texts(user);
    expect(latest(user)?.message.text).toContain(said);
    await house.say(user, 'title: something else');
    expect((await house.texts(user)).at(-1)).toBe('Hello.');
    await house.press(user, go);
    expect(await titles(person)).toEqual(['Pay the rent']);
  });

  test('awaits the words for ten minutes, and longer as an answer to the card or the question', async () => {
    const { person } = await editing('cleo');
    const question = latest('cleo')?.messageId ?? '';
    await house.clock.advance(10 * 60_000 + 1);
    await house.say('cleo', 'title: too late');
    expect((await house.texts('cleo')).at(-1)).toBe('Hello.');
    await house.say('cleo', 'title: in answer', { replyTo: question });
    await house.texts('cleo');
    expect(latest('cleo')?.message.text).toContain('in answer');
    expect(await states(person)).toEqual(['proposed', 'superseded']);
  });

  test('takes no words that answer something else, none of others, and none from before', async () => {
    const { person, cardId } = await editing('dora');
    await house.say('dora', 'title: x', { replyTo: 'sent-0' });
    await house.say('dora', 'title: y', { foreignText: 'title: z' });
    await house.texts('dora');
    expect(await states(person)).toEqual(['proposed']);
    await house.say('dora', 'title: mine', { replyTo: cardId });
    await house.texts('dora');
    expect(await states(person)).toEqual(['proposed', 'superseded']);
  });

  test('takes no words that were written before Edit was pressed', async () => {
    const { person } = await editing('kim', 'Pay the rent', false);
    const gate = createGate();
    house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('Hello.');
    });
    await house.say('kim', 'think');
    await gate.arrived;
    await house.say('kim', 'title: from before');
    await house.clock.advance(1000);
    await house.press('kim', button('kim', 'Edit'));
    gate.open();
    await house.texts('kim');
    expect(await states(person)).toEqual(['proposed']);
    await house.say('kim', 'title: from behind');
    await house.texts('kim');
    expect(await states(person)).toEqual(['proposed', 'superseded']);
  });

  test('does not take words when Edit was never pressed, not even in answer to the card', async () => {
    const { person, cardId } = await editing('eve', 'Pay the rent', false);
    await house.say('eve', 'title: mine', { replyTo: cardId });
    await house.texts('eve');
    expect(await states(person)).toEqual(['proposed']);
  });

  test('changes nothing when the card was pressed before the words came', async () => {
    const { person, go } = await editing('finn');
    await Promise.all([house.press('finn', go), house.say('finn', 'title: mine')]);
    await house.texts('finn');
    const came = await states(person);
    const done = await titles(person);
    // Either the press won, and what was made of the words is closed, or the words did, and the press ran nothing.
    expect([
      [['done'], ['Pay the rent']],
      [['done', 'stopped'], ['Pay the rent']],
      [['proposed', 'superseded'], []],
    ]).toContainEqual([came, done]);
  });

  test('on a card that is closed or over says so', async () => {
    await editing('gus', 'Pay the rent', false);
    const edit = button('gus', 'Edit');
    await house.press('gus', button('gus', 'Cancel'));
    expect(await house.press('gus', edit)).toBe('You cancelled this before. Nothing was done.');
    await editing('hal', 'Pay the rent', false);
    await house.clock.advance(1441 * 60_000);
    expect(await house.press('hal', button('hal', 'Edit'))).toContain('This has expired');
  });

  test('survives a restart between press and words', async () => {
    const { person } = await editing('ida');
    await house.restart();
    await house.say('ida', 'title: after the restart');
    await house.texts('ida');
    await house.press('ida', button('ida', 'Add'));
    expect(await titles(person)).toEqual(['after the restart']);
  });
});
