import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatAdapter, IncomingMessage } from '../../../src/ports/chat.ts';
import { createInbox } from '../../contracts/chat-adapter.ts';
import type { Fault } from '../../fakes/discord/faults.ts';
import { dmOf } from '../../fakes/discord/world.ts';
import { CHANNEL, CHAT, clock, close, discord, log, makeAdapter, open, send, until } from './set-up.ts';

let adapter: ChatAdapter;
beforeEach(async () => {
  await open();
  adapter = makeAdapter();
});
afterEach(close);

const texts = (inbox: ReturnType<typeof createInbox>) => inbox.messages.map(({ text }) => text);
const says = (...words: string[]) => {
  for (const text of words) discord().userSends({ chat: CHAT, text });
};
/** Connects again take half a second of real time. */
const heard = (what: string) => discord().waitFor(() => discord().gateway.heard.includes(what));

/** A core that knows its conversation, and stores each message of it once. */
function knowing(inbox = createInbox()) {
  const lastSeen = async () => [{ chat: CHAT, at: '2027-03-01T08:00:00Z', ...newest(inbox) }];
  const onMessage = async (message: IncomingMessage) => {
    if (!inbox.messages.some(({ key }) => key === message.key)) await inbox.onMessage(message);
  };
  return { ...inbox, lastSeen, onMessage };
}
function newest({ messages }: ReturnType<typeof createInbox>) {
  const messageId = messages.at(-1)?.messageId;
  return messageId === undefined ? {} : { messageId };
}

describe('start', () => {
  test('knows its name and how to be let in', async () => {
    const { handle, installLink } = await adapter.start(createInbox(), []);
    expect(handle).toBe('adjutant');
    expect(installLink).toBe(
      `https://discord.com/oauth2/authorize?client_id=${discord().applicationId}&scope=bot+applications.commands&permissions=68608`,
    );
  });

  test('a refused token is a config error that names the setting, from REST as from the gateway', async () => {
    const other = makeAdapter({ token: 'MTIz.GaBc.taken-back' });
    await expect(other.start(createInbox(), [])).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/DISCORD_BOT_TOKEN.*Reset Token/),
    });
    const starting = adapter.start(createInbox(), []);
    await discord().waitFor(() => discord().calls('GET /gateway/bot').length === 1);
    discord().revoke();
    await expect(starting).rejects.toMatchObject({ code: 'config' });
  });

  test('without a network it is unavailable, and says nothing of the token', async () => {
    const error = await makeAdapter({ apiUrl: 'http://127.0.0.1:1/api' })
      .start(createInbox(), [])
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(discord().token);
  });
});

