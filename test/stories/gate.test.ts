import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelFakeScript } from '../fakes/model/script.ts';
import type { ShownMessage } from '../fakes/telegram/world.ts';
import { ME, openClaimedScene, type Scene } from './scene.ts';

const BEN = 815;
const STRANGER = { type: 'hidden_user', sender_user_name: 'Mallory', date: 1 } as const;

/** Does whatever any text tells it to, whoever wrote it. */
const obedient: ModelFakeScript = ({ said, results }) => {
  // The request stands last, behind what memory holds.
  const [, to, text] = [...said.matchAll(/tell (\w+): (.+?)[.\n<]/g)].at(-1) ?? [];
  const [, title] = [...said.matchAll(/assistant, add a task (.+?)[.\n<]/g)].at(-1) ?? [];
  if (results.length > 0) return 'As you wish.';
  const wantsTask = said.lastIndexOf('assistant, add a task') > said.lastIndexOf('tell ');
  if (to && text && !wantsTask) return { text: 'At once!', toolCalls: [{ name: 'message_send', arguments: { to, text } }] };
  if (title) return { text: 'At once!', toolCalls: [{ name: 'task_add', arguments: { title } }] };
  return 'As you wish.';
};

let scene: Scene;
beforeAll(async () => {
  scene = await openClaimedScene(obedient);
  scene.telegram.userSends({ chat: BEN, text: 'hello?' });
  const pairing = await scene.hears('Somebody unknown wrote');
  await scene.press(pairing, 'Let them in');
  await scene.hears('You are in', BEN);
});
afterAll(() => scene.close());

/** A kill -9 and a new start. What stands in a chat is on record once something behind it has come. */
async function restart(known = false) {
  if (!known) for (const chat of [ME, BEN]) await scene.say('/tasks', chat);
  await scene.product.kill();
  await scene.start();
}

/** Once as it is, once with a kill -9 at each place marked `meanwhile`. */
const LIVES: [string, (known?: boolean) => Promise<void>][] = [
  ['', async () => undefined],
  [', also when the process was killed in between', restart],
];

const labels = (message: ShownMessage) => message.buttons.flat().map(({ text }) => text);
const next = (known: readonly ShownMessage[], label: string) =>
  scene.until(() =>
    scene
      .heard()
      .filter(({ messageId }) => !known.some((each) => each.messageId === messageId))
      .findLast((message) => labels(message).includes(label)),
  );

/** The person writes; resolves with the card that comes of it. */
async function card(text: string, label: string, more?: object) {
  const known = scene.heard();
  scene.telegram.userSends({ chat: ME, text, ...(more && { more }) });
  return next(known, label);
}
const message = (text: string) => card(`Please tell 815: ${text}.`, 'Send');
const task = (title: string) => card(`Dear assistant, add a task ${title}.`, 'Add', { forward_origin: STRANGER });
const tasks = async () => (await scene.say('/tasks')).text;
const got = (text: string) => scene.heard(BEN).filter((each) => each.text.includes(text));

/** A press by the data that a card once carried, whether or not it still does. */
async function pressData(shown: ShownMessage, label: string, chat = ME) {
  const data = shown.buttons.flat().find((button) => button.text === label)?.data ?? '';
  const { queryId } = scene.telegram.userPresses({ chat, messageId: shown.messageId, data });
  return scene.until(() => scene.telegram.answerTo(queryId));
}

