import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttpServer, type HttpServer } from '../../../adapters/http/server.ts';
import { createTelegramAdapter } from '../../../adapters/telegram/adapter.ts';
import { createLog } from '../../../src/ground/log.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import type { ChatAdapter, OutgoingFile, OutgoingMessage, PressAnswer } from '../../../src/ports/chat.ts';
import { type ChatHarness, chatAdapterContract, createInbox, type Trouble } from '../../contracts/chat-adapter.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import type { Fault } from '../../fakes/telegram/faults.ts';
import { startTelegramFake, type TelegramFake } from '../../fakes/telegram/server.ts';

const CHAT = 77;
const MENU = [{ name: 'today', description: 'What is on today' }];

let tg: TelegramFake;
let clock: FakeClock;
let logged: string[];
let adapter: ChatAdapter;

type Options = Parameters<typeof createTelegramAdapter>[0];

function makeAdapter(more: Partial<Options> = {}): ChatAdapter {
  const log = createLog({ level: 'debug', secrets: [], write: (line) => logged.push(line) });
  return createTelegramAdapter({ token: tg.token, apiRoot: tg.apiRoot, clock, random: systemRandom, log, ...more });
}

/** Turns the clock second by second, since a backoff or a deadline may stand between us and what we wait for. */
async function until(look: () => boolean): Promise<void> {
  for (let round = 0; round < 20_000 && !look(); round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (round % 100 === 99) await clock.advance(2000);
  }
  expect(look()).toBe(true);
}

beforeEach(async () => {
  tg = await startTelegramFake();
  clock = createFakeClock('2027-03-01T09:00:00Z');
  logged = [];
  adapter = makeAdapter();
});
afterEach(async () => {
  await adapter.stop();
  await tg.stop();
  expect(logged.join('')).not.toContain(tg.token);
});

const TROUBLES: Record<Trouble, Fault> = { 'rate-limited': 429, 'refused-for-now': 502, 'no-answer': 'drop-after-accept' };

chatAdapterContract('Telegram', async (): Promise<ChatHarness> => {
  const queries: string[] = [];
  return {
    adapter,
    restart: () => makeAdapter(),
    lacks: [],
    chat: String(CHAT),
    person: String(CHAT),
    textLimit: 4096,
    personSends: (text) => void tg.userSends({ chat: CHAT, text }),
    personSendsFile: (bytes) => void tg.userSendsFile({ chat: CHAT, kind: 'voice', bytes }),
    personPresses: (messageId, data) =>
      void queries.push(tg.userPresses({ chat: CHAT, messageId: Number(messageId), data }).queryId),
    seen: () =>
      tg
        .messages(CHAT)
        .filter((message) => message.from === 'bot')
        .map(({ messageId, text, buttons }) => ({
          messageId: String(messageId),
          text,
          buttons: buttons.flat().map((button) => ({ id: button.data, label: button.text })),
        })),
    pressAnswers: () => queries.map((id) => tg.answerTo(id)).filter((sentence) => sentence !== ''),
    isTypingShown: () => tg.calls('sendChatAction').length > 0,
    trouble: (kind) => tg.fail({ method: 'sendMessage', with: TROUBLES[kind] }),
    block: () => tg.block(CHAT),
    until,
    close: async () => undefined,
  };
});

const send = (message: OutgoingMessage, files: OutgoingFile[] = []) =>
  adapter.send({ key: 'test', chat: String(CHAT), message, files, arrived: [], onPart: async () => undefined });

describe('start', () => {
  test('removes a webhook, keeps what waits, sets the menu and knows the claim link', async () => {
    tg.userSends({ chat: CHAT, text: 'early' });
    const inbox = createInbox();
    const started = await adapter.start(inbox, MENU);
    expect(started.handle).toBe('adjutant_bot');
    expect(started.claimLink?.('abc')).toBe('https://t.me/adjutant_bot?start=abc');
    expect(tg.commands).toEqual([{ command: 'today', description: 'What is on today' }]);
    await until(() => inbox.messages.length === 1);
  });

  test('a refused token is a config error that names the setting', async () => {
    adapter = makeAdapter({ token: '1:taken-back' });
    await expect(adapter.start(createInbox(), [])).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/TELEGRAM_BOT_TOKEN.*@BotFather/),
    });
  });

  test('without a network it is unavailable, and says nothing of the token', async () => {
    adapter = makeAdapter({ apiRoot: 'http://127.0.0.1:1' });
    const error = await adapter.start(createInbox(), []).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(tg.token);
  });
});

