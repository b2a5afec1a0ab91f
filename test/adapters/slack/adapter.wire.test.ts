import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttpServer, type HttpServer } from '../../../adapters/http/server.ts';
import type { SlackLine } from '../../../adapters/slack/adapter.ts';
import type { ChatAdapter, IncomingMessage } from '../../../src/ports/chat.ts';
import { createInbox } from '../../contracts/chat-adapter.ts';
import type { Fault } from '../../fakes/slack/faults.ts';
import type { SlackFake } from '../../fakes/slack/server.ts';
import { CHAT, deliver, type SlackHand, takeSlack, USER } from './line.ts';

let hand: SlackHand;
let slack: SlackFake;
let adapter: ChatAdapter;
const until = (look: () => boolean) => hand.until(look);
const texts = (messages: readonly IncomingMessage[]) => messages.map(({ text }) => text);
const bots = (chat = CHAT) => slack.messages(chat).filter(({ from }) => from === 'bot');
const LEFT = [{ chat: CHAT, at: '2027-03-01T09:00:00Z' }];

beforeEach(async () => {
  hand = await takeSlack();
  slack = hand.slack;
  adapter = hand.make();
});
afterEach(() => hand.close());

describe('start', () => {
  test('knows its name; a refused token is a config error that names the setting', async () => {
    expect(await adapter.start(createInbox(), [])).toEqual({ handle: 'adjutant' });
    const refused = [
      hand.make({ kind: 'socket', appToken: slack.appToken }, 'xoxb-taken-back'),
      hand.make({ kind: 'socket', appToken: 'xapp-taken-back' }),
    ].map((other) => other.start(createInbox(), []));
    await expect(refused[0]).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('SLACK_BOT_TOKEN') });
    await expect(refused[1]).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('SLACK_APP_TOKEN') });
  });

  test('while Slack is out it is unavailable, and can be tried again', async () => {
    slack.fail({ method: 'apps.connections.open', with: 'gateway-page' });
    await expect(adapter.start(createInbox(), [])).rejects.toMatchObject({ code: 'unavailable' });
    await adapter.start(createInbox(), []);
    expect(slack.lines()).toBe(1);
  });
});

