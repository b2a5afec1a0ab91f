import { InteractionResponseType } from 'discord-api-types/v10';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src/ground/errors.ts';
import type { ChatAdapter, ChatHandlers, PressAnswer } from '../../../src/ports/chat.ts';
import { createInbox } from '../../contracts/chat-adapter.ts';
import { isPutOff } from '../../fakes/discord/server.ts';
import { CHANNEL, CHAT, clock, close, discord, makeAdapter, open, send, until } from './set-up.ts';

const MENU = [
  { name: 'start', description: 'Say hello', localized: { de: 'Sag hallo' } },
  { name: 'today', description: 'What is on today' },
];
const SENT = { state: 'sent' };

let adapter: ChatAdapter;
beforeEach(async () => {
  await open();
  adapter = makeAdapter();
});
afterEach(close);

const bot = () =>
  discord()
    .messages(CHAT)
    .filter(({ from }) => from === 'bot');
const interaction = (id: string) => discord().interaction(id);

/** A core that decides a press only when it is told to. */
async function startSlow(): Promise<(answer: PressAnswer) => void> {
  let decide = (_: PressAnswer) => {};
  const onPress: ChatHandlers['onPress'] = () =>
    new Promise((resolve) => {
      decide = resolve;
    });
  await adapter.start({ ...createInbox(), onPress }, []);
  return (answer) => decide(answer);
}

describe('the menu', () => {
  test('is registered in every language, for direct conversations too, and not again while it is the same', async () => {
    await adapter.start(createInbox(), MENU);
    expect(discord().commands).toMatchObject([
      {
        name: 'start',
        description: 'Say hello',
        description_localizations: { de: 'Sag hallo' },
        contexts: [0, 1],
        integration_types: [0, 1],
        options: [{ name: 'token', type: 3, required: false }],
      },
      { name: 'today', options: [{ name: 'text', description_localizations: { 'es-ES': expect.any(String) } }] },
    ]);
    const changes = () => discord().calls('PUT /applications/:id/commands').length;
    await makeAdapter().start(createInbox(), [...MENU].reverse());
    expect(changes()).toBe(1);
    await makeAdapter().start(createInbox(), [{ name: 'today', description: 'Another word' }]);
    expect(changes()).toBe(2);
  });
});

