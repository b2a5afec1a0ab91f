import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inbox, outbox } from '../../../src/db/schema/chat.ts';
import { calls, words } from '../../agent/answers.ts';
import { type House, openHouse } from '../../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** The one answer to a command. */
async function answer(user: string, command: string, over: { readonly replyTo?: string } = {}): Promise<string> {
  const before = (await house.texts(user)).length;
  await house.say(user, command, over);
  const answers = (await house.texts(user)).slice(before);
  expect(answers, command).toHaveLength(1);
  return answers[0] ?? '';
}

describe('a command', () => {
  test('asks no model', async () => {
    await house.move('ann');
    await answer('ann', '/tasks add Pay the rent');
    expect(house.asked).toEqual([]);
  });

  test('that does something carries Undo, one that only looks does not', async () => {
    await answer('ann', '/remember my locker code is 4711');
    expect(house.shown('ann').at(-1)?.message.buttons).toMatchObject([[{ label: 'Undo' }]]);
    await answer('ann', '/find locker');
    expect(house.shown('ann').at(-1)?.message.buttons).toBeUndefined();
  });

  test.each([
    ['/nonsense', 'There is no command /nonsense. /help shows all of them.'],
    ['/remember', /^Write what to remember after the command, such as /],
    ['/find', /^Write what to look for after the command, such as /],
    ['/forget', /^Write the words after the command, such as /],
    ['/tasks frobnicate', /^I do not know "\/tasks frobnicate"\. Write: /],
    ['/remind blah', /./],
    ['/settings identity.shoeSize 43', /shoeSize/],
    ['/why task 99', 'There is no task 99. /tasks shows your tasks with their numbers.'],
  ])('that cannot be done says what to write instead: %s', async (command, expected) => {
    await house.move(command);
    expect(await answer(command, command)).toMatch(expected);
    expect(house.shown(command).at(-1)?.message.buttons).toBeUndefined();
  });

  test('done again after a kill ends in the same one answer and does nothing twice', async () => {
    const ben = await house.move('ben');
    const key = await house.say('ben', '/tasks add Pay the rent');
    await house.texts('ben');
    // As a kill between the deed and its end leaves it: the answer is not stored, the message waits.
    await house.db.asSystem(async (tx) => {
      await tx.delete(outbox).where(eq(outbox.key, `command:${key}`));
      await tx.update(inbox).set({ state: 'stored' }).where(eq(inbox.key, key));
    });
    await house.restart();
    expect((await house.texts('ben')).at(-1)).toContain('Pay the rent');
    expect((await answer('ben', '/tasks')).match(/Pay the rent/g)).toHaveLength(1);
    const rows = await house.db.asPerson(ben, (tx) =>
      tx
        .select()
        .from(outbox)
        .where(eq(outbox.key, `command:${key}`)),
    );
    expect(rows).toHaveLength(1);
  });
});

describe('/undo', () => {
  test('takes the latest deeds back one after the other, and says when there are no more', async () => {
    await house.move('cleo');
    await answer('cleo', '/tasks add Pay the rent');
    await house.clock.advance(1000);
    await answer('cleo', '/settings name Cleopatra');
    await house.clock.advance(1000);
    expect(await answer('cleo', '/undo')).toBe('identity.name is cleo again.');
    expect(await answer('cleo', '/undo')).toBe('Task 1 is taken off the list again.');
    expect(await answer('cleo', '/tasks')).toContain('No task is open.');
    expect(await answer('cleo', '/undo')).toBe('There is nothing to undo.');
  });

  test('takes back what a turn did', async () => {
    await house.move('dora');
    const left = [calls(['task_add', { title: 'Call Bo' }]), words('Added.')];
    house.play(() => left.shift() ?? words('?'));
    await house.say('dora', 'I must call Bo');
    await house.texts('dora');
    expect(await answer('dora', '/undo')).toBe('Task 1 is taken off the list again.');
    expect(await answer('dora', '/tasks')).toContain('No task is open.');
  });

  test('reaches nobody else', async () => {
    await house.move('eve');
    await house.move('fay');
    await answer('eve', '/tasks add Pay the rent');
    expect(await answer('fay', '/undo')).toBe('There is nothing to undo.');
  });
});