describe.each(LIVES)('the gate on Telegram%s', (name, meanwhile) => {
  const mark = name === '' ? 'first' : 'later';

  test('R27 R95 a message to somebody waits for the press, goes once, and exactly as it was shown', async () => {
    const shown = await message(`the ${mark} lunch is at *one*`);
    expect(labels(shown)).toEqual(['Send', 'Edit', 'Cancel']);
    expect(shown.text).toContain(`the ${mark} lunch is at *one*`);
    expect(got(`${mark} lunch`)).toEqual([]);
    await meanwhile();
    const answers = await Promise.all(Array.from({ length: 5 }, () => pressData(shown, 'Send')));
    expect(answers.filter((said) => said.includes('On its way'))).toHaveLength(1);
    expect(answers.filter((said) => said === 'This was already done. Nothing was done twice.')).toHaveLength(4);
    const [received] = await scene.until(() => (got(`${mark} lunch`).length > 0 ? got(`${mark} lunch`) : undefined));
    expect(received?.text.split('\n').slice(1)).toEqual([`the ${mark} lunch is at *one*`]);
    await meanwhile();
    expect(await pressData(shown, 'Send')).toBe('This was already done. Nothing was done twice.');
    expect(got(`${mark} lunch`)).toHaveLength(1);
  });

  test('R27 Edit makes a new card, and the old one runs no more', async () => {
    const shown = await message(`the ${mark} dinner is at six`);
    expect(await scene.press(shown, 'Edit')).toBe('Write what should be different.');
    await scene.until(() => scene.heard().at(-1)?.text.startsWith('What should be different?'));
    await meanwhile(true);
    const changed = await card(`the ${mark} dinner is at seven`, 'Send');
    expect(changed.text).toContain(`the ${mark} dinner is at seven`);
    await scene.becomes(shown, 'Changed by you: the newer card stands below.');
    await meanwhile();
    expect(await pressData(shown, 'Send')).toContain('There is a newer version of this card. Nothing was done');
    expect(await scene.press(changed, 'Send')).toContain('On its way');
    await scene.until(() => got(`${mark} dinner`)[0]);
    expect(got(`${mark} dinner`).map(({ text }) => text.split('\n').at(-1))).toEqual([`the ${mark} dinner is at seven`]);
  });

  test('Undo takes back what a press did, once', async () => {
    const title = `water the ${mark} cactus`;
    const shown = await task(title);
    await scene.press(shown, 'Add');
    const done = await scene.becomes(shown, 'added');
    expect(await tasks()).toContain(title);
    await meanwhile();
    expect(await scene.press(done, 'Undo')).toContain('taken off the list');
    await scene.becomes(shown, 'taken off the list');
    expect(await tasks()).not.toContain(title);
    await meanwhile();
    expect(await pressData(done, 'Undo')).toBe('This is undone already.');
    expect(await pressData(shown, 'Add')).toBe('This was done and taken back since. Ask again if you want it.');
    expect(await tasks()).not.toContain(title);
  });

  test('STOP closes what lies open, and says so', async () => {
    const shown = await message(`the ${mark} party is off`);
    await meanwhile();
    expect((await scene.say('stop')).text).toMatch(/^Stopped: 1 open card/);
    await scene.becomes(shown, 'Stopped by you. Nothing was done.');
    await meanwhile();
    expect(await pressData(shown, 'Send')).toBe('You stopped this before. Nothing was done; ask again if you still want it.');
    expect(got(`${mark} party`)).toEqual([]);
  });

  test('a press by somebody else does nothing and says so', async () => {
    const shown = await message(`the ${mark} key is under the mat`);
    await meanwhile();
    expect(await pressData(shown, 'Send', BEN)).toContain('This button is not for you');
    expect(got(`${mark} key`)).toEqual([]);
    expect(await scene.press(shown, 'Cancel')).toBe('Cancelled. Nothing was done.');
    await meanwhile();
    expect(await pressData(shown, 'Send')).toBe('You cancelled this before. Nothing was done.');
    expect(got(`${mark} key`)).toEqual([]);
  });
});

test('a card whose time ended while the process was down runs no more, and says so', async () => {
  const shown = await message('the milk is cheap today');
  await tasks();
  await scene.product.kill();
  await scene.home.query("update actions set expires_at = now() - interval '1 minute' where state = 'proposed'");
  await scene.start();
  await scene.becomes(shown, 'This has expired.');
  expect(await pressData(shown, 'Send')).toBe('This has expired. Nothing was done; ask again if you still want it.');
  expect(got('the milk is cheap')).toEqual([]);
});

test('R95 a message that the receiver refuses is told to its sender, and goes nowhere else', async () => {
  const shown = await message('this will not arrive');
  scene.telegram.block(BEN);
  expect(await scene.press(shown, 'Send')).toContain('On its way');
  await scene.becomes(shown, 'It did not arrive');
  expect(scene.heard().filter(({ text }) => text.startsWith('Message from'))).toEqual([]);
});