describe('what comes in', () => {
  test('a person has a name and a language; somebody of another workspace is another, with the same id', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    slack.world.guests.add('U0BO');
    slack.userSends({ chat: CHAT, text: 'hello' });
    slack.userSends({ chat: CHAT, text: 'hello', team: 'T0ELSE' });
    slack.userSends({ chat: 'D0BO', text: 'hello' });
    await slack.waitFor(() => inbox.messages.length === 3 && slack.pending().length === 0);
    expect(inbox.messages.map(({ user }) => user)).toEqual([
      { id: USER, name: 'Ann Lee', language: 'de-DE' },
      { id: 'T0ELSE:U0ANN', name: 'Ann Lee', language: 'de-DE' },
      { id: 'T0WORK:U0BO', name: 'User U0BO (guest)', language: 'de-DE' },
    ]);
  });

  test('a thread is a conversation inside the other; in a channel only what is said to us counts', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    await deliver(adapter, { text: 'ours' });
    const ours = bots()[0]?.messageId ?? '';
    slack.userSends({ chat: CHAT, text: 'about that', thread: ours });
    slack.userSends({ chat: 'C0TEAM', user: 'U0ANN', text: `<@${slack.world.bot}> what is on today?` });
    slack.pushEvent({
      type: 'message',
      channel: 'C0TEAM',
      channel_type: 'channel',
      user: 'U0ANN',
      ts: '1803891700.000100',
      text: 'chatter',
    });
    await until(() => inbox.messages.length === 2 && slack.pending().length === 0);
    expect(inbox.messages[0]).toMatchObject({ chat: `${CHAT}/${ours}`, inside: CHAT, replyTo: ours, direct: true });
    expect(inbox.messages[1]).toMatchObject({ chat: 'C0TEAM', direct: false, text: 'what is on today?' });
  });

  test('while Slack does not say who somebody is, the message is stored without the name', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    slack.fail({ method: 'users.info', with: 'hang' });
    const { envelope } = slack.userSends({ chat: CHAT, text: 'hello' });
    await slack.waitFor(() => slack.calls('users.info').length === 1);
    await hand.clock.advance(1000);
    await slack.waitFor(() => envelope.acknowledged);
    await hand.clock.advance(19_000);
    slack.userSends({ chat: CHAT, text: 'again' });
    await slack.waitFor(() => slack.pending().length === 0);
    expect(inbox.messages.map(({ user }) => user.name)).toEqual([undefined, 'Ann Lee']);
  });

  test('the same message, brought again and by another event, has the same key', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    const { envelope, messageId } = slack.userSends({ chat: CHAT, text: 'hello' });
    await until(() => inbox.messages.length === 1);
    slack.repeat(envelope);
    slack.pushEvent({ type: 'message', channel: CHAT, channel_type: 'im', user: 'U0ANN', ts: messageId, text: 'hello' });
    await until(() => inbox.messages.length === 3);
    expect(new Set(inbox.messages.map(({ key }) => key)).size).toBe(1);
  });

  test('what comes out of order is taken as it comes, each with its own time', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    const release = slack.hold();
    for (const text of ['one', 'two']) {
      slack.userSends({ chat: CHAT, text });
      await hand.clock.advance(1000);
    }
    release();
    await until(() => inbox.messages.length === 2);
    const sorted = [...inbox.messages].sort((a, b) => a.sentAt.localeCompare(b.sentAt));
    expect(texts(sorted)).toEqual(['one', 'two']);
  });

  test('an edit has a key of its own; our own edits, previews and other bots are passed over', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    const { messageId } = slack.userSends({ chat: CHAT, text: 'helo' });
    slack.userEdits({ chat: CHAT, messageId, text: 'hello' });
    await deliver(adapter, { text: 'ours' });
    slack.userEdits({ chat: CHAT, messageId: bots()[0]?.messageId ?? '', text: 'ours, changed' });
    slack.pushEvent({
      type: 'message',
      channel: CHAT,
      channel_type: 'im',
      bot_id: 'B1',
      user: 'U9',
      ts: '1803891700.000100',
      text: 'beep',
    });
    await until(() => inbox.messages.length === 2 && slack.pending().length === 0);
    expect(inbox.messages[1]).toMatchObject({ edited: true, messageId, text: 'hello' });
    expect(inbox.messages[1]?.key).not.toBe(inbox.messages[0]?.key);
  });

  test('an event that nobody can read is acknowledged, and its words are not logged', async () => {
    await adapter.start(createInbox(), []);
    slack.pushEvent({ type: 'message', channel: CHAT, ts: 7, text: 'secret words' });
    await until(() => slack.pending().length === 0);
    expect(hand.logged.join('')).toContain('slack_event_unreadable');
    expect(hand.logged.join('')).not.toContain('secret words');
  });

  test('an event is acknowledged only after it is stored', async () => {
    const inbox = createInbox();
    const release = inbox.hold();
    await adapter.start(inbox, []);
    slack.userSends({ chat: CHAT, text: 'hello' });
    await until(() => inbox.tried.length > 0);
    expect(slack.pending()).toHaveLength(1);
    release();
    await until(() => slack.pending().length === 0);
  });
});

