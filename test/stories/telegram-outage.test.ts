import { afterAll, beforeAll, expect, test } from 'vitest';
import { ME, openClaimedScene, type Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openClaimedScene(({ said }) => `You said: ${said.split('\n').at(-1)}`);
});
afterAll(() => scene.close());

const heardAbout = (text: string) => scene.heard().filter((message) => message.text.includes(text));
const sends = () => scene.telegram.calls('sendMessage').map(({ status }) => status);

test('Telegram that asks for a pause gets it, and the answer arrives once', async () => {
  const before = sends().length;
  scene.telegram.fail({ method: 'sendMessage', with: 429 });
  await scene.say('apples');
  await scene.until(() => sends().length === before + 2 && sends().at(-1) === 200);
  expect(sends().slice(before)).toEqual([429, 200]);
  expect(heardAbout('apples').map(({ text }) => text)).toEqual(['You said: apples']);
});

test('an answer outlives an outage of Telegram, unmarked, and what comes after it stays behind it', async () => {
  const before = scene.heard().length;
  scene.telegram.fail({ method: 'sendMessage', times: 2, with: 502 });
  scene.telegram.userSends({ chat: ME, text: 'pears' });
  scene.telegram.userSends({ chat: ME, text: '/tasks' });
  await scene.until(() => scene.heard()[before + 1]);
  expect(
    scene
      .heard()
      .slice(before)
      .map(({ text }) => text),
  ).toEqual(['You said: pears', 'No task is open.']);
});

test.each(['drop-before-accept', 'gateway-page'] as const)(
  'an answer that met %s arrives, marked as what may be a repeat',
  async (fault) => {
    scene.telegram.fail({ method: 'sendMessage', with: fault });
    const said = await scene.say(`plums ${fault}`);
    expect(said.text).toMatch(/^You said: plums .*\n\nThis may be a repeat/);
    expect(heardAbout(`plums ${fault}`)).toHaveLength(1);
  },
);

test('polls that fail lose no message', async () => {
  scene.telegram.fail({ method: 'getUpdates', with: 502 });
  scene.telegram.stealPoll(); // the poll that is under way would not meet the fault
  await scene.say('cherries');
  expect(heardAbout('cherries')).toHaveLength(1);
});

test('whoever blocks the bot is not written to again and again, and after unblocking hears what was missed', async () => {
  scene.telegram.userSends({ chat: ME, text: '/remind in 1 second water the plants' });
  scene.telegram.block(ME); // in the same moment: the answer to it meets the block already
  await scene.product.logged('channel-dead');
  expect(sends().at(-1)).toBe(403);
  const before = sends().length;
  scene.telegram.unblock(ME);
  scene.telegram.userSends({ chat: ME, text: 'figs' });
  await scene.hears('You said: figs');
  await scene.hears('⏰ water the plants');
  expect(sends().length).toBeLessThanOrEqual(before + 3);
  expect(heardAbout('water the plants')).toHaveLength(2); // the answer, then the reminder
  expect(heardAbout('I could not reach you')).toEqual([]);
});
