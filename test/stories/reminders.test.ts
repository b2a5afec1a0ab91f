import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClaimedScene, type Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openClaimedScene(() => 'I should not have been asked.');
});
afterAll(() => scene.close());

const heardOf = (text: string) => scene.heard().filter((message) => message.text.startsWith(`⏰ ${text}`));

test('R32 a reminder arrives once, and Done and Snooze change its message in place', async () => {
  expect((await scene.say('/remind in 1 second stretch')).text).toContain('stretch');
  const stretch = await scene.hears('⏰ stretch');
  expect(stretch.text).toBe('⏰ stretch');
  // What is answered behind it shows that its arrival is on record, without which no press finds the message.
  await scene.say('/remind list');
  expect(stretch.buttons.flat().map(({ text }) => text)).toEqual(['Done', 'Snooze 10 min', 'Snooze 1 h']);

  expect(await scene.press(stretch, 'Snooze 10 min')).toMatch(/^I remind you again at /);
  expect((await scene.becomes(stretch, 'Again at')).buttons).toEqual([]);
  expect((await scene.say('/remind list')).text).toContain('stretch');

  await scene.say('/remind in 1 second drink');
  const drink = await scene.hears('⏰ drink');
  await scene.say('/remind list');
  expect(await scene.press(drink, 'Done')).toBe('Done.');
  expect((await scene.becomes(drink, 'Done.')).text).toBe('✓ drink\nDone.');
  expect(heardOf('drink')).toEqual([]);
  expect((await scene.say('/remind list')).text).not.toContain('drink');
  expect(scene.model.requests).toHaveLength(0);
});

test('R32 a reminder that came due during downtime arrives once and says that it is late, one of long ago is only told of', async () => {
  await scene.say('/remind in 3 hours call Ana');
  await scene.say('/remind in 4 hours feed the cat');
  expect(await scene.product.stop()).toBe(0);
  await scene.home.query(`update reminders set next_at = now() - interval '20 minutes' where text = 'call Ana'`);
  await scene.home.query(`update reminders set next_at = now() - interval '30 hours' where text = 'feed the cat'`);
  await scene.start();
  const late = await scene.hears('⏰ call Ana');
  expect(late.text).toMatch(/\nLate: it was for /);
  const away = await scene.hears('While I was away');
  expect(away.text).toContain('feed the cat');
  expect(away.buttons).toEqual([]);

  await scene.product.stop();
  await scene.start();
  await scene.say('/status');
  expect(heardOf('call Ana')).toHaveLength(1);
  expect(scene.heard().filter(({ text }) => text.includes('While I was away'))).toHaveLength(1);
});
