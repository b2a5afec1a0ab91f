import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ model: false });
});
afterAll(() => house.close());

/** The person's brief, with its buttons by label as they stand now. */
async function briefOf(user: string) {
  await house.move(user);
  await house.say(user, '/tasks add Pay the rent');
  await house.say(user, '/remind today at 20:00 stretch');
  await house.say(user, '/brief');
  await house.texts(user);
  const messageId = house.shown(user).at(-1)?.messageId ?? '';
  const now = () => house.shown(user).find((each) => each.messageId === messageId)?.message;
  return {
    now,
    async press(label: string, at: 'brief' | 'latest' = 'brief') {
      const shown = at === 'brief' ? { message: now(), messageId } : house.shown(user).at(-1);
      const button = shown?.message?.buttons?.flat().find((each) => each.label === label);
      const said = await house.press(user, button?.id ?? '', { messageId: shown?.messageId ?? '' });
      await house.texts(user);
      return said;
    },
    latest: () => house.shown(user).at(-1)?.message.text,
  };
}

test('R105 Why under a brief names what set it off and each source', async () => {
  const { press, latest } = await briefOf('ann');
  expect(await press('Why')).toBe('I say it below.');
  expect(latest()).toContain('**the command /brief**');
  expect(latest()).toMatch(/`reminder:1`.*`task:1`/);
});

test('R105 Less of this leaves a section out from then on, until Undo', async () => {
  const { now, press } = await briefOf('ben');
  expect(now()?.text).toContain('**Reminders**');
  await press('Less of this');
  expect(now()?.text).toContain('**Reminders**');
  expect(await press('Without Reminders')).toBe('From now on I leave out Reminders.');
  expect(await press('Undo', 'latest')).toContain('settings.briefWithout is empty again');
  expect(await press('Without Reminders')).toBe('From now on I leave out Reminders.');
  await house.say('ben', '/brief');
  expect((await house.texts('ben')).at(-1)).not.toContain('**Reminders**');
  expect(await press('Without Reminders')).toBe('Reminders is left out already.');
});

test('R105 Snooze brings the brief again an hour later, as things are then', async () => {
  const { press, latest } = await briefOf('cem');
  expect(await press('Snooze 1 h')).toBe('It comes again at 10:00, as things are then.');
  await house.say('cem', '/tasks add Water the plants');
  const before = (await house.texts('cem')).length;
  await house.pass(3_600_000);
  await house.clock.advance(60_000);
  await house.adapter.until(() => house.shown('cem').length > before);
  expect(latest()).toContain('Water the plants');
  expect(latest()).toContain('**Your brief for Saturday, 21 November 2026**');
});

test('R109 "what did I do today" is answered from what is on record, without a model', async () => {
  await house.move('dan');
  await house.say('dan', '/tasks add Pay the rent');
  await house.say('dan', '/tasks done 1');
  await house.say('dan', 'What did I do today?');
  expect((await house.texts('dan')).at(-1)).toMatch(/\*\*Done today\*\*\n- \d\d:\d\d Pay the rent \(task 1\)/);
});
