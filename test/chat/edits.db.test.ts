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
  house.db.asPerson(person, async (tx) => {
    const rows = await tx.select().from(tasks).orderBy(tasks.number);
    return rows.flatMap(({ title, state }) => (state === 'open' ? [title] : []));
  });

/** The model adds a task named after the last word of the request. */
function playTasks() {
  house.play(({ messages }) => {
    const last = messages.at(-1);
    if (last?.role === 'tool') return words('Added.');
    return calls(['task_add', { title: last?.content.trim().split(/\s+/).at(-1) }]);
  });
}

describe('an edited message', () => {
  test('takes back what its earlier version did and runs anew', async () => {
    const ann = await house.move('ann');
    playTasks();
    await house.say('ann', 'add milk', { messageId: 'm1' });
    await house.texts('ann');
    await house.say('ann', 'add bread', { messageId: 'm1', edited: true });
    expect((await house.texts('ann')).at(-1)).toMatch(/bread/);
    expect(await titles(ann)).toEqual(['bread']);
    expect(house.asked.at(-2)?.messages.at(-1)?.content).toContain('(a corrected version of an earlier message) add bread');
  });

  test('edited again takes back the version before', async () => {
    const ben = await house.move('ben');
    playTasks();
    for (const [text, edited] of [
      ['add milk', false],
      ['add bread', true],
      ['add salt', true],
    ] as const) {
      await house.say('ben', text, { messageId: 'm1', edited });
      await house.texts('ben');
    }
    expect(await titles(ben)).toEqual(['salt']);
  });

  test('of a command does the same', async () => {
    const cleo = await house.move('cleo');
    await house.say('cleo', '/tasks add milk', { messageId: 'm1' });
    await house.texts('cleo');
    await house.say('cleo', '/tasks add bread', { messageId: 'm1', edited: true });
    await house.texts('cleo');
    expect(await titles(cleo)).toEqual(['bread']);
  });

  test('leaves what has changed since', async () => {
    const dora = await house.move('dora');
    playTasks();
    await house.say('dora', 'add milk', { messageId: 'm1' });
    await house.texts('dora');
    await house.say('dora', '/tasks done 1');
    await house.texts('dora');
    await house.say('dora', 'add bread', { messageId: 'm1', edited: true });
    await house.texts('dora');
    const rows = await house.db.asPerson(dora, (tx) => tx.select().from(tasks).orderBy(tasks.number));
    expect(rows.map(({ title, state }) => `${title} ${state}`)).toEqual(['milk done', 'bread open']);
  });

  test('leaves what other messages did, and what a message of the same id did in another chat', async () => {
    const eve = await house.move('eve');
    playTasks();
    await house.say('eve', 'add milk', { messageId: 'm1' });
    await house.texts('eve');
    await house.say('eve', 'add eggs', { messageId: 'm1', chat: 'elsewhere' });
    await house.texts('eve');
    await house.say('eve', 'add bread', { messageId: 'm2' });
    await house.texts('eve');
    await house.say('eve', 'add salt', { messageId: 'm2', edited: true });
    await house.texts('eve');
    expect(await titles(eve)).toEqual(['milk', 'eggs', 'salt']);
  });

  test('in a group does not touch what a message of the same id did in the own chat', async () => {
    const gus = await house.move('gus');
    playTasks();
    await house.say('gus', 'add milk', { messageId: '5' });
    await house.texts('gus');
    const group = { chat: 'group', direct: false, messageId: '5' };
    await house.say('gus', 'add eggs', group);
    await house.texts('gus');
    await house.say('gus', 'add bread', { ...group, edited: true });
    await house.texts('gus');
    expect(await titles(gus)).toEqual(['milk', 'bread']);
  });

  test.each([
    ['a wish', 'add bread'],
    ['a command', '/tasks'],
  ])('whose earlier version cannot be taken back for a bug ends in words and blocks nothing: %s', async (name, text) => {
    const hal = await house.move(name);
    playTasks();
    await house.say(name, 'add milk', { messageId: 'm1' });
    await house.texts(name);
    await house.db.asPerson(hal, (tx) => tx.update(actions).set({ kind: 'of_a_later_version' }));
    await house.say(name, text, { messageId: 'm1', edited: true });
    expect((await house.texts(name)).at(-1)).toMatch(/^Something went wrong on my side/);
    await house.say(name, 'add salt');
    expect((await house.texts(name)).at(-1)).toMatch(/salt/);
  });

  test('worked on together with its earlier version does not undo itself after a kill', async () => {
    const fay = await house.move('fay');
    const gate = createGate();
    house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('Done.');
    });
    await house.say('fay', 'wait');
    await gate.arrived;
    await house.say('fay', 'add milk', { messageId: 'm1' });
    await house.say('fay', 'add bread', { messageId: 'm1', edited: true });
    const second = createGate();
    house.play(async ({ messages }, signal) => {
      if (messages.at(-1)?.role !== 'tool') return calls(['task_add', { title: 'bread' }]);
      await second.pass(signal);
      return words('never');
    });
    gate.open();
    await second.arrived;
    expect(await titles(fay)).toEqual(['bread']);
    const restarted = house.restart();
    house.play(() => words('Added.'));
    await restarted;
    expect((await house.texts('fay')).at(-1)).toMatch(/^Added\.\n\n✓ .*bread/);
    expect(await titles(fay)).toEqual(['bread']);
  });

  test('R82 unlearns what its earlier version said, and no search finds that', async () => {
    await house.move('ivy');
    house.play(() => words('Noted.'));
    const find = async (what: string) => {
      await house.say('ivy', what);
      return (await house.texts('ivy')).at(-1);
    };
    await house.say('ivy', 'My sister is Ana', { messageId: 'm1' });
    await house.texts('ivy');
    await house.say('ivy', 'My sister is Anna', { messageId: 'm1', edited: true });
    await house.texts('ivy');
    expect(await find('/memory sister')).toMatch(/^\*\*my sister: Anna\*\*/);
    expect(await find('/find sister')).not.toMatch(/\bAna\b/);
  });

  test('R82 unlearns nothing that other messages of the same turn said', async () => {
    await house.move('jon');
    const gate = createGate();
    house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('Noted.');
    });
    await house.say('jon', 'wait');
    await gate.arrived;
    await house.say('jon', 'My brother is Ben', { messageId: 'm1' });
    await house.say('jon', 'My sister is Ana', { messageId: 'm2' });
    gate.open();
    await house.texts('jon');
    await house.say('jon', 'My sister is Anna', { messageId: 'm2', edited: true });
    await house.texts('jon');
    await house.say('jon', '/memory brother');
    expect((await house.texts('jon')).at(-1)).toMatch(/^\*\*my brother: Ben\*\*/);
    await house.say('jon', '/memory sister');
    expect((await house.texts('jon')).at(-1)).toMatch(/^\*\*my sister: Anna\*\*/);
    await house.say('jon', '/find sister');
    expect((await house.texts('jon')).at(-1)).not.toMatch(/\bAna\b/);
    await house.say('jon', '/find brother');
    expect((await house.texts('jon')).at(-1)).toContain('My brother is Ben');
  });

  test('R82 counts alone where its earlier version waited with it', async () => {
    await house.move('kim');
    const gate = createGate();
    house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('Noted.');
    });
    await house.say('kim', 'wait');
    await gate.arrived;
    await house.say('kim', 'My sister is Ana', { messageId: 'm1' });
    await house.say('kim', 'My sister is Anna', { messageId: 'm1', edited: true });
    gate.open();
    await house.texts('kim');
    await house.say('kim', '/memory sister');
    expect((await house.texts('kim')).at(-1)).toMatch(/^\*\*my sister: Anna\*\*/);
  });
});