describe('nothing is lost', () => {
  test('when the line drops: the session is resumed, and what was said meanwhile comes', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    says('one');
    await until(() => inbox.messages.length === 1);
    discord().gateway.drop();
    says('two', 'three');
    await heard('resume');
    await until(() => inbox.messages.length === 3);
    expect(texts(inbox)).toEqual(['one', 'two', 'three']);
    expect(discord().gateway.heard.filter((what) => what === 'identify')).toHaveLength(1);
  });

  test('when Discord asks to come again (op 7)', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    discord().gateway.reconnect();
    await heard('resume');
    says('hello');
    await until(() => inbox.messages.length === 1);
  });

  test.each([
    ['says that the session is over (op 9)', () => discord().gateway.invalidate()],
    ['has lost the session meanwhile', () => discord().gateway.loseSession()],
  ])('when Discord %s: the gap is read back, in order, before what comes live', async (_, lose) => {
    const inbox = createInbox();
    await adapter.start(knowing(inbox), []);
    says('one');
    await until(() => inbox.messages.length === 1);
    lose();
    says('two', 'three');
    await discord().waitFor(() => {
      void clock().advance(5000);
      return discord().gateway.heard.filter((what) => what === 'identify').length === 2;
    });
    says('four');
    await until(() => inbox.messages.length === 4);
    expect(texts(inbox)).toEqual(['one', 'two', 'three', 'four']);
  });

  test('when it was away: pages of history, without bots, from the newest stored message on', async () => {
    const inbox = createInbox();
    await adapter.start(knowing(inbox), []);
    says('stored');
    await until(() => inbox.messages.length === 1);
    await send(adapter, { text: 'ours' });
    await adapter.stop();
    const missed = Array.from({ length: 230 }, (_, at) => `missed ${at}`);
    says(...missed);
    adapter = makeAdapter();
    discord().fail({ route: 'GET /channels/:id/messages', with: 503 });
    await adapter.start(knowing(inbox), []);
    await until(() => inbox.messages.length === 231);
    expect(texts(inbox)).toEqual(['stored', ...missed]);
    expect(new Set(inbox.tried).size).toBe(231);
  });

  test('when the core cannot say yet where it was, what comes live waits behind what was missed', async () => {
    const inbox = createInbox();
    says('missed');
    let failures = 2;
    const lastSeen = async () => {
      if (failures-- > 0) throw new Error('no database');
      return [{ chat: CHAT, at: '2027-03-01T08:00:00Z' }];
    };
    await adapter.start({ ...inbox, lastSeen }, []);
    says('live');
    await until(() => inbox.messages.length >= 3);
    // The live one was in the history as well: the inbox knows it by its key.
    expect(texts(inbox)).toEqual(['missed', 'live', 'live']);
    expect(new Set(inbox.tried).size).toBe(2);
  });

  test('after a start the histories are asked for by and by: half of what Discord takes in a second is left free', async () => {
    const chats = Array.from({ length: 30 }, (_, at) => dmOf(String(100 + at)));
    for (const chat of chats) discord().userSends({ chat, text: `missed in ${chat}` });
    const inbox = createInbox();
    const lastSeen = async () => chats.map((chat) => ({ chat, at: '2027-03-01T08:00:00Z' }));
    await adapter.start({ ...inbox, lastSeen }, []);
    const asked = () => discord().calls('GET /channels/:id/messages');
    await discord().waitFor(() => asked().filter(({ status }) => status === 200).length >= 25);
    await send(adapter, { text: 'what somebody waits for' });
    expect(asked()).toHaveLength(25);
    await until(() => inbox.messages.length === 30);
  });

  test('when events come twice and out of order: the same keys, and each message', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    const release = discord().gateway.hold();
    says('one', 'two', 'three');
    release((events) => [...events].reverse().flatMap((event) => [event, event]));
    await until(() => inbox.messages.length === 6);
    expect(new Set(texts(inbox))).toEqual(new Set(['one', 'two', 'three']));
    expect(new Set(inbox.tried).size).toBe(3);
  });

  test('when the gateway lets nobody in for a while', async () => {
    const inbox = createInbox();
    await adapter.start(knowing(inbox), []);
    discord().gateway.setOpen(false);
    discord().gateway.drop();
    says('meanwhile');
    await discord().waitFor(() => !discord().gateway.isConnected);
    discord().gateway.setOpen(true);
    await discord().waitFor(() => {
      void clock().advance(1000);
      return discord().gateway.isConnected;
    });
    await until(() => inbox.messages.length >= 1);
    expect(log().filter((line) => line.includes('discord_connection_lost'))).toHaveLength(1);
  });

  test('a message in one chat that cannot be stored holds back no other chat', async () => {
    const inbox = createInbox();
    const onMessage = async (message: IncomingMessage) => {
      if (message.text === 'poison') throw new Error('the disk is full');
      await inbox.onMessage(message);
    };
    await adapter.start({ ...inbox, onMessage }, []);
    says('poison', 'behind');
    discord().userSends({ chat: '988', text: 'elsewhere' });
    await until(() => inbox.messages.length === 1);
    expect(texts(inbox)).toEqual(['elsewhere']);
  });
});

describe('a token that is taken back', () => {
  test('is told with what to do, and messages wait', async () => {
    await adapter.start(createInbox(), []);
    discord().revoke();
    await discord().waitFor(() => log().some((line) => line.includes('discord_refused')));
    expect(log().join('')).toContain('Reset the token');
    const { outcome } = await send(adapter, { text: 'hello' });
    expect(outcome).toMatchObject({ state: 'retry' });
    // The client forgets a token that was refused: we do not.
    expect((await send(adapter, { text: 'hello' })).outcome).toMatchObject({
      state: 'retry',
      reason: expect.stringContaining('401'),
    });
  });
});

