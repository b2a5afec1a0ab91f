import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inbox, turns } from '../../src/db/schema/chat.ts';
import { calls, words } from '../agent/answers.ts';
import { createGate, type House, openHouse } from '../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const statesOf = (person: string) =>
  house.db.asPerson(person, async (tx) => ({
    turns: (await tx.select().from(turns).where(eq(turns.personId, person))).map(({ state }) => state),
    inbox: (await tx.select().from(inbox).where(eq(inbox.personId, person))).map(({ state }) => state),
  }));

const lastRequest = () => house.asked.at(-1)?.messages.at(-1)?.content ?? '';

describe('a conversation', () => {
  test('takes what arrives during a turn as one request after it', async () => {
    const ann = await house.move('ann');
    const gate = createGate();
    house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('First.');
    });
    await house.say('ann', 'one');
    await gate.arrived;
    await house.say('ann', 'two');
    await house.say('ann', 'three');
    house.play(() => words('Second.'));
    gate.open();
    expect(await house.texts('ann')).toEqual(['First.', 'Second.']);
    expect(lastRequest()).toMatch(/two\n\nthree$/);
    expect(await statesOf(ann)).toEqual({ turns: ['done', 'done'], inbox: ['done', 'done', 'done'] });
  });

  test('does not keep another chat waiting', async () => {
    await house.move('ben');
    await house.move('cleo');
    const gate = createGate();
    house.play(async (request, signal) => {
      if (request.messages.at(-1)?.content.includes('slow')) await gate.pass(signal);
      return words('Answered.');
    });
    await house.say('ben', 'slow');
    await gate.arrived;
    await house.say('cleo', 'quick');
    await house.adapter.until(() => house.shown('cleo').length === 1);
    expect(house.shown('ben')).toEqual([]);
    gate.open();
    expect(await house.texts('ben')).toEqual(['Answered.']);
  });

  test('shows typing while it works for longer, again every four seconds, and stops with the answer', async () => {
    await house.move('dora');
    const gate = createGate();
    house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('Done.');
    });
    const before = house.adapter.typed();
    await house.say('dora', 'think');
    await gate.arrived;
    await house.clock.advance(299);
    expect(house.adapter.typed() - before).toBe(0);
    await house.clock.advance(4_001);
    expect(house.adapter.typed() - before).toBe(2);
    gate.open();
    await house.texts('dora');
    await house.clock.advance(20_000);
    expect(house.adapter.typed() - before).toBe(2);
  });

  test('says that it still works after five silent seconds', async () => {
    await house.move('eve');
    const gate = createGate();
    house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('Done.');
    });
    await house.say('eve', 'think');
    await gate.arrived;
    await house.clock.advance(5_000);
    await house.adapter.until(() => house.shown('eve').length === 1);
    gate.open();
    expect(await house.texts('eve')).toEqual(['Still working on it …', 'Done.']);
  });

  test('ends a turn that meets a bug in words, and goes on with the next message', async () => {
    const fay = await house.move('fay');
    house.play(() => {
      throw new TypeError('a bug');
    });
    await house.say('fay', 'poison');
    expect(await house.texts('fay')).toEqual([expect.stringMatching(/^Something went wrong on my side/)]);
    house.play(() => words('Fine.'));
    await house.say('fay', 'again');
    expect((await house.texts('fay')).at(-1)).toBe('Fine.');
    expect((await statesOf(fay)).turns).toEqual(['failed', 'done']);
  });

  test('on STOP ends the turn and what waits behind it, and says so once', async () => {
    const gus = await house.move('gus');
    const gate = createGate();
    house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('Never said.');
    });
    await house.say('gus', 'one');
    await gate.arrived;
    await house.say('gus', 'two');
    await house.say('gus', 'STOP');
    expect(await house.texts('gus')).toEqual([
      'Stopped: 1 running request, 1 waiting message. Your reminders and the brief stay.',
    ]);
    expect(await statesOf(gus)).toEqual({ turns: ['stopped'], inbox: ['done', 'done', 'done'] });
  });

  test('on STOP with nothing under way says that', async () => {
    await house.move('hal');
    await house.say('hal', '/stop');
    expect(await house.texts('hal')).toEqual(['Nothing was running. Your reminders and the brief stay.']);
  });

  test('on STOP closes open cards and leaves reminders', async () => {
    await house.move('ida');
    const answers = [calls(['reminder_set', { text: 'stretch', when: 'tomorrow at 9' }]), words('Set.')];
    house.play(() => answers.shift() ?? calls(['memory_save', { text: 'the gate code is 1' }]));
    await house.say('ida', 'remind me tomorrow at 9 to stretch');
    await house.texts('ida');
    await house.say('ida', 'remember this', { foreignText: 'the gate code is 1' });
    await house.texts('ida');
    expect(house.shown('ida').at(-1)?.message.buttons).toHaveLength(1);
    await house.say('ida', 'stop');
    const texts = await house.texts('ida');
    expect(texts.at(-1)).toBe('Stopped: 1 open card. Your reminders and the brief stay.');
    expect(texts.at(-2)).toContain('Stopped by you. Nothing was done.');
    expect(house.shown('ida').at(-2)?.message.buttons).toBeUndefined();
    await house.say('ida', '/remind');
    expect((await house.texts('ida')).at(-1)).toContain('stretch');
  });

  test('a shutdown keeps the turn open; the next life finishes it', async () => {
    const joe = await house.move('joe');
    const gate = createGate();
    house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('Never said.');
    });
    await house.say('joe', 'one');
    await gate.arrived;
    const restarted = house.restart();
    house.play(() => words('Here I am again.'));
    await restarted;
    expect(await house.texts('joe')).toEqual(['Here I am again.']);
    expect(await statesOf(joe)).toEqual({ turns: ['done'], inbox: ['done'] });
  });

  test('answers what two persons say in one group to each in their own chat, and shows neither the words of the other', async () => {
    await house.move('kim');
    await house.move('lou');
    house.play(({ messages }) => words(`To ${messages.at(-1)?.content.split('\n').at(-1)}`));
    const group = { chat: 'group', direct: false };
    await house.say('kim', 'from kim', group);
    await house.say('lou', 'from lou', group);
    await house.texts('lou');
    await house.say('kim', 'again kim', group);
    expect(await house.texts('kim')).toEqual(['To from kim', 'To again kim']);
    expect(await house.texts('lou')).toEqual(['To from lou']);
    expect(JSON.stringify(house.asked.at(-1)?.messages)).not.toContain('lou');
    expect(house.adapter.shown.filter(({ chat }) => chat === 'group')).toEqual([]);
  });
});
