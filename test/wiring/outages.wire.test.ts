import { afterAll, expect, test } from 'vitest';
import { openGoogleHouse } from './google-house.ts';

const { google, house, press, connect, close } = await openGoogleHouse('2026-11-30T08:00:00Z');
afterAll(close);

const MINUTE = 60_000;
const told = async (user: string) => (await house.texts(user)).filter((text) => text.includes('lets me in no more'));
/** Google gives no more new tokens, and the one that is held has ended. */
const refuse = (times: number) => {
  for (let time = 0; time < times; time += 1) google.fail({ path: '/oauth2/token', meets: 400, says: 'invalid_grant' });
};

test('R86 an account that Google ends is told of once, with a button that leads to its page as it was filled in', async () => {
  google.giveTokensFor(1);
  await connect('ann', { access: 'read', files: 'read' });
  await house.pass(6 * MINUTE, 2);
  expect(await told('ann')).toEqual([]);

  refuse(1000);
  await house.pass(6 * MINUTE, 6);
  const [news, ...more] = await told('ann');
  expect(news).toMatch(/^\*\*`ann@example.com`\*\* \(google\) lets me in no more\. .*\/connect google/);
  expect(more).toEqual([]);
  await house.say('ann', '/status');
  expect((await house.texts('ann')).at(-1)).toMatch(
    /^- Not read: mail since \d\d:\d\d: Google has ended the connection\. Connect it again with \/connect google$/m,
  );

  expect(await press('ann', 'Connect again')).toBe('The link is below.');
  const link = (await house.texts('ann')).at(-1) ?? '';
  expect(link).toContain('It works once, for 10 minutes.');
  const page = await (await fetch(link.match(/^http:\S+/)?.[0] ?? '')).text();
  expect(page).toMatch(/value="read" checked> Only read/);
  expect(page).toMatch(/value="read" checked> Search and read all of it/);
});
