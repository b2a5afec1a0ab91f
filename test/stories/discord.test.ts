import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DiscordFake, startDiscordFake } from '../fakes/discord/server.ts';
import { dmOf, type ShownMessage } from '../fakes/discord/world.ts';
import { type ModelFake, startModelFake } from '../fakes/model/model-fake.ts';
import type { ModelFakeScript } from '../fakes/model/script.ts';
import { makeHome, type Product, type ProductHome, startProduct } from '../fixtures/product.ts';
import { settingsOf } from '../platforms/discord.ts';

/** The owner's direct conversation. */
const CHAT = dmOf('4711');
const CHANNEL = '500';
/** Long enough for a slow machine; no test rests on it. */
const PATIENCE_MS = 40_000;

const echo: ModelFakeScript = ({ said }) => `You said: ${said.split('\n').at(-1)}`;

let discord: DiscordFake;
let model: ModelFake;
let home: ProductHome;
let product: Product;

const until = <T>(look: () => T) => discord.waitFor(look, PATIENCE_MS);
const heard = (chat = CHAT) => discord.messages(chat).filter(({ from }) => from === 'bot');
const hears = (text: string) => until(() => heard().find((message) => message.text.includes(text)));
const last = () => heard().at(-1);

async function start(): Promise<void> {
  const env = {
    ...settingsOf(discord),
    OPENAI_BASE_URL: model.openAiUrl,
    OPENAI_MODEL: 'scripted',
  };
  product = await startProduct({ home, env });
  await product.ready();
}

async function command(name: string, value?: string): Promise<string> {
  const { interactionId } = discord.userCommands({ chat: CHAT, name, ...(value !== undefined && { value }) });
  return until(() => discord.answerTo(interactionId));
}

async function press({ messageId }: ShownMessage, label: string): Promise<string> {
  const now = discord.messages(CHAT).find((message) => message.messageId === messageId);
  const button = now?.buttons.flat().find(({ text }) => text === label);
  if (!button) throw new Error(`no button ${label} under: ${now?.text}`);
  return discord.userPresses({ chat: CHAT, messageId, data: button.data }).interactionId;
}

beforeAll(async () => {
  [discord, model, home] = await Promise.all([startDiscordFake(), startModelFake(echo), makeHome()]);
  await start();
});
afterAll(async () => {
  await product.kill();
  await Promise.all([discord.stop(), model.stop()]);
  await home.remove();
});

test('R107 the start prints how to be let in and the line that claims, and the line, typed or by the menu, claims', async () => {
  const token = (await readFile(join(home.path, 'claim-token'), 'utf8')).trim();
  expect(product.stderr).toContain(`https://discord.com/oauth2/authorize?client_id=${discord.applicationId}`);
  expect(product.stderr).toContain(`/start ${token}`);
  expect(discord.commands.map(({ name }) => name)).toEqual(expect.arrayContaining(['start', 'today', 'tasks', 'remind', 'stop']));
  expect(await command('start', 'not-the-token')).toContain('not the right one');
  expect(await command('start', token)).toContain('This chat is yours now.');
});

test('R107 a message is answered, with typing shown; a command in its reply, with an Undo that works', async () => {
  discord.userSends({ chat: CHAT, text: 'Good morning' });
  await hears('You said: Good morning');
  expect(await command('tasks', 'add Pay the rent')).toContain('Pay the rent');
  const added = last();
  if (!added) throw new Error('nothing was said');
  const undone = await press(added, 'Undo');
  await until(() => discord.answerTo(undone).includes('taken off the list'));
});

test('R27 Edit on a card opens a form, and what is written there makes the new card', async () => {
  model.play(({ results }) =>
    results.length > 0 ? 'Ok.' : { toolCalls: [{ name: 'task_add', arguments: { title: 'Pay the rent', notes: 'in cash' } }] },
  );
  const theirs = {
    message_reference: { type: 1, message_id: '1', channel_id: '2' },
    message_snapshots: [{ message: { content: 'Pay!', attachments: [] } }],
  };
  discord.userSends({ chat: CHAT, text: '', more: theirs as never });
  const card = await until(() => heard().find(({ buttons }) => buttons.flat().some(({ text }) => text === 'Edit')));
  model.play(echo);
  const edit = await press(card, 'Edit');
  const form = await until(() => discord.formOf(edit));
  expect(JSON.stringify(form)).toContain('title: Pay the rent');
  discord.userSubmits({ interactionId: edit, text: 'title: Pay the whole rent\nnotes: in cash' });
  const fresh = await until(() => heard().find(({ text }) => text.includes('Pay the whole rent')));
  await until(() => heard().find(({ messageId, text }) => messageId === card.messageId && text.includes('Changed by you')));
  const done = await press(fresh, 'Add');
  await until(() => discord.answerTo(done));
  await until(() => heard().find(({ messageId, text }) => messageId === fresh.messageId && /done|Undo|added/i.test(text)));
});

test('in a server it answers in private alone', async () => {
  const me = { id: '4242', username: 'adjutant', discriminator: '0', global_name: null, avatar: null };
  discord.userSends({ chat: CHANNEL, user: '4711', text: '<@4242> what is my plan?', more: { mentions: [me] } });
  await hears('You said: what is my plan?');
  expect(heard(CHANNEL)).toEqual([]);
});

test('what was said while it was away, also after a kill, is answered once; nothing is said twice', async () => {
  await product.kill();
  discord.userSends({ chat: CHAT, text: 'while you were away' });
  discord.fail({ route: 'POST /channels/:id/messages', with: 'drop-after-accept' });
  await start();
  await hears('You said: while you were away');
  await product.stop();
  discord.userSends({ chat: CHAT, text: 'and again' });
  await start();
  await hears('You said: and again');
  discord.userSends({ chat: CHAT, text: 'the end' });
  await hears('You said: the end');
  const answers = heard().filter(({ text }) => /away|again$|the end/.test(text));
  expect(answers.map(({ text }) => text)).toEqual(['You said: while you were away', 'You said: and again', 'You said: the end']);
  expect(heard().filter(({ text }) => text.includes('may be a repeat'))).toEqual([]);
  expect(discord.unanswered()).toEqual([]);
});