describe('/why', () => {
  test('R36 shows every addend of the score of a task', async () => {
    await house.move('gus');
    await answer('gus', '/tasks add Pay the rent tomorrow');
    expect(await answer('gus', '/why task 1')).toBe(
      [
        'Task 1 has a score of 100:',
        '- overdue or due within 1 day: 50',
        '- importance 5 x 10: 50',
        '- serves no stated goal: 0',
        '- no habit known: 0',
      ].join('\n'),
    );
    expect(await answer('gus', '/why 1')).toBe(await answer('gus', '/why #1'));
  });

  test('R41 a value that was stated puts a task in front and shows in its score, until it is taken back', async () => {
    await house.move('val');
    await answer('val', '/tasks add Finish the report today');
    await answer('val', '/tasks add Go to the school play today');
    const first = async () => /Focus on \*\*(\d+)\*\*/.exec(await answer('val', '/tasks'))?.[1];
    expect(await first()).toBe('1');
    await answer('val', '/settings goals.values +family first 30');
    expect(await first()).toBe('2');
    expect(await answer('val', '/why task 2')).toContain('serves what you value, "family first", by the word "school": 30');
    await answer('val', '/settings goals.values -family first 30');
    expect(await first()).toBe('1');
  });

  test('tells of the message it answers, else of the latest, what set it off, who worded it and on what it rests', async () => {
    await house.move('hal');
    const left = [calls(['task_add', { title: 'Call Bo' }]), words('Added.')];
    house.play(() => left.shift() ?? words('?'));
    const key = await house.say('hal', 'I must call Bo');
    await house.texts('hal');
    const first = house.shown('hal').at(-1)?.messageId ?? '';
    const why = await answer('hal', '/why');
    expect(why).toContain('because of **your message**');
    expect(why).toContain('It was worded by the model Fake.');
    expect(why).toContain(`It rests on: \`${key}\``);
    expect(why).toContain('- `task_add`: done; decided by: it changes only what is yours and can be undone');
    expect(await answer('hal', '/why')).toContain('because of **the command /why**');
    expect(await answer('hal', '/why', { replyTo: first })).toBe(why);
  });

  test('says so when nothing was said yet', async () => {
    await house.move('ida');
    expect(await answer('ida', '/why')).toBe('I have said nothing here yet. Answer to one of my messages with /why.');
  });
});

describe('/audit', () => {
  test('says that the record is whole, shows the latest entries by local time, and where it is broken', async () => {
    const joe = await house.move('joe');
    await answer('joe', '/tasks add Pay the rent');
    await answer('joe', '/remember my locker code is 4711');
    const whole = await answer('joe', '/audit');
    expect(whole).toMatch(/^The record is whole: 2 entries, each sealed to the one before\./);
    expect(whole).toMatch(/- 2\. 2026-11-21 09:\d\d write memory: memory_save\n- 1\. 2026-11-21 09:\d\d write tasks?: task_add/);
    expect(whole).not.toContain('4711');
    await house.db.asSystem(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`); // past the guard of the table
      await tx.execute(sql`update audit set action = 'nothing' where person_id = ${joe} and seq = 1`);
    });
    expect(await answer('joe', '/audit')).toMatch(/^\*\*The record is broken at entry 1\*\*/);
  });
});

describe('/export', () => {
  test('sends everything as one file and puts that on record', async () => {
    await house.move('kim');
    await answer('kim', '/remember my locker code is 4711');
    expect(await answer('kim', '/export')).toBe('This is everything I keep about you. Keep the file as safe as a diary.');
    const [file] = house.shown('kim').at(-1)?.files ?? [];
    expect(file).toMatchObject({ name: 'adjutant-2026-11-21.json', mime: 'application/json' });
    expect(JSON.parse(new TextDecoder().decode(file?.bytes)).facts).toMatchObject([{ text: 'my locker code is 4711' }]);
    expect(await answer('kim', '/audit')).toContain('read everything: export');
  });
});

describe('/status', () => {
  test('tells of the model, the tokens of today, the database and the chats', async () => {
    await house.move('lou');
    house.play(() => words('Hello.'));
    await house.say('lou', 'hi');
    await house.texts('lou');
    const status = await answer('lou', '/status');
    expect(status).toContain('- Model: Fake');
    expect(status).toContain('- Tokens today: 110\n');
    expect(status).toContain('embedded database');
    expect(status).toContain('- telegram: reaches you');
  });
});
