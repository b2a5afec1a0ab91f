import { expect, test } from 'vitest';
import { ME, openDays } from './days.ts';

/** At rest five sleep; during a turn also the watch over the model and whoever shows typing. */
const WHILE_ASKING = 7;

test('a model that says nothing is told of after five seconds, given up after two minutes, and commands go on', async () => {
  const days = await openDays({ zone: 'Europe/Berlin', from: '2026-05-04T10:00', script: () => 'hang' });
  const before = days.heard().length;
  const texts = () =>
    days
      .heard()
      .slice(before)
      .map(({ text }) => text);
  days.telegram.userSends({ chat: ME, text: 'How are you?' });
  await days.model.arrived(1);
  await days.clock.untilAsleep(WHILE_ASKING);

  await days.clock.advance(4_999);
  await days.clock.untilAsleep(WHILE_ASKING);
  expect(texts()).toEqual([]);
  await days.clock.advance(1);
  await days.hears(before + 1, { settled: false });
  expect(texts()).toEqual(['Still working on it …']);

  for (let seconds = 10; seconds < 120; seconds += 5) {
    await days.clock.untilAsleep(WHILE_ASKING);
    await days.clock.advance(5_000);
  }
  await days.clock.untilAsleep(WHILE_ASKING);
  expect(texts()).toHaveLength(1);
  await days.clock.advance(5_000);
  await days.hears(before + 2);
  expect(texts().at(-1)).toMatch(/said nothing for two minutes, so I stopped waiting\. Your message is kept;/);
  expect(days.model.requests).toHaveLength(1);
  expect((await days.say('/tasks')).text).toBe('No task is open.');
  await days.close();
});
