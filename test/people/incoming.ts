import type { IncomingMessage } from '../../src/ports/chat.ts';

/** A direct Telegram message of `user` with this text. */
export function incoming(user: string, text: string, rest: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    key: `telegram:${user}:${text.length}`,
    platform: 'telegram',
    chat: `chat-${user}`,
    direct: true,
    user: { id: user, name: 'Ann' },
    text,
    sentAt: '2026-11-21T08:00:00Z',
    messageId: '1',
    edited: false,
    files: [],
    ...rest,
  };
}
