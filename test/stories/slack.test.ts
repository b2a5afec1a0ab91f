import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ModelFake, startModelFake } from '../fakes/model/model-fake.ts';
import { type SlackFake, startSlackFake } from '../fakes/slack/server.ts';
import { makeHome, type Product, type ProductHome, startProduct } from '../fixtures/product.ts';
import { settingsOf } from '../platforms/slack.ts';

const CHAT = 'D0ANN';
const PATIENCE_MS = 40_000;

let slack: SlackFake;
let model: ModelFake;
let home: ProductHome;
let product: Product;

const heard = () => slack.messages(CHAT).filter(({ from }) => from === 'bot');
const until = <T>(look: () => T) => slack.waitFor(look, PATIENCE_MS);
const hears = (text: string) => until(() => heard().find((message) => message.text.includes(text)));

beforeAll(async () => {
  [slack, model, home] = await Promise.all([
    startSlackFake(),
    startModelFake(({ said }) => `You said: ${said.split('\n').at(-1)}`),
    makeHome(),
  ]);
  const env = {
    ...settingsOf(slack),
    OPENAI_BASE_URL: model.openAiUrl,
    OPENAI_MODEL: 'scripted',
  };
  product = await startProduct({ home, env });
  await product.ready();
});
afterAll(async () => {
  await product.stop();
  expect(product.stderr).not.toContain(slack.botToken);
  expect(product.stderr).not.toContain(slack.appToken);
  await Promise.all([slack.stop(), model.stop()]);
  await home.remove();
});

test('a stranger gets one line; whoever gives the token by the slash command is the owner', async () => {
  slack.userSends({ chat: CHAT, text: 'let me in' });
  await hears('This assistant is private.');
  const token = (await readFile(join(home.path, 'claim-token'), 'utf8')).trim();
  slack.userRuns({ chat: 'C0TEAM', user: 'U0ANN', command: '/adjutant', text: `start ${token}` });
  await hears('This chat is yours now');
});

test('R107 a message is answered by the model, one in a thread in its thread', async () => {
  const { messageId } = slack.userSends({ chat: CHAT, text: 'Good morning' });
  expect((await hears('You said: Good morning')).thread).toBeUndefined();
  slack.userSends({ chat: CHAT, text: 'and this', thread: messageId });
  expect((await hears('You said: and this')).thread).toBe(messageId);
});

test('R68 a command and a press are acknowledged while the model keeps thinking', async () => {
  const asked = model.requests.length;
  const release = model.hold();
  slack.userSends({ chat: CHAT, text: 'think about it' });
  await model.arrived(asked + 1);
  const command = slack.userRuns({ chat: CHAT, command: '/adjutant', text: 'tasks add Pay the rent' });
  await until(() => command.acknowledged);
  expect(heard().some(({ text }) => text.includes('think about it'))).toBe(false);
  release();
  const answer = await hears('Pay the rent');
  const undo = answer.buttons.flat()[0];
  expect(undo?.text).toBe('Undo');
  const again = model.hold();
  slack.userSends({ chat: CHAT, text: 'think again' });
  await model.arrived(asked + 2);
  const { queryId, envelope } = slack.userPresses({ chat: CHAT, messageId: answer.messageId, data: undo?.data ?? '' });
  await until(() => envelope.acknowledged && slack.answerTo(queryId));
  again();
  await hears('You said: think again');
});

test('R13 what is asked in a channel is answered in the direct conversation', async () => {
  slack.userSends({ chat: 'C0TEAM', user: 'U0ANN', text: `<@${slack.world.bot}> what is my secret?` });
  await hears('You said: what is my secret?');
  expect(slack.messages('C0TEAM').filter(({ from }) => from === 'bot')).toEqual([]);
});

test('the App Home shows the day, and what is said next stands in the conversation', async () => {
  slack.userOpensHome('U0ANN');
  await until(() => slack.homeText('U0ANN').includes('Linked accounts'));
  expect(slack.homeText('U0ANN')).toContain('slack: reaches you');
  slack.userSends({ chat: CHAT, text: 'still here?' });
  await hears('You said: still here?');
  expect(slack.homeText('U0ANN')).not.toContain('still here?');
});
