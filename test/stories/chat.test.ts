import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelFakeScript } from '../fakes/model/script.ts';
import { ME, openClaimedScene, type Scene } from './scene.ts';

const text = (words: string) => new TextEncoder().encode(words);

const echo: ModelFakeScript = ({ said }) => `You said: ${said.split('\n').at(-1)}`;

let scene: Scene;
beforeAll(async () => {
  scene = await openClaimedScene(echo);
});
afterAll(() => scene.close());

test('R107 the menu holds every command, and typing is shown while the model works', async () => {
  const names = scene.telegram.commands.map(({ command }) => command);
  expect(names).toEqual(
    expect.arrayContaining(['help', 'today', 'brief', 'tasks', 'remind', 'find', 'undo', 'stop', 'why', 'export']),
  );
  const shown = scene.telegram.calls('sendChatAction').length;
  const asked = scene.model.requests.length;
  const release = scene.model.hold();
  scene.telegram.userSends({ chat: ME, text: 'Good morning' });
  await scene.model.arrived(asked + 1);
  await scene.until(() => scene.telegram.calls('sendChatAction').length > shown);
  release();
  await scene.hears('You said: Good morning');
  expect(scene.telegram.calls('sendChatAction').at(-1)?.payload).toMatchObject({ chat_id: String(ME), action: 'typing' });
});

test('five messages that arrive while a turn runs are one next turn', async () => {
  const asked = scene.model.requests.length;
  const release = scene.model.hold();
  scene.telegram.userSends({ chat: ME, text: 'zero' });
  await scene.model.arrived(asked + 1);
  for (const word of ['one', 'two', 'three', 'four', 'five']) scene.telegram.userSends({ chat: ME, text: `line ${word}` });
  await scene.until(() => scene.telegram.pending().length === 0);
  release();
  await scene.hears('You said: line five');
  expect(scene.model.requests.length).toBe(asked + 2);
  expect(scene.model.requests.at(-1)?.said).toMatch(/line one\n\nline two\n\nline three\n\nline four\n\nline five$/);
  expect(scene.heard().filter((message) => message.text.includes('line'))).toHaveLength(1);
});

test('a long answer arrives in parts, in order, with the button under the last', async () => {
  const long = Array.from({ length: 160 }, (_, at) => `Paragraph ${at}: ${'word '.repeat(8).trim()}.`).join('\n\n');
  scene.model.play(({ results }) =>
    results.length > 0 ? long : { toolCalls: [{ name: 'task_add', arguments: { title: 'Read all this' } }] },
  );
  const before = scene.heard().length;
  scene.telegram.userSends({ chat: ME, text: 'Tell me everything, and note it' });
  const last = await scene.until(() =>
    scene
      .heard()
      .slice(before)
      .find(({ buttons }) => buttons.length > 0),
  );
  const parts = scene.heard().slice(before);
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.map(({ buttons }) => buttons.length)).toEqual([...parts.slice(1).map(() => 0), 1]);
  const heard = parts.map((part) => part.text).join('\n');
  const numbers = [...heard.matchAll(/Paragraph (\d+):/g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: 160 }, (_, at) => at));
  expect(await scene.press(last, 'Undo')).toBe('Task 1 is taken off the list again.');
  scene.model.play(echo);
});

test('a text file is read as data of others, fenced; a voice note is kept and the person told', async () => {
  scene.telegram.userSendsFile({
    chat: ME,
    kind: 'document',
    name: 'menu.txt',
    mime: 'text/plain',
    bytes: text('Soup of the day: leek'),
    caption: 'What is the soup?',
  });
  await scene.until(() => scene.model.requests.find(({ said }) => said.includes('leek')));
  expect(scene.model.requests.at(-1)?.said).toMatch(
    /What is the soup\?\n\n<outside from="[^"]+">\n(?:menu\.txt\n+)?Soup of the day: leek\n<\/outside>$/,
  );
  await scene.hears('You said: </outside>');

  scene.telegram.userSendsFile({ chat: ME, kind: 'voice', mime: 'audio/ogg', bytes: text('OggS...') });
  await scene.hears(/cannot listen yet.*TRANSCRIBE_URL/s);

  scene.telegram.userSendsFile({
    chat: ME,
    kind: 'document',
    name: 'film.mkv',
    mime: 'video/x-matroska',
    bytes: text('x'),
    size: 30_000_000,
  });
  await scene.hears(/film\.mkv: .*20/);
});

test('R93 an export arrives as one file with everything in it', async () => {
  await scene.say('/remember the spare key lies under the blue pot');
  scene.telegram.userSends({ chat: ME, text: '/export' });
  const sent = await scene.until(() => scene.heard().find(({ file }) => file !== undefined));
  expect(sent.file?.name).toMatch(/\.json$/);
  const exported = new TextDecoder().decode(sent.file?.bytes);
  expect(JSON.parse(exported)).toBeTypeOf('object');
  expect(exported).toContain('the spare key lies under the blue pot');
  expect(exported).not.toContain(scene.telegram.token);
});

test('R110 every message that went out can say why', async () => {
  const sent = scene.heard().filter(({ text: shown }) => !shown.includes('This chat is yours now'));
  for (const message of sent.slice(-4)) {
    const before = scene.heard().length;
    const original = {
      message_id: message.messageId,
      from: { id: 4242, is_bot: true, first_name: 'Adjutant' },
      chat: { id: ME, type: 'private', first_name: 'Ann' },
      date: 0,
      text: message.text,
    };
    scene.telegram.userSends({ chat: ME, text: '/why', more: { reply_to_message: original as never } });
    const why = await scene.until(() => scene.heard()[before]);
    expect(why.text).toMatch(/your message|your voice note|you pressed|command/i);
  }
});
