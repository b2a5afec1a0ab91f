import type { MessageEntity } from '@grammyjs/types';
import { pressableOnTelegram } from '../adapters/pressable.ts';
import type { Fault } from '../fakes/telegram/faults.ts';
import { startTelegramFake, type TelegramFake } from '../fakes/telegram/server.ts';
import type { ShownMessage } from '../fakes/telegram/world.ts';
import type { FakePlatform, Person, SendTrouble, Shown } from './platform.ts';

const GROUP = -500;
const STRANGER = { type: 'hidden_user', sender_user_name: 'Mallory', date: 1 } as const;

const TROUBLES: Readonly<Record<SendTrouble, Fault>> = {
  'asks to wait': 429,
  fails: 502,
  'cuts off': 'drop-before-accept',
  swallows: 'drop-after-accept',
};

/** Telegram cannot tell what arrived; it brings every update until it is confirmed, presses too. */
export async function startTelegram(): Promise<FakePlatform & { readonly fake: TelegramFake }> {
  const fake = await startTelegramFake();
  return {
    name: 'telegram',
    settings: settingsOf(fake),
    exactlyOnce: false,
    fake,
    person: (number) => personOn(fake, 4000 + number),
    pending: () => fake.pending().length,
    waitFor: fake.waitFor,
    stop: fake.stop,
  };
}

/** What the product is told of this Telegram. */
export function settingsOf({ token, apiRoot }: TelegramFake): Readonly<Record<string, string>> {
  return { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot };
}

function personOn(fake: TelegramFake, chat: number): Person {
  const from = { first_name: `Ann ${chat}` };
  return {
    userId: String(chat),
    chat: String(chat),
    messages: () => fake.messages(chat).map(toShown),
    writes: (text) => String(fake.userSends({ chat, from, text }).messageId),
    quotes: (words, text) =>
      String(fake.userSends({ chat, from, text, more: { quote: { text: words, position: 0 } } }).messageId),
    forwards: (text) => void fake.userSends({ chat, from, text, more: { forward_origin: STRANGER } }),
    edits: (messageId, text) => void fake.userEdits({ chat, from, messageId: Number(messageId), text }),
    runs: (command, argument = '') => void fake.userSends({ chat, from, text: `/${command} ${argument}`.trim() }),
    sends: ({ kind, ...file }) => String(fake.userSendsFile({ chat, from, kind, ...file }).messageId),
    presses(messageId, data) {
      const { queryId } = fake.userPresses({ chat, from, messageId: Number(messageId), data });
      return {
        said: () => fake.answerTo(queryId),
        form: () => undefined,
        submit: () => {
          throw new Error('Telegram has no forms');
        },
        isTaken: () => fake.answerTo(queryId) !== '',
        fails: () => undefined,
      };
    },
    asksInGroup: (text) => void fake.userSends({ chat: GROUP, user: chat, from, text: `@adjutant_bot ${text}` }),
    readInGroup: () =>
      fake
        .messages(GROUP)
        .filter((message) => message.from === 'bot')
        .map(toShown),
    opensPage: () => {
      throw new Error('Telegram has no pages');
    },
    pageText: () => '',
    blocks: () => fake.block(chat),
    unblocks: () => fake.unblock(chat),
    meets(troubles) {
      for (const trouble of troubles) fake.fail({ method: 'sendMessage', chat, with: TROUBLES[trouble] });
    },
    tries: () => fake.calls('sendMessage').filter(({ payload }) => Number(payload.chat_id) === chat).length,
    changes: (messageId) =>
      fake
        .calls('editMessageText')
        .filter(({ payload, status }) => String(payload.message_id) === messageId && status !== undefined).length,
  };
}

function toShown({ messageId, entities, ...message }: ShownMessage): Shown {
  return {
    ...message,
    messageId: String(messageId),
    code: entities.filter(({ type }) => type === 'code' || type === 'pre').map((entity) => textOf(message.text, entity)),
    links: pressableOnTelegram(message.text, [...entities]),
  };
}

function textOf(text: string, { offset, length }: MessageEntity): string {
  return text.slice(offset, offset + length);
}
