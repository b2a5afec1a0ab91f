import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inbox } from '../../src/db/schema/chat.ts';
import { tasks } from '../../src/db/schema/planning.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { calls, words } from '../agent/answers.ts';
import { createGate, type House, openHouse } from '../wiring/house.ts';

const FOREIGN = 'This button is not for you, or it is from another time. Nothing was done.';
const ID = '00000000-0000-4000-8000-000000000001';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const titles = (person: string) =>
  house.db.asPerson(person, async (tx) => (await tx.select().from(tasks)).map(({ title, state }) => `${title} ${state}`));
const pressesOf = (person: string) =>
  house.db.asPerson(person, (tx) =>
    tx
      .select()
      .from(inbox)
      .where(and(eq(inbox.personId, person), eq(inbox.kind, 'press'))),
  );

/** A card that asks for a task, shown to this person. */
async function card(user: string, title: string) {
  house.play(() => calls(['task_add', { title }]));
  await house.say(user, 'deal with this', { foreignText: 'words of others' });
  await house.texts(user);
  const shown = house.shown(user).at(-1);
  const button = (verb: string) => shown?.message.buttons?.flat().find(({ id }) => id.startsWith(`${verb}.`))?.id ?? '';
  return { messageId: shown?.messageId ?? '', go: button('do'), no: button('no') };
}

describe('a press', () => {
  test('runs a card once, whatever number of presses arrive, and the outcome takes its place', async () => {
    const ann = await house.move('ann');
    const { go, messageId } = await card('ann', 'Pay the rent');
    const said = await Promise.all(Array.from({ length: 20 }, () => house.press('ann', go, { messageId })));
    expect(said.filter((sentence) => sentence.includes('Pay the rent'))).toHaveLength(1);
    expect(new Set(said).size).toBe(2);
    expect(await titles(ann)).toEqual(['Pay the rent open']);
    await house.texts('ann');
    const shown = house.shown('ann').find((each) => each.messageId === messageId);
    expect(shown?.before).toHaveLength(1);
    expect(shown?.message.buttons).toMatchObject([[{ label: 'Undo' }]]);
  });

  test('delivered twice by the platform counts once', async () => {
    const ben = await house.move('ben');
    const { go, messageId } = await card('ben', 'Pay the rent');
    await house.press('ben', go, { messageId, key: 'press:same' });
    expect(await house.press('ben', go, { messageId, key: 'press:same' })).toBe('Got it already.');
    expect(await pressesOf(ben)).toHaveLength(1);
  });

  test('on Cancel closes the card for good', async () => {
    const cleo = await house.move('cleo');
    const { go, no } = await card('cleo', 'Pay the rent');
    expect(await house.press('cleo', no)).toBe('Cancelled. Nothing was done.');
    expect(await house.press('cleo', go)).toBe('You cancelled this before. Nothing was done.');
    expect(await titles(cleo)).toEqual([]);
    expect((await house.texts('cleo')).at(-1)).toContain('Cancelled. Nothing was done.');
  });

  test('on a card whose time is over does nothing', async () => {
    const dora = await house.move('dora');
    const { go } = await card('dora', 'Pay the rent');
    await house.clock.advance(1441 * 60_000);
    expect(await house.press('dora', go)).toBe('This has expired. Nothing was done; ask again if you still want it.');
    expect(await titles(dora)).toEqual([]);
  });

  test('by somebody else does nothing, known or not, and is not stored', async () => {
    const eve = await house.move('eve');
    const mal = await house.move('mal');
    const { go } = await card('eve', 'Pay the rent');
    expect(await house.press('mal', go)).toBe(FOREIGN);
    expect(await house.press('nobody', go)).toBe(FOREIGN);
    expect(await titles(eve)).toEqual([]);
    expect(await pressesOf(mal)).toEqual([]);
  });

  test.each([
    ['made by another key', (person: string) => createButtons(Buffer.alloc(32, 9)).sign({ verb: 'do', id: ID }, person)],
    ['bent to another verb', (person: string) => house.buttons.sign({ verb: 'no', id: ID }, person).replace('no.', 'do.')],
    ['with a verb that nobody knows', (person: string) => house.buttons.sign({ verb: 'fly', id: ID }, person)],
    ['that is no button of ours', () => 'hello'],
  ])('on a button %s is turned away in plain words', async (name, make) => {
    const person = await house.move(name);
    expect(await house.press(name, make(person))).toBe(FOREIGN);
  });

  test.each([
    ['do', 'This button belongs to nothing I know. Nothing was done.'],
    ['no', 'This button belongs to nothing I know. Nothing was done.'],
    ['undo', 'There is nothing to undo here.'],
    ['rdone', 'This reminder is gone.'],
  ])('of ours on "%s" whose thing is gone says so', async (verb, sentence) => {
    const person = await house.move(`gone-${verb}`);
    expect(await house.press(`gone-${verb}`, house.buttons.sign({ verb, id: ID }, person))).toBe(sentence);
  });

  test('answers at once while a turn runs', async () => {
    const gus = await house.move('gus');
    const { go } = await card('gus', 'Pay the rent');
    const gate = createGate();
    house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('At last.');
    });
    await house.say('gus', 'think hard');
    await gate.arrived;
    expect(await house.press('gus', go)).toContain('Pay the rent');
    expect(await titles(gus)).toEqual(['Pay the rent open']);
    gate.open();
    expect((await house.texts('gus')).at(-1)).toBe('At last.');
  });

  test('on Undo twice takes back once', async () => {
    const hal = await house.move('hal');
    const left = [calls(['task_add', { title: 'Pay the rent' }]), words('Added.')];
    house.play(() => left.shift() ?? words('?'));
    await house.say('hal', 'add a task');
    await house.texts('hal');
    const undo = house.shown('hal')[0]?.message.buttons?.[0]?.[0]?.id ?? '';
    await house.press('hal', undo);
    expect(await titles(hal)).toEqual(['Pay the rent dropped']);
    expect(await house.press('hal', undo)).toBe('This is undone already.');
  });

  test('survives a restart of the process', async () => {
    const ida = await house.move('ida');
    const { go } = await card('ida', 'Pay the rent');
    await house.restart();
    await house.press('ida', go);
    expect(await titles(ida)).toEqual(['Pay the rent open']);
  });
});