describe('a slash command', () => {
  test('arrives as the text that it stands for, and its answer comes in its reply', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, MENU);
    const { interactionId } = discord().userCommands({ chat: CHAT, name: 'start', value: 'the token' });
    await until(() => interaction(interactionId)?.answeredBy !== undefined);
    expect(inbox.messages).toMatchObject([
      { text: '/start the token', chat: CHAT, direct: true, user: { id: '77', language: 'de' } },
    ]);
    expect(isPutOff(interaction(interactionId) as never)).toBe(true);
    const answers = [inbox.messages[0]?.key ?? ''];
    const buttons = [[{ id: 'x', label: 'Undo', style: 'plain' as const }]];
    const { outcome, parts } = await send(adapter, { text: '**Hello.**', buttons }, { answers });
    expect(outcome).toEqual(SENT);
    expect(bot()).toMatchObject([
      { messageId: parts[0], text: 'Hello.', mentionsOff: true, previewDisabled: true, edited: false },
    ]);
    expect(discord().calls('POST /channels/:id/messages')).toEqual([]);
    expect(await adapter.edit(CHAT, parts[0] ?? '', { text: 'Undone.' })).toEqual(SENT);
    expect(bot()).toMatchObject([{ text: 'Undone.', buttons: [] }]);
    await send(adapter, { text: 'More.' }, { answers });
    expect(bot().map(({ text }) => text)).toEqual(['Undone.', 'More.']);
  });

  test('is answered within three seconds also when it cannot be stored yet, and is stored later', async () => {
    const inbox = createInbox();
    const release = inbox.hold();
    await adapter.start(inbox, MENU);
    const { interactionId } = discord().userCommands({ chat: CHAT, name: 'today' });
    await until(() => inbox.tried.length === 1);
    await clock().advance(2000);
    await discord().waitFor(() => interaction(interactionId)?.answeredBy !== undefined);
    expect(inbox.messages).toEqual([]);
    release();
    await until(() => inbox.messages.length === 1);
  });

  test.each([
    ['its token is used up', (id: string) => discord().endToken(id)],
    ['15 minutes are over', () => clock().advance(15 * 60_000)],
  ])('is answered by a message when %s', async (_, later) => {
    const inbox = createInbox();
    await adapter.start(inbox, MENU);
    const { interactionId } = discord().userCommands({ chat: CHAT, name: 'today' });
    await until(() => interaction(interactionId)?.answeredBy !== undefined);
    await later(interactionId);
    const { outcome } = await send(adapter, { text: 'Late.' }, { answers: [inbox.messages[0]?.key ?? ''] });
    expect(outcome).toEqual(SENT);
    expect(bot().map(({ text }) => text)).toEqual(['Late.']);
    expect(discord().calls('POST /channels/:id/messages')).toHaveLength(1);
  });

  test('whose first answer came too late is answered by a message', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, MENU);
    const release = discord().gateway.hold();
    const { interactionId } = discord().userCommands({ chat: CHAT, name: 'today' });
    discord().expire(interactionId);
    release();
    await until(() => inbox.messages.length === 1);
    await send(adapter, { text: 'Here.' }, { answers: [inbox.messages[0]?.key ?? ''] });
    expect(bot().map(({ text }) => text)).toEqual(['Here.']);
  });

  test('leaves no "thinking" behind that nobody will end, neither after 15 minutes nor at the stop', async () => {
    await adapter.start(createInbox(), MENU);
    const ids = [discord().userCommands({ chat: CHAT, name: 'today' }).interactionId];
    await until(() => interaction(ids[0] ?? '')?.answeredBy !== undefined);
    await clock().advance(15 * 60_000);
    await discord().waitFor(() => interaction(ids[0] ?? '')?.original === undefined);
    ids.push(discord().userCommands({ chat: CHAT, name: 'today' }).interactionId);
    await until(() => interaction(ids[1] ?? '')?.original !== undefined);
    await adapter.stop();
    expect(interaction(ids[1] ?? '')?.original).toBeUndefined();
  });

  test('in a server gets one line for its person alone; what it asks for is the core’s to say in private', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, MENU);
    const { interactionId } = discord().userCommands({ chat: CHANNEL, name: 'today' });
    await until(() => discord().answerTo(interactionId) !== '');
    expect(discord().answerTo(interactionId)).toBe('I answer in our direct conversation.');
    expect(discord().messages(CHANNEL)).toEqual([]);
    expect(inbox.messages).toMatchObject([{ text: '/today', direct: false, chat: CHANNEL }]);
  });

  test('whose reply got no answer is filled once, and a 429 leaves it waiting', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, MENU);
    const { interactionId } = discord().userCommands({ chat: CHAT, name: 'today' });
    await until(() => interaction(interactionId)?.answeredBy !== undefined);
    const answers = [inbox.messages[0]?.key ?? ''];
    const route = 'PATCH /webhooks/:id/:token/messages/@original';
    discord().fail({ route, with: 429 });
    expect((await send(adapter, { text: 'Here.' }, { answers })).outcome).toMatchObject({ state: 'retry' });
    discord().fail({ route, with: 'drop-after-accept' });
    expect((await send(adapter, { text: 'Here.' }, { answers })).outcome).toMatchObject({ state: 'unknown' });
    const doubt = { since: clock().now().toString() };
    expect((await send(adapter, { text: 'Here.' }, { answers, doubt })).outcome).toEqual(SENT);
    expect(bot().map(({ text }) => text)).toEqual(['Here.']);
  });
});

