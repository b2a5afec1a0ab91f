import { InputFile } from 'grammy';
import type { Message } from 'grammy/types';
import type { ChatAdapter, Delivery, DeliveryOutcome, OutgoingFile } from '../../src/ports/chat.ts';
import type { TelegramApi } from './call.ts';
import { isRefused, toOutcome } from './outcome.ts';
import { type Part, type RenderedText, renderEdit, renderParts, toKeyboard, withoutLooks } from './render.ts';

const SENT: DeliveryOutcome = { state: 'sent' };
const UNCHANGED = /message is not modified/i;
const NOT_EDITABLE = /message to edit not found|message can't be edited|message_id_invalid/i;
const NO_TEXT = /there is no text in the message to edit/i;
/** Telegram's limit for sendPhoto; larger pictures go as documents. */
const PHOTO_LIMIT = 10 * 1024 * 1024;
/** The slowest line on which an upload may still end in time. */
const UPLOAD_BYTES_PER_MS = 128;

export function createSender({ api, within }: TelegramApi): Pick<ChatAdapter, 'send' | 'edit'> {
  async function sendText(chat: string, { body, keyboard }: Extract<Part, { kind: 'text' }>, silent: boolean): Promise<Message> {
    const options = {
      link_preview_options: { is_disabled: true },
      disable_notification: silent,
      ...(keyboard && { reply_markup: keyboard }),
    };
    const post = ({ text, entities }: RenderedText) =>
      within((signal) => api.sendMessage(chat, text, { ...options, entities }, signal));
    return await orPlain(body, post);
  }

  async function sendFile(chat: string, part: Extract<Part, { kind: 'file' }>, silent: boolean): Promise<Message> {
    const { file, keyboard, caption = { text: '', entities: [] } } = part;
    const limitMs = 20_000 + file.bytes.length / UPLOAD_BYTES_PER_MS;
    const postAs = (kind: FileKind, { text, entities }: RenderedText) => {
      const input = new InputFile(file.bytes, safeName(file.name));
      const options = {
        disable_notification: silent,
        ...(text !== '' && { caption: text, caption_entities: entities }),
        ...(keyboard && { reply_markup: keyboard }),
      };
      return within<Message>(
        (signal) => {
          if (kind === 'photo') return api.sendPhoto(chat, input, options, signal);
          if (kind === 'voice') return api.sendVoice(chat, input, options, signal);
          if (kind === 'audio') return api.sendAudio(chat, input, options, signal);
          return api.sendDocument(chat, input, options, signal);
        },
        undefined,
        limitMs,
      );
    };
    try {
      return await postAs(fileKind(file), caption);
    } catch (error) {
      // A picture with odd measures, a voice that is not Opus, or a look Telegram refuses: the bytes still arrive.
      if (!isRefused(error, 400, /photo|image|voice|audio|entit|parse|url/i)) throw error;
      return await postAs('document', withoutLooks(caption));
    }
  }

  async function send({ chat, message, files, arrived, onPart }: Delivery): Promise<DeliveryOutcome> {
    const silent = message.silent === true;
    const parts = renderParts(message, files).slice(arrived.length);
    for (const [place, part] of parts.entries()) {
      let sent: Message;
      try {
        sent = part.kind === 'text' ? await sendText(chat, part, silent) : await sendFile(chat, part, silent || isPrelude(part));
      } catch (error) {
        return toOutcome(error);
      }
      await onPart(String(sent.message_id), place === parts.length - 1);
    }
    return SENT;
  }

  async function edit(...[chat, messageId, message]: Parameters<ChatAdapter['edit']>): Promise<DeliveryOutcome> {
    const keyboard = toKeyboard(message.buttons);
    const markup = keyboard && { reply_markup: keyboard };
    const id = Number(messageId);
    const asText = ({ text, entities }: RenderedText) =>
      within((signal) =>
        api.editMessageText(chat, id, text, { link_preview_options: { is_disabled: true }, entities, ...markup }, signal),
      );
    const asCaption = ({ text, entities }: RenderedText) =>
      within((signal) => api.editMessageCaption(chat, id, { caption: text, caption_entities: entities, ...markup }, signal));
    try {
      await orPlain(renderEdit(message, 'text'), asText).catch((error: unknown) => {
        // The message is a file, and what reads as its text is the caption.
        if (!isRefused(error, 400, NO_TEXT)) throw error;
        return orPlain(renderEdit(message, 'caption'), asCaption);
      });
      return SENT;
    } catch (error) {
      if (isRefused(error, 400, UNCHANGED)) return SENT;
      if (isRefused(error, 400, NOT_EDITABLE)) return { state: 'dead', reason: 'The message is gone or too old to change.' };
      return toOutcome(error);
    }
  }

  return { send, edit };
}

/** Looks that Telegram refuses never cost the message: it goes out as plain text and code. */
async function orPlain<T>(body: RenderedText, post: (body: RenderedText) => Promise<T>): Promise<T> {
  try {
    return await post(body);
  } catch (error) {
    if (body.entities.length === 0 || !isRefused(error, 400, /entit|parse|url/i)) throw error;
    return await post(withoutLooks(body));
  }
}

/** grammY writes the name unquoted into the form: nothing in it may end the header. */
function safeName(name: string): string {
  return name.replace(/[\p{Cc}";]/gu, '_') || 'file';
}

/** A picture whose text comes right behind it: one sound is enough. */
function isPrelude({ file, caption }: Extract<Part, { kind: 'file' }>): boolean {
  return file.alt !== undefined && caption === undefined;
}

type FileKind = 'photo' | 'voice' | 'audio' | 'document';

function fileKind({ mime, bytes }: OutgoingFile): FileKind {
  if (/^image\/(jpeg|png|webp)$/.test(mime) && bytes.length <= PHOTO_LIMIT) return 'photo';
  if (mime === 'audio/ogg') return 'voice';
  return /^audio\/(mpeg|mp4|m4a|x-m4a)$/.test(mime) ? 'audio' : 'document';
}