describe('commands, presses and forms', () => {
  test('a command is a message of the direct conversation, wherever it was given', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    const commands = [
      slack.userRuns({ chat: 'C0TEAM', user: 'U0ANN', command: '/adjutant', text: 'remind tomorrow call A &amp; B' }),
      slack.userRuns({ chat: CHAT, command: '/today' }),
      slack.userRuns({ chat: CHAT, command: '/adjutant' }),
    ];
    await until(() => commands.every(({ acknowledged }) => acknowledged));
    expect(texts(inbox.messages)).toEqual(['/remind tomorrow call A & B', '/today', '/help']);
    expect(inbox.messages.every(({ chat, direct, user }) => chat === CHAT && direct && user.id === USER)).toBe(true);
    expect(commands.map(({ answer }) => answer?.text)).toEqual(['I answer in our direct conversation.', undefined, undefined]);
  });

  test('a command that could not be stored is not acknowledged, so that its giver sees it', async () => {
    const inbox = createInbox({ refusals: 1 });
    await adapter.start(inbox, []);
    const lost = slack.userRuns({ chat: CHAT, command: '/today' });
    await until(() => inbox.tried.length === 1);
    const taken = slack.userRuns({ chat: CHAT, command: '/today' });
    await until(() => taken.acknowledged);
    expect(lost.acknowledged).toBe(false);
  });

  test('a command whose conversation Slack does not name soon is let go of before its giver reads that it failed', async () => {
    await adapter.start(createInbox(), []);
    slack.fail({ method: 'conversations.open', with: 'hang' });
    const lost = slack.userRuns({ chat: CHAT, command: '/today' });
    await slack.waitFor(() => slack.calls('conversations.open').length === 1);
    await hand.clock.advance(2000);
    await adapter.stop();
    expect(lost.acknowledged).toBe(false);
  });

  test('of several commands at once, the first asks for the conversation of all', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    const commands = ['/today', '/tasks', '/agenda'].map((command) => slack.userRuns({ chat: CHAT, command }));
    await until(() => commands.every(({ acknowledged }) => acknowledged));
    expect([inbox.messages.length, slack.calls('conversations.open').length]).toEqual([3, 1]);
  });

  test('a press is acknowledged once it counts, and then answered', async () => {
    const notYet = () => {};
    let finish = notYet;
    const inbox = createInbox();
    const onPress = () =>
      new Promise<{ said: string }>((resolve) => {
        finish = () => resolve({ said: 'Done & <dusted>.' });
      });
    await adapter.start({ ...inbox, onPress }, []);
    await deliver(adapter, { text: 'Send it?', buttons: [[{ id: 'x', label: 'Send', style: 'primary' }]] });
    const { envelope, queryId } = slack.userPresses({ chat: CHAT, messageId: bots()[0]?.messageId ?? '', data: 'x' });
    await until(() => finish !== notYet);
    expect(envelope.acknowledged).toBe(false);
    finish();
    await until(() => slack.answerTo(queryId) === 'Done & <dusted>.');
    expect(envelope.acknowledged).toBe(true);
    expect(bots()).toMatchObject([{ text: 'Send it?', edited: false }]);
  });

  test('a form opens with what stands there; what is saved answers the pressed message, in its thread', async () => {
    const inbox = createInbox();
    const form = { title: 'Edit', label: 'One part a line', text: 'subject: Lunch' };
    await adapter.start({ ...inbox, onPress: async () => ({ said: 'Write it.', form }) }, []);
    const { messageId: root } = slack.userSends({ chat: CHAT, text: 'a thread' });
    await deliver(adapter, { text: 'Send it?', buttons: [[{ id: 'x', label: 'Edit', style: 'plain' }]] }, [], `${CHAT}/${root}`);
    const card = bots()[0]?.messageId ?? '';
    const { queryId } = slack.userPresses({ chat: CHAT, messageId: card, data: 'x' });
    await until(() => slack.windowOf(queryId) !== undefined);
    expect(slack.windowOf(queryId)).toMatchObject({
      title: { text: 'Edit' },
      blocks: [{ element: { initial_value: 'subject: Lunch' } }],
    });
    expect(slack.answerTo(queryId)).toBe('');
    const saved = slack.userSubmits(queryId, 'subject: Dinner');
    await until(() => saved.acknowledged);
    expect(inbox.messages.at(-1)).toMatchObject({
      text: 'subject: Dinner',
      chat: `${CHAT}/${root}`,
      inside: CHAT,
      replyTo: card,
      direct: true,
      user: { id: USER },
    });
  });

  test('a press whose sentence Slack does not take any more counts all the same', async () => {
    let presses = 0;
    const onPress = async () => {
      presses += 1;
      return { said: 'Done.' };
    };
    await adapter.start({ ...createInbox(), onPress }, []);
    slack.fail({ method: 'respond', with: { error: 'used_url', status: 404 } });
    const { envelope } = slack.userPresses({ chat: CHAT, messageId: '1803891600.000100', data: 'x' });
    await until(() => hand.logged.join('').includes('slack_press_unanswered'));
    expect([envelope.acknowledged, presses]).toEqual([true, 1]);
  });

  test('a form that Slack does not open any more is told in the sentence', async () => {
    await adapter.start(
      { ...createInbox(), onPress: async () => ({ said: 'Write it.', form: { title: 'a', label: 'b', text: '' } }) },
      [],
    );
    slack.fail({ method: 'views.open', with: { error: 'expired_trigger_id' } });
    const { queryId } = slack.userPresses({ chat: CHAT, messageId: '1803891600.000100', data: 'x' });
    await until(() => slack.answerTo(queryId) === 'Write it.');
  });
});