describe('a press', () => {
  const card = async () =>
    (await send(adapter, { text: 'Send it?', buttons: [[{ id: 'x', label: 'Edit', style: 'plain' }]] })).parts;

  test('that is decided late is put off within three seconds, and answered then', async () => {
    const decide = await startSlow();
    const [messageId = ''] = await card();
    const { interactionId } = discord().userPresses({ chat: CHAT, messageId, data: 'x' });
    await until(() => interaction(interactionId)?.answeredBy !== undefined);
    expect(discord().answerTo(interactionId)).toBe('');
    decide({ said: 'Done after all.' });
    await until(() => discord().answerTo(interactionId) === 'Done after all.');
    expect(bot()).toHaveLength(1);
  });

  test('whose time is over is answered by a message; in a server by nothing that others could read', async () => {
    await adapter.start(createInbox(), []);
    const [messageId = ''] = await card();
    for (const chat of [CHAT, CHANNEL]) {
      const release = discord().gateway.hold();
      const { interactionId } = discord().userPresses({ chat, messageId, data: 'x' });
      discord().expire(interactionId);
      release();
    }
    await until(() => bot().length === 2);
    expect(bot()[1]?.text).toBe('Done.');
    await until(() => discord().calls('POST /interactions/:id/:token/callback').length === 2);
    expect(discord().messages(CHANNEL)).toEqual([]);
  });

  test('whose answer got no answer is not answered twice', async () => {
    await adapter.start(createInbox(), []);
    const [messageId = ''] = await card();
    discord().fail({ route: 'POST /interactions/:id/:token/callback', with: 'drop-after-accept' });
    const { interactionId } = discord().userPresses({ chat: CHAT, messageId, data: 'x' });
    await until(() => discord().answerTo(interactionId) === 'Done.');
    await until(() => discord().calls('POST /interactions/:id/:token/callback').length === 2);
    expect(bot()).toHaveLength(1);
  });

  const form = { title: 'Edit', label: 'One part a line', text: 'title: Pay the rent' };

  test('R27 can open a form, and what is written there is a message in answer to the pressed one', async () => {
    const inbox = createInbox();
    const onPress = async ({ forms }: { forms?: boolean }) => ({ said: 'Write.', ...(forms && { form }) });
    await adapter.start({ ...inbox, onPress }, []);
    const [messageId = ''] = await card();
    const { interactionId } = discord().userPresses({ chat: CHAT, messageId, data: 'x' });
    await until(() => discord().formOf(interactionId) !== undefined);
    expect(discord().formOf(interactionId)).toMatchObject({
      title: 'Edit',
      components: [{ label: 'One part a line', component: { value: 'title: Pay the rent', style: 2 } }],
    });
    const { interactionId: submitted } = discord().userSubmits({ interactionId, text: 'title: Pay it\nnotes: now' });
    await until(() => inbox.messages.length === 1);
    expect(inbox.messages).toMatchObject([{ text: 'title: Pay it\nnotes: now', replyTo: messageId, chat: CHAT, direct: true }]);
    await until(() => interaction(submitted)?.answeredBy === InteractionResponseType.DeferredMessageUpdate);
    expect(bot()).toHaveLength(1);
  });

  test('whose form comes too late to open says what to write', async () => {
    const decide = await startSlow();
    const [messageId = ''] = await card();
    const { interactionId } = discord().userPresses({ chat: CHAT, messageId, data: 'x' });
    await until(() => interaction(interactionId)?.answeredBy !== undefined);
    decide({ said: 'Write what should be different.', form });
    await until(() => discord().answerTo(interactionId).includes('title: Pay the rent'));
    expect(discord().answerTo(interactionId)).toContain('Write what should be different.');
  });
});

describe('nobody reads that an interaction failed', () => {
  const away = new AppError('unavailable', 'The database does not answer.');
  test.each(['gone', 'silent'])('while the database is %s: each is answered in time', async (how) => {
    let end = () => {};
    const silence = new Promise<never>((_, reject) => {
      end = () => reject(away);
    });
    silence.catch(() => undefined);
    const work = () => (how === 'gone' ? Promise.reject(away) : silence);
    await adapter.start({ onMessage: work, onPress: work, lastSeen: async () => [] }, MENU);
    const { parts } = await send(adapter, { text: 'Send it?', buttons: [[{ id: 'x', label: 'Send', style: 'primary' }]] });
    const press = discord().userPresses({ chat: CHAT, messageId: parts[0] ?? '', data: 'x' });
    const places = [CHAT, CHANNEL].map((chat) => discord().userCommands({ chat, user: '77', name: 'today' }));
    // Discord waits three seconds.
    for (let passed = 0; passed < 2_500; passed += 500) {
      await new Promise((resolve) => setImmediate(resolve));
      await clock().advance(500);
    }
    const all = [press, ...places].map(({ interactionId }) => interactionId);
    await discord().waitFor(() => all.every((id) => interaction(id)?.answeredBy !== undefined));
    expect(discord().unanswered()).toEqual([]);
    end();
  });
});
