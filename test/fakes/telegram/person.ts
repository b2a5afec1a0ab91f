import type { Message, MessageEntity, Update, User } from '@grammyjs/types';
import type { UpdateQueue } from './updates.ts';
import { shortHash } from './wire.ts';
import { toChat, toUser, type World } from './world.ts';

interface Who {
  /** A negative chat id is a group. */
  readonly chat: number;
  /** The person's id; in a private chat the same as the chat unless told. */
  readonly user?: number;
  readonly from?: Partial<User>;
}

export interface PersonSends extends Who {
  readonly text: string;
  /** Anything else the message carries, such as `forward_origin` or `reply_to_message`. */
  readonly more?: Partial<Message>;
}

export interface PersonSendsFile extends Who {
  readonly kind: 'voice' | 'audio' | 'photo' | 'video' | 'document';
  readonly name?: string;
  readonly mime?: string;
  readonly bytes: Uint8Array;
  readonly caption?: string;
  /** Reported in place of the true size, to stand for a file too big to make. */
  readonly size?: number;
}

export interface SentByPerson {
  readonly updateId: number;
  readonly messageId: number;
}

/** What people do on their side of Telegram; each becomes an update for the bot. */
export interface People {
  userSends(what: PersonSends): SentByPerson;
  userSendsFile(what: PersonSendsFile): SentByPerson & { readonly fileId: string };
  userEdits(what: Who & { readonly messageId: number; readonly text: string }): SentByPerson;
  /** Presses a button; `queryId` is what `answerTo` wants. */
  userPresses(what: Who & { readonly messageId: number; readonly data: string }): { updateId: number; queryId: string };
  /** Any update, exactly as given. */
  pushUpdate(update: Omit<Update, 'update_id'>): number;
}

export function createPeople(world: World, queue: UpdateQueue): People {
  let lastQuery = 0;

  function post({ chat, user = Math.abs(chat), from = {} }: Who, content: Partial<Message>): SentByPerson {
    const sender = toUser(user, from);
    const message = {
      message_id: world.nextMessageId(),
      from: sender,
      chat: toChat(chat, sender),
      date: world.now(),
      ...content,
    } as NonNullable<Update['message']>;
    world.messages.push({ message, silent: false, previewDisabled: false });
    return { updateId: queue.add({ message }), messageId: message.message_id };
  }

  return {
    userSends: ({ text, more, ...who }) => post(who, { text, ...commandEntities(text), ...more }),
    userSendsFile({ kind, bytes, name, mime, caption, size = bytes.length, ...who }) {
      const fileId = `file-${kind}-${shortHash(bytes)}-${world.files.size}`;
      world.files.set(fileId, { path: `${kind}/${fileId}`, bytes, size });
      const file = {
        file_id: fileId,
        file_unique_id: fileId,
        file_size: size,
        ...(name !== undefined && { file_name: name }),
        ...(mime !== undefined && { mime_type: mime }),
        duration: 3,
        width: 640,
        height: 480,
      };
      const content = { [kind]: kind === 'photo' ? [{ ...file, file_id: 'thumb', width: 90, height: 60 }, file] : file };
      return { ...post(who, { ...content, ...(caption !== undefined && { caption }) }), fileId };
    },
    userEdits({ messageId, text, chat }) {
      const stored = world.find(chat, messageId);
      if (!stored) throw new Error(`no message ${messageId} in chat ${chat}`);
      stored.message = { ...stored.message, text, edit_date: world.now() };
      return { updateId: queue.add({ edited_message: stored.message as NonNullable<Update['edited_message']> }), messageId };
    },
    userPresses({ chat, user = Math.abs(chat), from, messageId, data }) {
      const queryId = `query-${++lastQuery}`;
      const stored = world.find(chat, messageId);
      world.answers.set(queryId, '');
      const updateId = queue.add({
        callback_query: {
          id: queryId,
          from: toUser(user, from),
          chat_instance: String(chat),
          data,
          message: stored?.message ?? { chat: toChat(chat), message_id: messageId, date: 0 },
        },
      });
      return { updateId, queryId };
    },
    pushUpdate: (update) => queue.add(update),
  };
}

function commandEntities(text: string): { entities?: MessageEntity[] } {
  const command = /^\/[A-Za-z0-9_]+(@[A-Za-z0-9_]+)?/.exec(text)?.[0];
  return command ? { entities: [{ type: 'bot_command', offset: 0, length: command.length }] } : {};
}