describe('the line', () => {
  test.each(['askToReconnect', 'dropLines'] as const)(
    'after %s it is opened anew, and what came meanwhile is read back',
    async (end) => {
      const inbox = createInbox({ conversations: LEFT });
      await adapter.start(inbox, []);
      await hand.clock.advance(5000);
      slack[end]();
      const missed = slack.userSends({ chat: CHAT, text: 'while nobody listened' });
      missed.envelope.acknowledged = true; // Slack has given up on it
      await until(() => slack.lines() === 1 && inbox.messages.length > 0);
      expect(new Set(texts(inbox.messages))).toEqual(new Set(['while nobody listened']));
      slack.userSends({ chat: CHAT, text: 'and now' });
      await until(() => texts(inbox.messages).includes('and now'));
    },
  );

  test('it is tried again and again while Slack is out', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    slack.fail({ method: 'apps.connections.open', times: 3, with: 'gateway-page' });
    slack.dropLines();
    await until(() => slack.calls('apps.connections.open').length === 5);
    slack.userSends({ chat: CHAT, text: 'back' });
    await until(() => inbox.messages.length === 1);
  });

  test('what was written while we were away comes once we are back: replies and edits too, in their order', async () => {
    const before = slack.userSends({ chat: CHAT, text: 'stored long ago' });
    await hand.clock.advance(600_000);
    const at = hand.clock.now().toString();
    await hand.clock.advance(600_000);
    for (const text of ['one', 'two']) slack.userSends({ chat: CHAT, text });
    slack.userSends({ chat: CHAT, text: 'three', thread: before.messageId });
    slack.userEdits({ chat: CHAT, messageId: before.messageId, text: 'stored long ago, corrected' });
    for (const envelope of slack.pending()) envelope.acknowledged = true;
    const inbox = createInbox({ conversations: [{ chat: CHAT, at }] });
    await adapter.start(inbox, []);
    await until(() => inbox.messages.length === 4);
    expect(inbox.messages.map(({ text, edited }) => [text, edited])).toEqual([
      ['one', false],
      ['two', false],
      ['three', false],
      ['stored long ago, corrected', true],
    ]);
    expect(inbox.messages[2]).toMatchObject({ chat: `${CHAT}/${before.messageId}`, inside: CHAT });
  });

  test('while what was missed is still being read, nothing newer comes in; then it comes behind it', async () => {
    const before = slack.userSends({ chat: CHAT, text: 'while we were away' });
    before.envelope.acknowledged = true;
    slack.fail({ method: 'conversations.history', times: 2, with: 'gateway-page' });
    const inbox = createInbox({ conversations: LEFT });
    await adapter.start(inbox, []);
    const { envelope } = slack.userSends({ chat: CHAT, text: 'now' });
    const other = slack.userSends({ chat: 'D0BEA', text: 'nothing was missed here' });
    await until(() => other.envelope.acknowledged && slack.calls('conversations.history').length === 2);
    expect([texts(inbox.messages), envelope.acknowledged]).toEqual([['nothing was missed here'], false]);
    await until(() => envelope.acknowledged);
    expect(texts(inbox.messages).slice(0, 3)).toEqual(['nothing was missed here', 'while we were away', 'now']);
  });

  test('a command that comes before what was missed is not stored before it: its giver sees that it failed', async () => {
    slack.fail({ method: 'conversations.history', times: 9, with: 'gateway-page' });
    const inbox = createInbox({ conversations: LEFT });
    await adapter.start(inbox, []);
    const command = slack.userRuns({ chat: CHAT, command: '/tasks' });
    await until(() => hand.logged.join('').includes('slack_unacknowledged'));
    expect([texts(inbox.messages), command.acknowledged]).toEqual([[], false]);
  });

  test('where somebody waits is read before the others, also while one of them cannot be', async () => {
    slack.fail({ method: 'conversations.history', chat: 'D0BEA', times: 99, with: 'gateway-page' });
    const inbox = createInbox({ conversations: [{ chat: 'D0BEA', at: '2027-03-01T09:00:00Z' }, ...LEFT] });
    await adapter.start(inbox, []);
    const { envelope } = slack.userSends({ chat: CHAT, text: 'now' });
    await until(() => envelope.acknowledged);
    expect(texts(inbox.messages)).toContain('now');
  });

  test('a conversation that is gone keeps no other from being read back', async () => {
    slack.block('D0GONE');
    const { envelope } = slack.userSends({ chat: CHAT, text: 'while we were away' });
    envelope.acknowledged = true;
    const inbox = createInbox({ conversations: [{ chat: 'D0GONE', at: '2027-03-01T09:00:00Z' }, ...LEFT] });
    await adapter.start(inbox, []);
    await until(() => inbox.messages.length > 0);
    expect(texts(inbox.messages)).toEqual(['while we were away']);
    expect(hand.logged.join('')).toContain('slack_conversation_unreadable');
  });

  test('a message that was never stored is read back when Slack has given up on it', async () => {
    const inbox = createInbox({ refusals: 1, conversations: LEFT });
    await adapter.start(inbox, []);
    slack.fail({ method: 'conversations.history', with: 429 });
    const { envelope } = slack.userSends({ chat: CHAT, text: 'keep me' });
    await until(() => inbox.tried.length > 0);
    envelope.acknowledged = true;
    await until(() => inbox.messages.length > 0);
    expect(inbox.messages[0]?.text).toBe('keep me');
  });
});