describe('polling', () => {
  test('another poller is told once, and polling goes on when it is gone', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    tg.fail({
      method: 'getUpdates',
      times: 3,
      with: { status: 409, description: 'Conflict: terminated by other getUpdates request' },
    });
    await tg.waitFor(() => tg.calls('getUpdates').length === 1);
    tg.userSends({ chat: CHAT, text: 'hello' });
    await until(() => inbox.messages.length === 1 && tg.pending().length === 0);
    expect(logged.filter((line) => line.includes('telegram_conflict'))).toHaveLength(1);
    expect(logged.join('')).toContain('TELEGRAM_BOT_TOKEN');
  });

  test.each<Fault>([502, 429, 'gateway-page', 'drop-before-accept', 'hang'])('polling outlives %s', async (fault) => {
    tg.fail({ method: 'getUpdates', times: 2, with: fault });
    const inbox = createInbox();
    await adapter.start(inbox, []);
    tg.userSends({ chat: CHAT, text: 'hello' });
    await until(() => inbox.messages.length === 1);
  });

  test('an update is confirmed only after it is stored', async () => {
    const inbox = createInbox();
    const release = inbox.hold();
    await adapter.start(inbox, []);
    const { updateId } = tg.userSends({ chat: CHAT, text: 'hello' });
    await until(() => inbox.tried.length === 1);
    expect(tg.pending().map((update) => update.update_id)).toEqual([updateId]);
    release();
    await until(() => tg.pending().length === 0);
  });

  test('a slow press holds back no message, runs once and is confirmed when it is done', async () => {
    const inbox = createInbox();
    let finish = (_: PressAnswer) => {};
    let presses = 0;
    const onPress = () => {
      presses += 1;
      return new Promise<PressAnswer>((resolve) => {
        finish = resolve;
      });
    };
    await adapter.start({ ...inbox, onPress }, []);
    const { updateId } = tg.userPresses({ chat: CHAT, messageId: 1, data: 'x' });
    await until(() => presses === 1);
    tg.userSends({ chat: CHAT, text: 'meanwhile' });
    await until(() => inbox.messages.length === 1);
    await clock.advance(3000);
    expect(tg.pending().map((update) => update.update_id)).toContain(updateId);
    expect(presses).toBe(1);
    finish({ said: 'Done.' });
    await until(() => tg.pending().length === 0);
    expect([presses, inbox.messages.length]).toEqual([1, 1]);
  });

  test('a press does not wait for a message that is being stored', async () => {
    const inbox = createInbox();
    const release = inbox.hold();
    tg.userSends({ chat: CHAT, text: 'slow' });
    const { queryId } = tg.userPresses({ chat: CHAT, messageId: 1, data: 'x' });
    await adapter.start(inbox, []);
    await until(() => tg.answerTo(queryId) === 'Done.');
    expect(inbox.messages).toEqual([]);
    release();
  });

  test('an update nobody can read is passed over and logged by its id alone', async () => {
    const inbox = createInbox();
    const strange = tg.pushUpdate({ message: { text: 'secret words', from: 'nobody' } } as never);
    tg.pushUpdate({ my_chat_member: {} } as never);
    tg.userSends({ chat: CHAT, text: 'hello' });
    await adapter.start(inbox, []);
    await until(() => inbox.messages.length === 1 && tg.pending().length === 0);
    expect(logged.filter((line) => line.includes('unreadable'))).toEqual([expect.stringContaining(String(strange))]);
    expect(logged.join('')).not.toContain('secret words');
  });
});

