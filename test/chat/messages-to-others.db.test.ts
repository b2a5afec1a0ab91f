import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actions } from '../../src/db/schema/actions.ts';
import { identities, knownChats } from '../../src/db/schema/identities.ts';
import { calls, words } from '../agent/answers.ts';
import { type House, openHouse } from '../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  const token = (await house.assistant().claimToken()) ?? '';
  await house.say('owner', `/start ${token}`);
  for (const user of ['ben', 'cleo']) {
    await house.say(user, 'hello?');
    await house.texts('owner');
    await house.press('owner', button('owner', 'Let them in'));
    await house.texts(user);
  }
});
afterAll(() => house.close());

const button = (user: string, label: string) =>
  house
    .shown(user)
    .flatMap(({ message }) => message.buttons?.flat() ?? [])
    .findLast((each) => each.label === label)?.id ?? '';
const latest = (user: string) => house.shown(user).at(-1)?.message.text ?? '';
const personOf = async (user: string) => {
  const [row] = await house.db.asSystem((tx) => tx.select().from(identities).where(eq(identities.userId, user)));
  return row?.personId ?? '';
};
const knownTo = async (user: string) => {
  const person = await personOf(user);
  const rows = await house.db.asPerson(person, (tx) => tx.select().from(knownChats).where(eq(knownChats.personId, person)));
  return rows.map(({ name, chat }) => `${name}: ${chat}`).sort();
};

/** The model wishes for this message; resolves once the answer is shown. */
async function wish(user: string, to: string, text: string) {
  const left = [calls(['message_send', { to, text }])];
  house.play(() => left.shift() ?? words('I could not.'));
  await house.say(user, 'tell them');
  await house.texts(user);
}

test('the owner and whoever was let in know each other, and nobody else', async () => {
  expect(await knownTo('owner')).toEqual(['ben: chat-ben', 'cleo: chat-cleo']);
  expect(await knownTo('ben')).toEqual(['Owner: chat-owner']);
  expect(await knownTo('cleo')).toEqual(['Owner: chat-owner']);
});

test('R95 a message goes to another person only by a press, as the card showed it, and says from whom', async () => {
  await wish('ben', 'owner', 'Lunch at *one*?');
  expect(latest('ben')).toContain('Owner on telegram (chat-owner)');
  expect(latest('ben')).toContain('Message from ben, by their assistant:');
  const before = house.shown('owner').length;
  const send = button('ben', 'Send');
  expect(await house.press('ben', send)).toContain('On its way to Owner.');
  await house.texts('ben');
  expect(house.shown('owner')).toHaveLength(before + 1);
  expect(latest('owner')).toContain('Message from ben, by their assistant:');
  expect(latest('owner')).toContain('Lunch at \\*one\\*?');
  expect(await house.press('ben', send)).toBe('This was already done. Nothing was done twice.');
  expect(house.shown('owner')).toHaveLength(before + 1);
});

test('R95 nobody reaches a third person whom they do not know, by name or by id', async () => {
  for (const to of ['cleo', 'chat-cleo', 'cleo on telegram (chat-cleo)']) {
    await wish('ben', to, 'psst');
    expect(house.asked.at(-1)?.messages.at(-1)?.content).toContain('Write one of: `Owner on telegram (chat-owner)`');
  }
  expect(house.shown('cleo').some(({ message }) => message.text.includes('psst'))).toBe(false);
  const rows = await house.db.asPerson(await personOf('ben'), (tx) => tx.select().from(actions));
  expect(rows.map(({ state }) => state)).toEqual(['done']);
});

test('a group in which somebody spoke to the bot can be written to by them, and by nobody else', async () => {
  house.play(() => words('Hello.'));
  await house.say('cleo', 'hi all', { chat: '-100', direct: false });
  await house.texts('cleo');
  expect(await knownTo('cleo')).toEqual(['Owner: chat-owner', 'the group -100: -100']);
  await wish('cleo', 'the group', 'Good morning');
  expect(latest('cleo')).toContain('Everybody in this group will read it');
  await house.press('cleo', button('cleo', 'Send'));
  await house.texts('cleo');
  expect(house.adapter.shown.filter(({ chat }) => chat === '-100').map(({ message }) => message.text)).toEqual([
    expect.stringContaining('Good morning'),
  ]);
  await wish('owner', '-100', 'me too');
  expect(house.adapter.shown.filter(({ chat }) => chat === '-100')).toHaveLength(1);
});
