import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/db/schema/records.ts';
import { load } from '../../src/people/profile-store.ts';
import { calls, words } from '../agent/answers.ts';
import { type House, openHouse } from './house.ts';

describe('the whole assistant with a model', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  test('answers a message in its chat, with the request last in the prompt', async () => {
    await house.move('ann');
    house.play(() => words('Hello Ann.'));
    await house.say('ann', 'hi there');
    expect(await house.texts('ann')).toEqual(['Hello Ann.']);
    expect(house.asked.at(-1)?.messages.at(-1)?.content).toMatch(/hi there$/);
  });

  test('R72 changes a profile field by its path, puts it on record, and Undo restores it', async () => {
    const ben = await house.move('ben');
    const hours = async () => (await house.db.asPerson(ben, (tx) => load(tx, ben))).identity.workingHours;
    const before = await hours();
    let answers = [calls(['profile_update', { path: 'identity.workingHours', value: '8 AM - 4 PM' }]), words('Changed.')];
    house.play(() => answers.shift() ?? words('?'));
    await house.say('ben', 'I work from 8 to 4');
    expect(await house.texts('ben')).toEqual([
      expect.stringMatching(/^Changed\.\n\n✓ identity\.workingHours is now 08:00-16:00\./),
    ]);
    expect(await hours()).toBe('08:00-16:00');
    const records = await house.db.asPerson(ben, (tx) =>
      tx
        .select()
        .from(audit)
        .where(and(eq(audit.personId, ben), eq(audit.action, 'profile_update'))),
    );
    expect(records).toMatchObject([{ dataType: 'profile', access: 'write' }]);

    const button = house.shown('ben').at(-1)?.message.buttons?.[0]?.[0];
    expect(await house.press('ben', button?.id ?? '')).toBe(`identity.workingHours is ${before} again.`);
    expect(await hours()).toBe(before);

    answers = [calls(['profile_update', { path: 'identity.shoeSize', value: '43' }]), words('There is no such field.')];
    await house.say('ben', 'my shoe size is 43');
    expect((await house.texts('ben')).at(-1)).toBe('There is no such field.');
  });

  test('R12 asks no model in an idle day, and gives the brief by its stored schedule', async () => {
    const idle = await openHouse();
    await idle.move('cleo');
    await idle.restart();
    for (let hour = 0; hour < 24; hour += 1) {
      await idle.pass(3_600_000);
      await idle.jobs.run();
      await idle.assistant().settle();
    }
    expect(idle.asked).toEqual([]);
    expect(await idle.texts('cleo')).toEqual([expect.stringMatching(/^\*\*Your brief for Sunday/)]);
    await idle.close();
  });
});

describe('the whole assistant without a model', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ model: false });
    await house.move('ann');
  });
  afterAll(() => house.close());

  test('answers every command of the menu, once and in words', async () => {
    const { menu } = house.assistant();
    expect(menu.length).toBeGreaterThan(14);
    for (const { name, description, localized = {} } of menu) {
      expect(Object.keys(localized), name).toEqual(['de', 'fr', 'es']);
      for (const words of Object.values(localized)) expect(words.length).toBeLessThanOrEqual(100);
      const before = (await house.texts('ann')).length;
      await house.say('ann', `/${name}`);
      const answers = (await house.texts('ann')).slice(before);
      expect(answers, name).toHaveLength(1);
      expect(answers[0]?.trim(), name).not.toBe('');
      expect(answers[0], name).not.toContain('went wrong');
      expect(description.length, name).toBeLessThanOrEqual(100);
    }
  });

  test('carries out a plain wish and offers Undo', async () => {
    await house.say('ann', 'todo: buy milk');
    expect((await house.texts('ann')).at(-1)).toMatch(/^✓ .*buy milk/);
    expect(house.shown('ann').at(-1)?.message.buttons).toMatchObject([[{ label: 'Undo' }]]);
  });
});
