import type { PlatformFake } from '../platform.ts';
import { startTelegramFake, type TelegramFake } from './server.ts';

/** Telegram cannot tell what arrived; it brings every update until it is confirmed, presses too. */
export async function startTelegramPlatform(): Promise<PlatformFake> {
  const telegram = await startTelegramFake();
  const stranger = { type: 'hidden_user', sender_user_name: 'Mallory', date: 1 } as const;
  return {
    name: 'telegram',
    settings: settingsOf(telegram),
    exactlyOnce: false,
    account: (n) => ({ user: String(n), chat: String(n) }),
    says: (chat, text) => void telegram.userSends({ chat: Number(chat), text }),
    handsOn: (chat, text) => void telegram.userSends({ chat: Number(chat), text, more: { forward_origin: stranger } }),
    presses: (chat, messageId, data) => telegram.userPresses({ chat: Number(chat), messageId: Number(messageId), data }).queryId,
    answerTo: telegram.answerTo,
    isTaken: (press) => telegram.answerTo(press) !== '',
    fails: () => undefined,
    messages: (chat) => telegram.messages(Number(chat)).map((message) => ({ ...message, messageId: String(message.messageId) })),
    changes: (messageId) =>
      telegram
        .calls('editMessageText')
        .filter(({ payload, status }) => String(payload.message_id) === messageId && status !== undefined).length,
    pending: () => telegram.pending().length,
    losesAnswer: (chat) => telegram.fail({ method: 'sendMessage', chat: Number(chat), with: 'drop-after-accept' }),
    waitFor: telegram.waitFor,
    stop: telegram.stop,
  };
}

/** What the product is told of this Telegram. */
export function settingsOf({ token, apiRoot }: TelegramFake): Readonly<Record<string, string>> {
  return { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot };
}