describe('a press on a reminder', () => {
  test('replaces its message by what became of it', async () => {
    await house.move('joe');
    house.play(() => words('?'));
    await house.say('joe', '/remind in 10 minutes stretch');
    await house.texts('joe');
    await house.pass(60_000, 11);
    await house.adapter.until(() => house.shown('joe').length === 2);
    const fired = house.shown('joe')[1];
    const [snooze, finish] = ['rsnooze10', 'rdone'].map(
      (verb) => fired?.message.buttons?.flat().find(({ id }) => id.startsWith(`${verb}.`))?.id ?? '',
    );
    const messageId = fired?.messageId ?? '';
    expect(await house.press('joe', snooze ?? '', { messageId })).toMatch(/^I remind you again at /);
    await house.texts('joe');
    expect(house.shown('joe')[1]?.message.text).toMatch(/^⏰ stretch\n_Again at /);
    expect(await house.press('joe', finish ?? '', { messageId })).toBe('Done.');
    await house.texts('joe');
    expect(house.shown('joe')[1]?.message.text).toBe('✓ stretch\n_Done._');
    expect(house.shown('joe')).toHaveLength(2);
  });
});

describe('a press on a pairing card', () => {
  test('lets somebody in, replaces the card, greets them, and works once', async () => {
    const token = (await house.assistant().claimToken()) ?? '';
    await house.say('owner', `/start ${token}`);
    await house.say('new', 'hello?');
    expect(await house.texts('owner')).toHaveLength(2);
    const pairing = house.shown('owner').at(-1);
    const letIn = pairing?.message.buttons?.flat()[0]?.id ?? '';
    expect(await house.press('owner', letIn)).toBe('They are in, with an assistant of their own.');
    expect((await house.texts('owner')).at(-1)).toBe('They are in, with an assistant of their own.');
    expect(house.shown('owner')).toHaveLength(2);
    expect((await house.texts('new')).at(-1)).toMatch(/^You are in\./);
    expect(await house.press('owner', letIn)).toBe('This request has been answered already.');
    expect(await house.press('new', letIn)).toBe(FOREIGN);
    house.play(() => words('Hello, new one.'));
    await house.say('new', 'hello again');
    expect((await house.texts('new')).at(-1)).toBe('Hello, new one.');
  });
});