describe('sending', () => {
  test('asks for no preview, names nobody, and carries buttons with their styles', async () => {
    await deliver(adapter, { text: '@here <!channel> <@U1> **b**', buttons: [[{ id: 'x', label: 'Delete', style: 'danger' }]] });
    expect(bots()).toMatchObject([
      {
        text: '@here <!channel> <@U1> b',
        notification: '@here &lt;!channel&gt; &lt;@U1&gt; b',
        previewDisabled: true,
        buttons: [[{ text: 'Delete', data: 'x', style: 'danger' }]],
      },
    ]);
  });

  test.each(['invalid_blocks', 'msg_blocks_too_long'])(
    'looks that Slack refuses with %s go out as plain words, with the buttons',
    async (error) => {
      slack.fail({ method: 'chat.postMessage', with: { error } });
      const buttons = [[{ id: 'x', label: 'Ok', style: 'plain' as const }]];
      expect(await deliver(adapter, { text: 'a **b**', buttons })).toEqual({ state: 'sent' });
      expect(bots()).toMatchObject([{ text: 'a b', buttons: [[{ data: 'x' }]] }]);
    },
  );

  test('an answer in a thread stays in it; files come before what can be pressed, a picture with what it shows in words', async () => {
    const { messageId } = slack.userSends({ chat: CHAT, text: 'make a plan' });
    const bytes = new Uint8Array([5, 6, 7]);
    const outcome = await deliver(
      adapter,
      { text: 'Here' },
      [
        { name: 'day.png', mime: 'image/png', bytes, alt: 'A day' },
        { name: 'plan.pdf', mime: 'application/pdf', bytes },
      ],
      `${CHAT}/${messageId}`,
    );
    expect(outcome).toEqual({ state: 'sent' });
    expect(bots()).toMatchObject([
      { thread: messageId, file: { name: 'day.png', bytes, alt: 'A day' } },
      { thread: messageId, file: { name: 'plan.pdf', bytes } },
      { thread: messageId, text: 'Here' },
    ]);
  });

  test('a thread shows that it is worked on; elsewhere Slack has no place for it, and its no costs nothing', async () => {
    const { messageId } = slack.userSends({ chat: CHAT, text: 'make a plan' });
    await adapter.typing(CHAT);
    await adapter.typing(`${CHAT}/${messageId}`);
    await adapter.typing(`${CHAT}/1.000100`);
    const threads = slack.calls('assistant.threads.setStatus').map(({ payload }) => payload.thread_ts);
    expect(threads).toEqual([messageId, '1.000100']);
  });

  test.each<[string, string, Fault]>([
    ['files.getUploadURLExternal', 'retry', 'drop-after-accept'],
    ['upload', 'retry', 'gateway-page'],
    ['files.completeUploadExternal', 'unknown', 'drop-after-accept'],
  ])('a file of which %s fails is %s', async (method, state, fault) => {
    slack.fail({ method, with: fault });
    const file = { name: 'a.txt', mime: 'text/plain', bytes: new Uint8Array([1]) };
    expect(await deliver(adapter, { text: 'Here' }, [file])).toMatchObject({ state });
  });

  test.each<[Fault, string]>([
    ['gateway-page', 'unknown'],
    ['drop-before-accept', 'unknown'],
    [{ error: 'internal_error' }, 'unknown'],
    [{ error: 'fatal_error' }, 'unknown'],
    [{ error: 'missing_scope' }, 'retry'],
    [{ error: 'invalid_arguments' }, 'refused'],
    [{ error: 'no_text' }, 'refused'],
    [{ error: 'service_unavailable' }, 'retry'],
    [{ error: 'is_archived' }, 'dead'],
    [{ error: 'account_inactive' }, 'dead'],
  ])('%j makes the outcome %s', async (fault, state) => {
    slack.fail({ method: 'chat.postMessage', with: fault });
    expect(await deliver(adapter, { text: 'x' })).toMatchObject({ state });
  });

  test('a revoked token makes every chat dead, and a new one makes it live again', async () => {
    slack.revoke();
    expect(await deliver(adapter, { text: 'x' })).toMatchObject({ state: 'dead' });
    slack.giveBack();
    expect(await deliver(adapter, { text: 'x' })).toEqual({ state: 'sent' });
  });

  test('no answer within 20 seconds is unknown', async () => {
    slack.fail({ method: 'chat.postMessage', with: 'hang' });
    const outcome = deliver(adapter, { text: 'x' });
    await slack.waitFor(() => slack.calls('chat.postMessage').length === 1);
    await hand.clock.advance(20_000);
    expect(await outcome).toMatchObject({ state: 'unknown' });
  });

  test('a connection that never came about is a retry', async () => {
    await slack.stop();
    expect(await deliver(adapter, { text: 'x' })).toMatchObject({ state: 'retry' });
  });

  test('an edit of a message that is gone is dead', async () => {
    expect(await adapter.edit(CHAT, '1.000100', { text: 'x' })).toMatchObject({ state: 'dead' });
  });
});

