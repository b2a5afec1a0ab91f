import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ model: false });
});
afterAll(() => house.close());

const labelsOf = (user: string) => (house.shown(user).at(-1)?.message.buttons ?? []).map((row) => row.map(({ label }) => label));
const press = async (user: string, label: string) => {
  const shown = house.shown(user).findLast(({ message }) => message.buttons?.flat().some((each) => each.label === label));
  const button = shown?.message.buttons?.flat().find((each) => each.label === label);
  const said = await house.press(user, button?.id ?? '', { messageId: shown?.messageId ?? '' });
  await house.texts(user);
  return said;
};
const answer = async (user: string, said: string, over = {}) => {
  await house.say(user, said, over);
  return (await house.texts(user)).at(-1) ?? '';
};

/** A brief that comes by itself. */
async function briefed(user: string): Promise<void> {
  await answer(user, '/tasks add Pay the rent');
  await answer(user, '/brief');
  const before = house.shown(user).length;
  await press(user, 'Snooze 1 h');
  await house.pass(3_600_000);
  await house.clock.advance(60_000);
  await house.adapter.until(() => house.shown(user).length > before);
  await house.texts(user);
}

test('R82 what came by itself is rated by a press, with a reason, and the rating stands in /why and /audit and can be taken back', async () => {
  await house.move('ann');
  await briefed('ann');
  const replyTo = house.shown('ann').at(-1)?.messageId;
  expect(labelsOf('ann')).toEqual([
    ['Snooze 1 h', 'Why', 'Less of this'],
    ['👍 Useful', '👎 Not useful'],
  ]);
  expect(await press('ann', '👎 Not useful')).toBe('Noted: not useful. Why?');
  expect(labelsOf('ann')).toEqual([
    ['Snooze 1 h', 'Why', 'Less of this'],
    ['Too long', 'Of no interest'],
    ['Wrong', 'Bad time'],
    ['Take the rating back'],
  ]);
  expect(await press('ann', 'Too long')).toBe('Noted: not useful (too long). "Less of this" leaves parts of it out.');
  expect(await answer('ann', '/why', { replyTo })).toContain('Rated not useful (too long) by you.');
  expect(await answer('ann', '/audit')).toContain('rated not useful (too long)');
  expect(await press('ann', 'Take the rating back')).toBe('Taken back.');
  expect(await answer('ann', '/why', { replyTo })).not.toContain('Rated');
});

test('R82 a verdict offers the setting that would change what was wrong, and one press changes it, with Undo', async () => {
  await press('ann', '👎 Not useful');
  expect(await press('ann', 'Bad time')).toBe('Noted: not useful (at a bad time). Shall that change?');
  const brief = house.shown('ann').findLast(({ message }) => message.text.includes('Your brief'))?.message;
  expect(brief?.buttons?.map((row) => row.map(({ label }) => label))).toEqual([
    ['Snooze 1 h', 'Why', 'Less of this'],
    ['At 06:30 from now on', 'At 08:30 from now on'],
    ['Take the rating back'],
  ]);
  expect(await press('ann', 'At 08:30 from now on')).toBe('Your brief comes at 08:30 from now on.');
  expect(await press('ann', 'At 08:30 from now on')).toBe('It is so already, or was changed since. /settings shows it.');
  expect(await answer('ann', '/settings brief')).toContain('08:30');
  await press('ann', 'Undo');
  expect(await answer('ann', '/settings brief')).toContain('07:30');
  expect(await answer('ann', '/rate down at a bad time')).toContain(
    '`/settings settings.brief.at 06:30`: Your brief comes at 06:30',
  );
});

test('R82 what nobody can press is rated by a command', async () => {
  expect(await answer('ann', '/rate up')).toContain('Noted: useful.');
  expect(await answer('ann', '/rate down of no interest')).toContain('Noted: not useful (of no interest).');
  expect(await answer('ann', '/rate off')).toBe('Taken back.');
  expect(await answer('ann', '/rate off')).toBe('You have not rated it.');
  expect(await answer('ann', '/rate down because')).toContain('Behind down may stand: too long, of no interest');
});

test('R83 a delegate rates, and neither reads what was rated nor presses', async () => {
  await house.move('300000001');
  await answer('ann', '/share delegate telegram 300000001');
  await press('ann', 'Share');
  await press('300000001', 'Accept');
  expect(await answer('300000001', '/as ann rate down wrong')).toContain('Noted: not useful (wrong).');
  expect(await answer('300000001', '/as ann brief')).toContain('you may: ');
  expect(await answer('300000001', '/as ann why')).toContain('you may: ');
  expect(await answer('ann', '/audit')).toContain('rated not useful (wrong) by telegram:300000001 as delegate');
});