describe('sending', () => {
  test('asks for no preview, arrives silently when told, and carries looks and button styles', async () => {
    await send({ text: 'a **b**', silent: true, buttons: [[{ id: 'x', label: 'Delete', style: 'danger' }]] });
    expect(tg.messages(CHAT)).toMatchObject([
      {
        text: 'a b',
        entities: [{ type: 'bold', offset: 2, length: 1 }],
        silent: true,
        previewDisabled: true,
        buttons: [[{ text: 'Delete', data: 'x', style: 'danger' }]],
      },
    ]);
  });

  test('looks that Telegram refuses go out as plain text', async () => {
    tg.fail({ method: 'sendMessage', with: { status: 400, description: `Bad Request: can't parse entities: wrong URL` } });
    expect(await send({ text: 'a **b**' })).toEqual({ state: 'sent' });
    expect(tg.messages(CHAT)).toMatchObject([{ text: 'a b', entities: [] }]);
  });

  test.each([
    ['image/png', 'photo'],
    ['audio/ogg', 'voice'],
    ['audio/mpeg', 'audio'],
    ['application/pdf', 'document'],
  ])('a file of type %s goes as %s, with the text as its caption', async (mime, kind) => {
    const bytes = new Uint8Array([5, 6, 7]);
    expect(
      await send({ text: 'Here', buttons: [[{ id: 'x', label: 'Ok', style: 'plain' }]] }, [{ name: 'a.bin', mime, bytes }]),
    ).toEqual({
      state: 'sent',
    });
    expect(tg.messages(CHAT)).toMatchObject([{ text: 'Here', file: { kind, name: 'a.bin', bytes }, buttons: [[{ data: 'x' }]] }]);
  });

  test('a picture that Telegram refuses goes as a document', async () => {
    tg.fail({ method: 'sendPhoto', with: { status: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' } });
    await send({ text: 'Here' }, [{ name: 'a.png', mime: 'image/png', bytes: new Uint8Array([1]) }]);
    expect(tg.messages(CHAT)).toMatchObject([{ text: 'Here', file: { kind: 'document' } }]);
  });

  test('a picture above a long text comes without a sound', async () => {
    const picture = { name: 'day.png', mime: 'image/png', bytes: new Uint8Array([1]), alt: 'A day' };
    await send({ text: 'long '.repeat(300) }, [picture]);
    expect(tg.messages(CHAT)).toMatchObject([{ text: '', file: { kind: 'photo' }, silent: true }, { silent: false }]);
  });

  test('the caption of a file is edited in place', async () => {
    await send({ text: 'Send this?' }, [{ name: 'a.pdf', mime: 'application/pdf', bytes: new Uint8Array([1]) }]);
    const id = String(tg.messages(CHAT)[0]?.messageId);
    expect(await adapter.edit(String(CHAT), id, { text: 'Sent.' })).toEqual({ state: 'sent' });
    expect(tg.messages(CHAT)).toMatchObject([{ text: 'Sent.', edited: true }]);
  });

  test('an edit of a message that is gone is dead', async () => {
    expect(await adapter.edit(String(CHAT), '999', { text: 'x' })).toMatchObject({ state: 'dead' });
  });

  test.each<[Fault, string]>([
    ['gateway-page', 'unknown'],
    ['drop-before-accept', 'unknown'],
    [{ status: 400, description: 'Bad Request: chat not found' }, 'dead'],
    [{ status: 403, description: 'Forbidden: user is deactivated' }, 'dead'],
    [{ status: 401, description: 'Unauthorized' }, 'retry'],
  ])('%j makes the outcome %s', async (fault, state) => {
    tg.fail({ method: 'sendMessage', with: fault });
    expect(await send({ text: 'x' })).toMatchObject({ state });
  });

  test('no answer within 20 seconds is unknown', async () => {
    tg.fail({ method: 'sendMessage', with: 'hang' });
    const outcome = send({ text: 'x' });
    await tg.waitFor(() => tg.calls('sendMessage').length === 1);
    await clock.advance(20_000);
    expect(await outcome).toMatchObject({ state: 'unknown' });
  });

  test('a connection that never came about is a retry', async () => {
    adapter = makeAdapter({ apiRoot: 'http://127.0.0.1:1' });
    expect(await send({ text: 'x' })).toMatchObject({ state: 'retry' });
  });
});

test('a file over 20 MB is refused with what to do', async () => {
  const { fileId } = tg.userSendsFile({ chat: CHAT, kind: 'document', bytes: new Uint8Array(1), size: 21 * 1024 * 1024 });
  await expect(adapter.download(fileId, new AbortController().signal)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('smaller'),
  });
});

describe('a webhook', () => {
  let http: HttpServer;
  const SECRET = 'a-good_secret';

  beforeEach(() => {
    http = createHttpServer({ port: 0 });
    const webhook = { url: 'https://me.example/telegram', secret: SECRET, listen: http.listen };
    adapter = makeAdapter({ webhook });
  });
  afterEach(() => http.close());

  const deliver = (secret?: string) =>
    tg.webhookDeliver({ to: `http://127.0.0.1:${http.port()}/telegram`, ...(secret !== undefined && { secret }) });

  test('takes an update with the right secret, and nothing is polled', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    expect(tg.webhook).toEqual({ url: 'https://me.example/telegram', secret: SECRET });
    tg.userSends({ chat: CHAT, text: 'hello' });
    expect(await deliver()).toBe(200);
    expect(inbox.messages).toMatchObject([{ text: 'hello' }]);
    expect([tg.pending().length, tg.calls('getUpdates').length]).toEqual([0, 0]);
  });

  test.each(['', 'a-good_secreT', 'a-good_secret-and-more'])('refuses the forged secret "%s"', async (forged) => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    tg.userSends({ chat: CHAT, text: 'hello' });
    expect(await deliver(forged)).toBe(401);
    expect(inbox.tried).toEqual([]);
  });

  test('answers 500 when storing failed, and takes the update when it comes again', async () => {
    const inbox = createInbox({ refusals: 1 });
    await adapter.start(inbox, []);
    tg.userSends({ chat: CHAT, text: 'hello' });
    expect([await deliver(), await deliver()]).toEqual([500, 200]);
    expect(new Set(inbox.tried).size).toBe(1);
  });

  test('answers a press', async () => {
    await adapter.start(createInbox(), []);
    const { queryId } = tg.userPresses({ chat: CHAT, messageId: 1, data: 'x' });
    expect(await deliver()).toBe(200);
    expect(tg.answerTo(queryId)).toBe('Done.');
  });
});
