import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  ChatAdapter,
  ChatHandlers,
  Delivery,
  IncomingMessage,
  IncomingPress,
  LastSeen,
  OutgoingMessage,
} from '../../src/ports/chat.ts';

/** What a message looks like to the person who reads it. */
export interface SeenMessage {
  readonly messageId: string;
  readonly text: string;
  readonly buttons: readonly { readonly id: string; readonly label: string }[];
}

export type Trouble =
  /** The platform asks us to wait. */
  | 'rate-limited'
  /** The platform says that it failed. */
  | 'refused-for-now'
  /** The message is taken, and the connection is cut before the answer. */
  | 'no-answer';

/** A platform of its own for one test, and an adapter connected to it. What a platform lacks it says in `lacks`. */
export interface ChatHarness {
  readonly adapter: ChatAdapter;
  /** A new adapter on the same platform, as after a restart of the program. */
  readonly restart: () => ChatAdapter;
  readonly lacks: readonly ('edit' | 'typing' | 'download' | 'buttons' | 'redelivery' | 'outcomes' | 'split')[];
  /** A chat with one person, and that person's id. */
  readonly chat: string;
  readonly person: string;
  /** The largest text that one message holds, in UTF-16 units. */
  readonly textLimit: number;
  personSends(text: string): void;
  /** A file of these bytes; downloadable by the `ref` in the message that arrives. */
  personSendsFile(bytes: Uint8Array): void;
  personPresses(messageId: string, button: string): void;
  /** What stands in the chat from our side now. */
  seen(): readonly SeenMessage[];
  /** The sentences shown for presses so far. */
  pressAnswers(): readonly string[];
  isTypingShown(): boolean;
  /** The next send meets this. */
  trouble(kind: Trouble): void;
  /** The person shuts us out. */
  block(): void;
  /** Platform-side work and the clock go on until `look` is true; rejects when it never becomes so. */
  until(look: () => boolean): Promise<void>;
  close(): Promise<void>;
}

type Ability = ChatHarness['lacks'][number];