describe('sending', () => {
  beforeEach(() => adapter.start(createInbox(), []));
  const POST = 'POST /channels/:id/messages';

  test.each<[Fault, string]>([
    ['gateway-page', 'unknown'],
    [500, 'unknown'],
    ['drop-before-accept', 'unknown'],
    [429, 'retry'],
    [503, 'retry'],
    [{ status: 400, code: 50035, message: 'Invalid Form Body' }, 'refused'],
    [{ status: 403, code: 50007, message: 'Cannot send messages to this user' }, 'dead'],
    [{ status: 403, code: 50278, message: 'Cannot send messages to this user due to having no mutual guilds' }, 'dead'],
    [{ status: 404, code: 10003, message: 'Unknown Channel' }, 'dead'],
  ])('%j makes the outcome %s', async (fault, state) => {
    discord().fail({ route: POST, with: fault });
    expect((await send(adapter, { text: 'x' })).outcome).toMatchObject({ state });
    expect(discord().calls(POST)).toHaveLength(1);
  });

  test('an empty bucket makes the next message wait, without asking Discord', async () => {
    // The first answer only tells which bucket it is.
    discord().fail({ route: POST, times: 2, with: { emptyForSeconds: 30 } });
    expect((await send(adapter, { text: 'zero' })).outcome).toEqual({ state: 'sent' });
    expect((await send(adapter, { text: 'one' })).outcome).toEqual({ state: 'sent' });
    const { outcome } = await send(adapter, { text: 'two' });
    expect(outcome).toMatchObject({ state: 'retry' });
    expect(outcome.state === 'retry' && outcome.afterMs).toBeGreaterThan(20_000);
    expect(discord().calls(POST)).toHaveLength(2);
  });

  test('no answer within 20 seconds is unknown; tried again under its key it is one message', async () => {
    discord().fail({ route: POST, with: 'hang' });
    const hanging = send(adapter, { text: 'x' });
    await discord().waitFor(() => discord().calls(POST).length === 1);
    await clock().advance(20_000);
    expect((await hanging).outcome).toMatchObject({ state: 'unknown' });
    expect((await send(adapter, { text: 'x' })).outcome).toEqual({ state: 'sent' });
    expect((await send(adapter, { text: 'x' })).outcome).toEqual({ state: 'sent' });
    expect(discord().messages(CHAT)).toHaveLength(1);
  });

  test('when the nonce is forgotten, the history tells what arrived, also of several parts', async () => {
    const before = await send(adapter, { text: 'same' }, { key: 'before' });
    const text = 'word '.repeat(900);
    discord().fail({ route: POST, with: { emptyForSeconds: 0 } });
    discord().fail({ route: POST, with: 'drop-after-accept' });
    const first = await send(adapter, { text });
    expect([first.outcome.state, first.parts.length]).toEqual(['unknown', 1]);
    await clock().advance(10 * 60_000);
    const doubt = { since: '2027-03-01T08:00:00Z', after: before.parts[0] ?? '' };
    const again = await send(adapter, { text }, { arrived: first.parts, doubt });
    expect(again.outcome).toEqual({ state: 'sent' });
    expect(discord().messages(CHAT)).toHaveLength(4);
    expect(
      discord()
        .messages(CHAT)
        .map(({ messageId }) => messageId),
    ).toEqual([...before.parts, ...first.parts, ...again.parts]);
    const twin = await send(adapter, { text: 'same' }, { doubt });
    expect(twin.parts).not.toEqual(before.parts);
    expect(discord().messages(CHAT)).toHaveLength(5);
  });

  test('what arrived in time is found by a try that says by now that it is late', async () => {
    const first = await send(adapter, { text: 'Call Ana' });
    await clock().advance(10 * 60_000);
    const doubt = { since: '2027-03-01T08:00:00Z', onTime: 'Call Ana' };
    const again = await send(adapter, { text: 'Call Ana\n\n_Late: it was for 10 minutes ago._' }, { doubt });
    expect(again.outcome).toEqual({ state: 'sent' });
    expect(
      discord()
        .messages(CHAT)
        .map(({ content, messageId }) => [content, messageId]),
    ).toEqual([['Call Ana', first.parts[0]]]);
    expect(again.parts).toEqual(first.parts);
  });

  test('calls nobody, shows no preview, arrives silently when told, and carries button styles', async () => {
    await send(adapter, { text: 'a **b** @everyone', silent: true, buttons: [[{ id: 'x', label: 'Delete', style: 'danger' }]] });
    expect(discord().messages(CHAT)).toMatchObject([
      {
        content: 'a **b** `@everyone`',
        silent: true,
        previewDisabled: true,
        mentionsOff: true,
        buttons: [[{ style: 'danger' }]],
      },
    ]);
  });

  test('files go with their names and bytes, the buttons under the last', async () => {
    const file = (name: string) => ({ name, mime: 'text/plain', bytes: new TextEncoder().encode(name) });
    const buttons = [[{ id: 'x', label: 'Ok', style: 'plain' as const }]];
    const files = [file('one – "ü".txt'), file('two.txt')];
    expect((await send(adapter, { text: 'Here', buttons }, { files })).outcome).toEqual({ state: 'sent' });
    expect(
      discord()
        .messages(CHAT)
        .map(({ text, file: sent, buttons: rows }) => [text, sent?.name, rows.length]),
    ).toEqual([
      ['Here', 'one – "ü".txt', 0],
      ['', 'two.txt', 1],
    ]);
    expect(discord().messages(CHAT)[0]?.file?.bytes).toEqual(files[0]?.bytes);
    expect(await adapter.edit(CHAT, discord().messages(CHAT)[0]?.messageId ?? '', { text: 'There' })).toEqual({ state: 'sent' });
  });

  test('a picture goes with what it shows in words; a text too long for one message stands under it, and makes the only sound', async () => {
    const files = [{ name: 'day.png', mime: 'image/png', bytes: new Uint8Array([1]), alt: 'A day' }];
    const buttons = [[{ id: 'x', label: 'Ok', style: 'plain' as const }]];
    for (const text of ['Here', 'long '.repeat(500)]) await send(adapter, { text, buttons }, { files });
    expect(
      discord()
        .messages(CHAT)
        .map(({ text, file, silent, buttons: rows }) => [text.length > 0, file?.alt, silent, rows.length]),
    ).toEqual([
      [true, 'A day', false, 1],
      [false, 'A day', true, 0],
      [true, undefined, false, 0],
      [true, undefined, false, 1],
    ]);
  });

  test('an edit of a message that is gone is dead', async () => {
    expect(await adapter.edit(CHAT, '999', { text: 'x' })).toMatchObject({ state: 'dead' });
  });

  test('a connection that never came about is a retry', async () => {
    const { outcome } = await send(makeAdapter({ apiUrl: 'http://127.0.0.1:1/api' }), { text: 'x' });
    expect(outcome).toMatchObject({ state: 'retry' });
  });
});

