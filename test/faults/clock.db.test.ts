import { expect, test } from 'vitest';
import { openHouse } from '../wiring/house.ts';

const JUMPS = [
  ['an hour ahead', 60],
  ['an hour back', -60],
  ['a day ahead', 24 * 60],
  ['a day back', -24 * 60],
] as const;

test.each(JUMPS)('a clock that jumps by %s lets each reminder ring once', async (_name, minutes) => {
  const house = await openHouse();
  try {
    await house.move('ann');
    await house.say('ann', '/remind in 10 minutes feed the cat');
    await house.say('ann', '/remind in 3 hours call Ana');
    await house.assistant().settle();
    await house.pass(60_000, 11);
    const rings = (text: string) =>
      house.shown('ann').filter(({ message }) => message.text.includes('⏰') && message.text.includes(text));
    await house.adapter.until(() => rings('feed the cat').length === 1);

    house.clock.jumpTo(house.clock.now().add({ minutes }));
    await house.pass(60_000); // nobody sleeps longer than a minute
    await house.pass(60 * 60_000, 28);
    await house.pass(60_000);
    const all = () => house.shown('ann').filter(({ message }) => /call Ana/.test(message.text) && !/is set/.test(message.text));
    await house.adapter.until(() => all().length > 0);
    expect(all()).toHaveLength(1);
    expect(rings('feed the cat')).toHaveLength(1);
  } finally {
    await house.close();
  }
});