describe('a delivery whose earlier try nobody answered', () => {
  const doubt = { since: '2027-03-01T09:00:00Z' };
  const long = 'lorem ipsum '.repeat(500);
  const file = { name: 'plan.pdf', mime: 'application/pdf', bytes: new Uint8Array([5, 6, 7]) };
  const send = (more: object = {}) => {
    const parts: string[] = [];
    const onPart = async (id: string) => void parts.push(id);
    const given = { key: 'k', chat: CHAT, message: { text: long }, files: [file], arrived: [], onPart, ...more };
    return adapter.send(given).then((outcome) => ({ outcome, parts }));
  };

  test('finds every part that arrived, and sends none of them twice', async () => {
    await adapter.start(createInbox(), []);
    slack.fail({ method: 'files.completeUploadExternal', with: 'drop-after-accept' });
    expect((await send()).outcome).toMatchObject({ state: 'unknown' });
    slack.fail({ method: 'chat.postMessage', with: 'drop-after-accept' });
    expect((await send({ doubt })).outcome).toMatchObject({ state: 'unknown' });
    const again = await send({ doubt });
    expect(again.outcome).toEqual({ state: 'sent' });
    expect(again.parts).toHaveLength(3);
    expect(bots()).toHaveLength(3);
  });

  test('sends what did not arrive, and the same words of another delivery anew', async () => {
    await adapter.start(createInbox(), []);
    slack.fail({ method: 'chat.postMessage', with: 'drop-before-accept' });
    expect((await send({ files: [] })).outcome).toMatchObject({ state: 'unknown' });
    expect((await send({ files: [], doubt })).outcome).toEqual({ state: 'sent' });
    expect(bots()).toHaveLength(2);
    await send({ files: [], doubt, key: 'another' });
    expect(bots()).toHaveLength(4);
  });

  test('is not sent while Slack does not say what arrived', async () => {
    await adapter.start(createInbox(), []);
    slack.fail({ method: 'conversations.history', with: 'gateway-page' });
    expect((await send({ doubt })).outcome).toMatchObject({ state: 'retry' });
    expect(bots()).toEqual([]);
  });
});