describe('what arrives', () => {
  test('in a server only what calls us, as a message that is not direct', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    discord().userSends({ chat: CHANNEL, text: 'among us' });
    const me = { id: '4242', username: 'adjutant', discriminator: '0', global_name: null, avatar: null };
    discord().userSends({ chat: CHANNEL, text: '<@4242> what is on today?', more: { mentions: [me] } });
    await until(() => inbox.messages.length === 1);
    expect(inbox.messages).toMatchObject([{ text: 'what is on today?', direct: false, chat: CHANNEL }]);
  });

  test('a new version of a message has a key of its own', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    const { messageId } = discord().userSends({ chat: CHAT, text: 'one' });
    discord().userEdits({ chat: CHAT, messageId, text: 'two' });
    await until(() => inbox.messages.length === 2);
    expect(inbox.messages.map(({ text, edited }) => [text, edited])).toEqual([
      ['one', false],
      ['two', true],
    ]);
    expect(new Set(inbox.tried).size).toBe(2);
  });

  test('a voice message is one, and a file too big is refused with what to do', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    discord().userSendsFile({ chat: CHAT, kind: 'voice', bytes: new Uint8Array([1]) });
    discord().userSendsFile({ chat: CHAT, kind: 'document', bytes: new Uint8Array(1), size: 21 * 1024 * 1024 });
    await until(() => inbox.messages.length === 2);
    expect(inbox.messages[0]?.files).toMatchObject([{ kind: 'voice', mime: 'audio/ogg', size: 1 }]);
    const ref = inbox.messages[1]?.files[0]?.ref ?? '';
    await expect(adapter.download(ref, new AbortController().signal)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('smaller'),
    });
  });

  test('a file that Discord never hands over is given up, with what to do', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    discord().userSendsFile({ chat: CHAT, kind: 'document', bytes: new Uint8Array([1]) });
    await until(() => inbox.messages.length === 1);
    discord().fail({ route: 'GET /attachments', with: 'hang' });
    let error: unknown;
    adapter.download(inbox.messages[0]?.files[0]?.ref ?? '', new AbortController().signal).catch((reason: unknown) => {
      error = reason;
    });
    await until(() => error !== undefined);
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('try again') });
  });

  test('what nobody can read is passed over, and no word of it is logged', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    discord().gateway.dispatch('MESSAGE_CREATE', { id: 'x', content: 'secret words' });
    discord().gateway.dispatch('INTERACTION_CREATE', { token: 'secret words' });
    discord().gateway.dispatch('MESSAGE_UPDATE', { id: '5', channel_id: CHAT, embeds: [] });
    says('hello');
    await until(() => inbox.messages.length === 1);
    expect(log().filter((line) => line.includes('unreadable'))).toHaveLength(1);
    expect(log().join('')).not.toContain('secret words');
  });
});
