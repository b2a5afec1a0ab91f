import type { Chat, Message, MessageEntity, User } from '@grammyjs/types';
import type { UploadedFile } from './wire.ts';

/** What a person sees of one message now. */
export interface ShownMessage {
  readonly messageId: number;
  readonly from: 'bot' | 'user';
  readonly text: string;
  readonly entities: readonly MessageEntity[];
  readonly buttons: readonly (readonly ShownButton[])[];
  readonly silent: boolean;
  readonly previewDisabled: boolean;
  readonly edited: boolean;
  readonly file?: { readonly kind: string; readonly name: string; readonly mime: string; readonly bytes: Uint8Array };
}

export interface ShownButton {
  readonly text: string;
  readonly data: string;
  readonly style: string | undefined;
}

export interface StoredMessage {
  message: Message;
  silent: boolean;
  previewDisabled: boolean;
  file?: { kind: string; upload: UploadedFile };
}

export interface StoredFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The size Telegram reports, which a test may set without having the bytes. */
  readonly size: number;
}

/** Everything the fake Telegram knows: chats with their messages, and files. */
export interface World {
  readonly bot: User & { username: string };
  readonly blocked: Set<number>;
  readonly missing: Set<number>;
  readonly messages: StoredMessage[];
  readonly files: Map<string, StoredFile>;
  readonly answers: Map<string, string>;
  nextMessageId(): number;
  now(): number;
  find(chat: number, messageId: number): StoredMessage | undefined;
  shown(chat: number): ShownMessage[];
}

export function createWorld(username: string): World {
  const messages: StoredMessage[] = [];
  let lastMessageId = 100;
  let seconds = 1_790_000_000;
  return {
    bot: { id: 4242, is_bot: true, first_name: 'Adjutant', username },
    blocked: new Set(),
    missing: new Set(),
    messages,
    files: new Map(),
    answers: new Map(),
    nextMessageId: () => ++lastMessageId,
    now: () => ++seconds,
    find: (chat, messageId) => messages.find(({ message }) => message.chat.id === chat && message.message_id === messageId),
    shown: (chat) => messages.filter(({ message }) => message.chat.id === chat).map(toShown),
  };
}

export function toChat(id: number, user?: User): Chat.PrivateChat | Chat.GroupChat {
  if (id < 0) return { id, type: 'group', title: 'A group' };
  return { id, type: 'private', first_name: user?.first_name ?? 'Ann' };
}

export function toUser(id: number, more: Partial<User> = {}): User {
  return { id, is_bot: false, first_name: 'Ann', ...more };
}

function toShown({ message, silent, previewDisabled, file }: StoredMessage): ShownMessage {
  return {
    messageId: message.message_id,
    from: message.from?.is_bot ? 'bot' : 'user',
    text: message.text ?? message.caption ?? '',
    entities: message.entities ?? message.caption_entities ?? [],
    buttons: (message.reply_markup?.inline_keyboard ?? []).map((row) =>
      row.map((button) => ({
        text: button.text,
        data: 'callback_data' in button ? button.callback_data : '',
        style: button.style,
      })),
    ),
    silent,
    previewDisabled,
    edited: message.edit_date !== undefined,
    ...(file && { file: { kind: file.kind, name: file.upload.name, mime: file.upload.mime, bytes: file.upload.bytes } }),
  };
}