describe('files', () => {
  const { signal } = new AbortController();

  test('a recording is a voice note, and other files are what they are', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    for (const kind of ['voice', 'audio', 'photo', 'document'] as const)
      slack.userSendsFile({ chat: CHAT, kind, bytes: new Uint8Array([1]), caption: 'look' });
    await until(() => inbox.messages.length === 4);
    expect(inbox.messages.map(({ text, files }) => [text, files[0]?.kind])).toEqual([
      ['look', 'voice'],
      ['look', 'audio'],
      ['look', 'image'],
      ['look', 'document'],
    ]);
  });

  test('a recording of somebody else that is shared again is not the person’s voice', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    slack.userSendsFile({ chat: CHAT, kind: 'voice', bytes: new Uint8Array([1]) });
    slack.userSendsFile({ chat: CHAT, kind: 'voice', bytes: new Uint8Array([1]), uploader: 'U0BO' });
    await until(() => inbox.messages.length === 2);
    expect(inbox.messages.map(({ files }) => files[0]?.foreign)).toEqual([undefined, true]);
  });

  test('a file over 20 MB is refused with what to do', async () => {
    const { fileId } = slack.userSendsFile({ chat: CHAT, kind: 'document', bytes: new Uint8Array(1), size: 21 * 1024 * 1024 });
    await expect(adapter.download(fileId, signal)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('smaller'),
    });
  });
});

