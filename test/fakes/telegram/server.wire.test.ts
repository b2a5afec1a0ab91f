import { Api } from 'grammy';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTelegramFake, type TelegramFake } from './server.ts';

let tg: TelegramFake;
let api: Api;

beforeEach(async () => {
  tg = await startTelegramFake();
  api = new Api(tg.token, { apiRoot: tg.apiRoot });
});
afterEach(() => tg.stop());

test('an update comes again until a poll confirms it by a higher offset', async () => {
  const { updateId } = tg.userSends({ chat: 7, text: 'hello' });
  expect(await api.getUpdates()).toMatchObject([{ update_id: updateId, message: { text: 'hello' } }]);
  expect(await api.getUpdates({ offset: updateId })).toHaveLength(1);
  expect(await api.getUpdates({ offset: updateId + 1 })).toEqual([]);
});

test('a poll is held until something happens', async () => {
  const poll = api.getUpdates({ timeout: 30 });
  await tg.waitFor(() => tg.calls('getUpdates').length === 1);
  tg.userSends({ chat: 7, text: 'hello' });
  expect(await poll).toHaveLength(1);
});

test('a second poll ends the first with 409', async () => {
  const first = api.getUpdates({ timeout: 30 }).catch((error: unknown) => error);
  await tg.waitFor(() => tg.calls('getUpdates').length === 1);
  tg.userSends({ chat: 7, text: 'wake' });
  await first;
  const held = api.getUpdates({ offset: 5000, timeout: 30 }).catch((error: unknown) => error);
  await tg.waitFor(() => tg.calls('getUpdates').length === 2);
  await api.getUpdates({ offset: 5000 });
  expect(await held).toMatchObject({ error_code: 409 });
});

test('polling is refused while a webhook is set, and a wrong token always', async () => {
  await api.setWebhook('http://127.0.0.1:9/hook');
  await expect(api.getUpdates()).rejects.toMatchObject({ error_code: 409 });
  const stranger = new Api('1:wrong', { apiRoot: tg.apiRoot });
  await expect(stranger.getMe()).rejects.toMatchObject({ error_code: 401 });
});

test.each([
  ['an empty text', '  ', {}, 'message text is empty'],
  ['a text over the limit', 'a'.repeat(4097), {}, 'message is too long'],
  ['an entity out of range', 'abc', { entities: [{ type: 'bold', offset: 2, length: 2 }] }, `can't parse entities`],
  [
    'crossing entities',
    'abcd',
    {
      entities: [
        { type: 'bold', offset: 0, length: 3 },
        { type: 'italic', offset: 2, length: 2 },
      ],
    },
    `can't parse entities`,
  ],
  [
    'a button id over 64 bytes',
    'a',
    { reply_markup: { inline_keyboard: [[{ text: 'b', callback_data: 'é'.repeat(33) }]] } },
    'BUTTON_DATA',
  ],
])('%s is refused', async (_, text, other, words) => {
  await expect(api.sendMessage(7, text, other as object)).rejects.toThrow(words);
});

test('a send that is dropped after it was accepted has arrived', async () => {
  tg.fail({ method: 'sendMessage', with: 'drop-after-accept' });
  await expect(api.sendMessage(7, 'twice?')).rejects.toThrow('Network request');
  expect(tg.messages(7)).toMatchObject([{ from: 'bot', text: 'twice?' }]);
});

test('an edit that changes nothing is refused, a change of buttons is one', async () => {
  const { message_id } = await api.sendMessage(7, 'same');
  await expect(api.editMessageText(7, message_id, 'same')).rejects.toThrow('message is not modified');
  await api.editMessageText(7, message_id, 'same', { reply_markup: { inline_keyboard: [[{ text: 'b', callback_data: 'x' }]] } });
  expect(tg.messages(7)).toMatchObject([{ edited: true, buttons: [[{ text: 'b', data: 'x' }]] }]);
});