/** The promises of `ChatAdapter`, which every platform's adapter keeps. */
export function chatAdapterContract(name: string, makeHarness: () => Promise<ChatHarness>, lacks: readonly Ability[] = []): void {
  const having = (ability: Ability) => test.skipIf(lacks.includes(ability));

  describe(`${name} keeps the promises of a chat adapter`, () => {
    let harness: ChatHarness;
    let adapters: ChatAdapter[];

    beforeEach(async () => {
      harness = await makeHarness();
      adapters = [harness.adapter];
      expect(harness.lacks).toEqual(lacks);
    });
    afterEach(async () => {
      for (const adapter of adapters) await adapter.stop();
      await harness.close();
    });

    const deliver = (message: OutgoingMessage, more: Partial<Delivery> = {}) => {
      const parts: string[] = [];
      const outcome = harness.adapter.send({
        key: `test:${message.text}`,
        chat: harness.chat,
        message,
        files: [],
        arrived: [],
        onPart: async (messageId) => void parts.push(messageId),
        ...more,
      });
      return outcome.then((result) => ({ outcome: result, parts }));
    };

    test('a message arrives with its text, its person and its chat', async () => {
      const inbox = createInbox();
      await harness.adapter.start(inbox, []);
      harness.personSends('hello there');
      await harness.until(() => inbox.messages.length === 1);
      expect(inbox.messages[0]).toMatchObject({
        platform: harness.adapter.platform,
        chat: harness.chat,
        direct: true,
        user: { id: harness.person },
        text: 'hello there',
        edited: false,
        files: [],
      });
      expect(() => new Date(inbox.messages[0]?.sentAt ?? '').toISOString()).not.toThrow();
    });

    test('messages arrive in the order they were written', async () => {
      const inbox = createInbox();
      await harness.adapter.start(inbox, []);
      for (const text of ['one', 'two', 'three']) harness.personSends(text);
      await harness.until(() => inbox.messages.length === 3);
      expect(inbox.messages.map((message) => message.text)).toEqual(['one', 'two', 'three']);
      expect(new Set(inbox.messages.map((message) => message.key)).size).toBe(3);
    });

    having('redelivery')('a message that could not be stored comes again under the same key', async () => {
      const inbox = createInbox({ refusals: 2 });
      await harness.adapter.start(inbox, []);
      harness.personSends('keep me');
      await harness.until(() => inbox.messages.length === 1);
      expect(inbox.tried).toHaveLength(3);
      expect(new Set(inbox.tried).size).toBe(1);
    });

    having('redelivery')('a message that was not stored before a restart comes again after it', async () => {
      const conversations = [{ chat: harness.chat, at: '2026-01-01T00:00:00Z' }];
      const first = createInbox({ refusals: Number.POSITIVE_INFINITY });
      await harness.adapter.start(first, []);
      harness.personSends('keep me');
      await harness.until(() => first.tried.length > 0);
      await harness.adapter.stop();
      const again = harness.restart();
      adapters.push(again);
      const second = createInbox({ conversations });
      await again.start(second, []);
      // It may come by more ways than one: it is stored by its key, once.
      await harness.until(() => second.messages.length > 0);
      expect(second.messages[0]?.key).toBe(first.tried[0]);
    });

    test('after stop no handler is at work and none is called', async () => {
      const inbox = createInbox();
      await harness.adapter.start(inbox, []);
      const release = inbox.hold();
      harness.personSends('in hand');
      await harness.until(() => inbox.tried.length === 1);
      let stopped = false;
      const stop = harness.adapter.stop().then(() => {
        stopped = true;
      });
      await turns();
      expect(stopped).toBe(false);
      release();
      await stop;
      harness.personSends('too late');
      await turns();
      expect(inbox.tried).toHaveLength(1);
    });

    test('what is sent is seen, and its id is told', async () => {
      await harness.adapter.start(createInbox(), []);
      const { outcome, parts } = await deliver({ text: 'good **morning**' });
      expect(outcome).toEqual({ state: 'sent' });
      expect(harness.seen()).toEqual([{ messageId: parts[0], text: 'good morning', buttons: [] }]);
    });

    having('buttons')('a button comes back with the id it was sent with, and the sentence is shown', async () => {
      const inbox = createInbox();
      await harness.adapter.start(inbox, []);
      const id = 'a'.repeat(64);
      const { parts } = await deliver({ text: 'Send it?', buttons: [[{ id, label: 'Send', style: 'danger' }]] });
      expect(harness.seen()[0]?.buttons).toEqual([{ id, label: 'Send' }]);
      harness.personPresses(parts[0] ?? '', id);
      await harness.until(() => harness.pressAnswers().length === 1);
      expect(inbox.presses[0]).toMatchObject({
        chat: harness.chat,
        user: { id: harness.person },
        messageId: parts[0],
        button: id,
      });
      expect(harness.pressAnswers()).toEqual(['Done.']);
    });

    having('buttons')('a press is answered also when it fails, and waits for no message', async () => {
      const inbox = createInbox({ pressFails: true });
      await harness.adapter.start(inbox, []);
      const { parts } = await deliver({ text: 'Send it?', buttons: [[{ id: 'x', label: 'Send', style: 'plain' }]] });
      harness.personPresses(parts[0] ?? '', 'x');
      await harness.until(() => harness.pressAnswers().length === 1);
      expect(harness.pressAnswers()[0]).toContain('try again');
    });

    having('split')('a long text arrives whole, in parts, with the buttons under the last', async () => {
      await harness.adapter.start(createInbox(), []);
      const words = Array.from({ length: Math.ceil(harness.textLimit / 4) }, (_, index) => `word${index}`);
      const { outcome, parts } = await deliver({ text: words.join(' '), buttons: [[{ id: 'x', label: 'Ok', style: 'plain' }]] });
      expect(outcome).toEqual({ state: 'sent' });
      const seen = harness.seen();
      expect(seen.map((message) => message.messageId)).toEqual(parts);
      expect(seen.length).toBeGreaterThan(1);
      expect(seen.every((message) => message.text.length <= harness.textLimit)).toBe(true);
      expect(seen.flatMap((message) => message.text.match(/word\d+/g) ?? [])).toEqual(words);
      expect(seen.map((message) => message.buttons.length > 0)).toEqual(seen.map((_, index) => index === seen.length - 1));
    });

    having('split')('a delivery goes on behind the parts that arrived', async () => {
      await harness.adapter.start(createInbox(), []);
      const text = 'lorem ipsum '.repeat(harness.textLimit / 4);
      const whole = await deliver({ text });
      const before = harness.seen().map((message) => message.text);
      const rest = await deliver({ text }, { key: 'another', arrived: whole.parts.slice(0, 1) });
      expect(rest.parts).toHaveLength(whole.parts.length - 1);
      expect(harness.seen().map((message) => message.text)).toEqual([...before, ...before.slice(1)]);
    });

    having('outcomes')('being asked to wait is a retry, with the time to wait', async () => {
      await harness.adapter.start(createInbox(), []);
      harness.trouble('rate-limited');
      const { outcome } = await deliver({ text: 'hello' });
      expect(outcome).toMatchObject({ state: 'retry' });
      expect(outcome.state === 'retry' && outcome.afterMs).toBeGreaterThanOrEqual(1000);
      expect(harness.seen()).toEqual([]);
    });

    having('outcomes')('a failure that the platform admits is a retry', async () => {
      await harness.adapter.start(createInbox(), []);
      harness.trouble('refused-for-now');
      expect((await deliver({ text: 'hello' })).outcome).toMatchObject({ state: 'retry' });
      expect(harness.seen()).toEqual([]);
    });

    having('outcomes')('a send without an answer is unknown, and is not repeated by the adapter', async () => {
      await harness.adapter.start(createInbox(), []);
      harness.trouble('no-answer');
      expect((await deliver({ text: 'hello' })).outcome).toMatchObject({ state: 'unknown' });
      expect(harness.seen()).toHaveLength(1);
    });

    test('where it says so, a delivery that may have arrived makes no second message', async ({ skip }) => {
      skip(harness.adapter.exactlyOnce !== true);
      await harness.adapter.start(createInbox(), []);
      const before = await deliver({ text: 'hello' }, { key: 'an earlier one' });
      harness.trouble('no-answer');
      const doubt = { since: '2026-01-01T00:00:00Z', after: before.parts[0] ?? '' };
      expect((await deliver({ text: 'hello' })).outcome).toMatchObject({ state: 'unknown' });
      const again = await deliver({ text: 'hello' }, { doubt });
      expect(again.outcome).toEqual({ state: 'sent' });
      expect(harness.seen().map((message) => message.messageId)).toEqual([...before.parts, ...again.parts]);
      expect(again.parts).not.toEqual(before.parts);
    });

    having('outcomes')('a chat that shut us out is dead', async () => {
      await harness.adapter.start(createInbox(), []);
      harness.block();
      expect((await deliver({ text: 'hello' })).outcome).toMatchObject({ state: 'dead' });
    });

    having('edit')('an edit replaces text and buttons, and the same edit again is fine', async () => {
      await harness.adapter.start(createInbox(), []);
      const { parts } = await deliver({ text: 'Send it?', buttons: [[{ id: 'x', label: 'Send', style: 'plain' }]] });
      const edit = () => harness.adapter.edit(harness.chat, parts[0] ?? '', { text: 'Sent.' });
      expect(await edit()).toEqual({ state: 'sent' });
      expect(await edit()).toEqual({ state: 'sent' });
      expect(harness.seen()).toEqual([{ messageId: parts[0], text: 'Sent.', buttons: [] }]);
    });

    having('typing')('typing is shown, and never fails', async () => {
      await harness.adapter.start(createInbox(), []);
      await harness.adapter.typing(harness.chat);
      expect(harness.isTypingShown()).toBe(true);
      harness.block();
      await expect(harness.adapter.typing(harness.chat)).resolves.toBeUndefined();
    });

    having('download')('a file that came with a message can be fetched, one that is gone is not found', async () => {
      const inbox = createInbox();
      await harness.adapter.start(inbox, []);
      const bytes = new Uint8Array([1, 2, 3, 250]);
      harness.personSendsFile(bytes);
      await harness.until(() => inbox.messages.length === 1);
      const file = inbox.messages[0]?.files[0];
      expect(file).toMatchObject({ size: 4 });
      const { signal } = new AbortController();
      expect(await harness.adapter.download(file?.ref ?? '', signal)).toEqual(bytes);
      await expect(harness.adapter.download('no-such-file', signal)).rejects.toMatchObject({ code: 'not-found' });
    });
  });
}

interface Inbox extends ChatHandlers {
  readonly messages: readonly IncomingMessage[];
  readonly presses: readonly IncomingPress[];
  /** Keys of every try to store a message. */
  readonly tried: readonly string[];
  /** Storing takes until the returned function is called. */
  hold(): () => void;
}

/** A core that stores in memory, and can fail to. */
export function createInbox({
  refusals = 0,
  pressFails = false,
  conversations = [],
}: {
  refusals?: number;
  pressFails?: boolean;
  conversations?: readonly LastSeen[];
} = {}): Inbox {
  const messages: IncomingMessage[] = [];
  const presses: IncomingPress[] = [];
  const tried: string[] = [];
  let gate = Promise.resolve();
  return {
    messages,
    presses,
    tried,
    hold() {
      let release = () => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
    async onMessage(message) {
      tried.push(message.key);
      await gate;
      if (tried.length <= refusals) throw new Error('the disk is full');
      messages.push(message);
    },
    async onPress(press) {
      presses.push(press);
      if (pressFails) throw new Error('no database');
      return { said: 'Done.' };
    },
    lastSeen: async () => conversations,
  };
}

/** A few rounds of the event loop, for what must not happen meanwhile. */
async function turns(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
