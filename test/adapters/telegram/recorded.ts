import type { Message, MessageOrigin, Update, User } from '@grammyjs/types';

/** Updates as Telegram sends them, with names and ids changed. */
export const ANN: User = { id: 77, is_bot: false, first_name: 'Ann', last_name: 'Lee', language_code: 'de' };
export const STRANGER: User = { id: 88, is_bot: false, first_name: 'Mallory' };
export const US: User = { id: 4242, is_bot: true, first_name: 'Adjutant', username: 'adjutant_bot' };
export const ORIGIN: MessageOrigin = { type: 'user', date: 1_789_990_000, sender_user: STRANGER };

const PRIVATE = { id: 77, type: 'private', first_name: 'Ann', last_name: 'Lee' } as const;
const BASE = { message_id: 12, from: ANN, chat: PRIVATE, date: 1_790_000_000 };

type Sent = NonNullable<Update['message']>;
type Edited = NonNullable<Update['edited_message']>;

export const bare = (content: object): Update => ({ update_id: 9001, message: { ...BASE, ...content } as Sent });
export const text = (words: string, more: Partial<Message> = {}) => bare({ text: words, ...more });
export const inGroup = (words: string) => text(words, { chat: { id: -100200, type: 'supergroup', title: 'Team' } });
export const forwarded = (words: string) => text(words, { forward_origin: ORIGIN });
export const quoting = (words: string, passage: string) =>
  text(words, { quote: { text: passage, position: 3, is_manual: true } });

export const edited = (words: string): Update => ({
  update_id: 9002,
  edited_message: { ...BASE, text: words, edit_date: 1_790_000_060 } as Edited,
});

export const answering = (words: string, author: User, theirs: string, more: Partial<Message> = {}): Update =>
  bare({
    text: words,
    reply_to_message: { message_id: 5, from: author, chat: PRIVATE, date: 1_789_999_000, text: theirs, ...more },
  });

const FILES = {
  voice: { voice: { file_id: 'v1', file_unique_id: 'u', duration: 3, mime_type: 'audio/ogg', file_size: 4000 } },
  audio: {
    audio: { file_id: 'a1', file_unique_id: 'u', duration: 3, file_name: 'song.mp3', mime_type: 'audio/mpeg', file_size: 9000 },
  },
  photo: {
    photo: [
      { file_id: 'small', file_unique_id: 'u', width: 90, height: 60, file_size: 100 },
      { file_id: 'large', file_unique_id: 'u', width: 900, height: 600, file_size: 800 },
    ],
  },
  video: {
    video: { file_id: 'm1', file_unique_id: 'u', width: 1, height: 1, duration: 3, mime_type: 'video/mp4', file_size: 7000 },
  },
  document: { document: { file_id: 'd1', file_unique_id: 'u', file_name: 'plan.pdf', mime_type: 'application/pdf' } },
  animation: {
    animation: { file_id: 'g1', file_unique_id: 'u', width: 1, height: 1, duration: 1, file_size: 10 },
    document: { file_id: 'g1', file_unique_id: 'u', file_size: 10 },
  },
};

export const withFile = (kind: keyof typeof FILES): Update => bare({ ...FILES[kind], caption: 'look' });

export const press = (data: string): Update => ({
  update_id: 9003,
  callback_query: {
    id: 'q1',
    from: ANN,
    chat_instance: '1',
    data,
    message: { message_id: 40, from: US, chat: PRIVATE, date: 1_790_000_000, text: 'Send it?' },
  },
});

export const channelPost = (): Update =>
  ({
    update_id: 9004,
    channel_post: { message_id: 3, chat: { id: -9, type: 'channel', title: 'News' }, date: 1, text: 'x' },
  }) as Update;

export const membership = (): Update =>
  ({ update_id: 9005, my_chat_member: { chat: PRIVATE, from: ANN, date: 1 } }) as unknown as Update;