describe('signed requests', () => {
  let http: HttpServer;
  let line: SlackLine;
  const to = () => `http://127.0.0.1:${http.port()}/slack`;

  beforeEach(() => {
    http = createHttpServer({ port: 0 });
    line = { kind: 'http', secret: slack.signingSecret, path: '/slack', listen: http.listen };
    adapter = hand.make(line);
  });
  afterEach(() => http.close());

  test('take an event, a command, a press and a form, and open no line', async () => {
    const inbox = createInbox();
    const form = { title: 'Edit', label: 'l', text: 't' };
    await adapter.start({ ...inbox, onPress: async () => ({ said: 'x', form }) }, []);
    const { envelope } = slack.userSends({ chat: CHAT, text: 'hello' });
    expect(await slack.httpDeliver(to(), envelope)).toEqual({ status: 200, json: undefined });
    const command = slack.userRuns({ chat: 'C0TEAM', user: 'U0ANN', command: '/today' });
    expect(await slack.httpDeliver(to(), command)).toMatchObject({ status: 200, json: { response_type: 'ephemeral' } });
    const press = slack.userPresses({ chat: CHAT, messageId: '1803891600.000100', data: 'x' });
    expect(await slack.httpDeliver(to(), press.envelope)).toMatchObject({ status: 200 });
    await until(() => slack.windowOf(press.queryId) !== undefined);
    expect(await slack.httpDeliver(to(), slack.userSubmits(press.queryId, 'words'))).toMatchObject({ status: 200 });
    expect(texts(inbox.messages)).toEqual(['hello', '/today', 'words']);
    expect(slack.lines()).toBe(0);
  });

  test('answer the challenge with which Slack checks the address', async () => {
    await adapter.start(createInbox(), []);
    const envelope = slack.pushEvent({});
    Object.assign(envelope.payload, { type: 'url_verification', challenge: 'abc' });
    expect(await slack.httpDeliver(to(), envelope)).toEqual({ status: 200, json: { challenge: 'abc' } });
  });

  test('with a wrong signature, or a time more than five minutes away on either side, are refused', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    const { envelope } = slack.userSends({ chat: CHAT, text: 'hello' });
    const now = Math.floor(hand.clock.now().epochMilliseconds / 1000);
    for (const forged of [{ secret: 'another' }, { seconds: now - 301 }, { seconds: now + 301 }])
      expect((await slack.httpDeliver(to(), envelope, forged)).status).toBe(401);
    expect(inbox.tried).toEqual([]);
    for (const seconds of [now - 299, now + 299]) expect((await slack.httpDeliver(to(), envelope, { seconds })).status).toBe(200);
  });

  test('that could not be stored are answered 500; the retry may be the only copy, and is taken', async () => {
    const inbox = createInbox({ refusals: 1 });
    await adapter.start(inbox, []);
    const { envelope } = slack.userSends({ chat: CHAT, text: 'hello' });
    expect((await slack.httpDeliver(to(), envelope)).status).toBe(500);
    expect((await slack.httpDeliver(to(), envelope, { retry: 1 })).status).toBe(200);
    expect(texts(inbox.messages)).toEqual(['hello']);
  });
});

describe('the App Home', () => {
  test('asks for its page, which is drawn and drawn again in place', async () => {
    const inbox = createInbox();
    await adapter.start(inbox, []);
    slack.userOpensHome('U0ANN');
    await until(() => inbox.messages.length === 1);
    const [asked] = inbox.messages;
    expect(asked).toMatchObject({ text: '/home', inside: CHAT, direct: true, user: { id: USER } });
    expect(await deliver(adapter, { text: '**Today**\n- call Ana' }, [], asked?.chat)).toEqual({ state: 'sent' });
    expect(slack.homeText('U0ANN')).toContain('call Ana');
    expect(await adapter.edit(asked?.chat ?? '', 'x', { text: 'nothing' })).toEqual({ state: 'sent' });
    expect(slack.homeText('U0ANN')).toBe('nothing');
    expect(bots()).toEqual([]);
  });

  test('that cannot be drawn now is never sent elsewhere', async () => {
    slack.fail({ method: 'views.publish', with: 429 });
    expect(await deliver(adapter, { text: 'x' }, [], 'home:U0ANN')).toEqual({ state: 'sent' });
    expect(bots()).toEqual([]);
  });
});
