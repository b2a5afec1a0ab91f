import type { InlineKeyboardMarkup, MessageEntity } from '@grammyjs/types';
import { refuse } from './wire.ts';

/** Bot API: sendMessage text 1-4096, caption 0-1024 characters after entities parsing. */
export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;
export const DOWNLOAD_LIMIT = 20 * 1024 * 1024;
export const UPLOAD_LIMIT = 50 * 1024 * 1024;

export function checkText(text: unknown, limit: number): string {
  if (typeof text !== 'string') return refuse('message text is empty');
  if (limit === TEXT_LIMIT && text.trim() === '') refuse('message text is empty');
  if (text.length > limit) refuse(limit === TEXT_LIMIT ? 'message is too long' : 'message caption is too long');
  if (Buffer.from(text).toString() !== text) refuse('strings must be encoded in UTF-8');
  return text;
}

/** Bot API, "Formatting options": ranges in UTF-16 units, nested or apart, never crossing; nothing inside code and pre. */
export function checkEntities(text: string, given: unknown): MessageEntity[] {
  const entities = (given ?? []) as MessageEntity[];
  for (const entity of entities) {
    const end = entity.offset + entity.length;
    if (entity.offset < 0 || entity.length < 1 || end > text.length) refuse(`can't parse entities: entity out of range`);
    if (insidePair(text, entity.offset) || insidePair(text, end)) {
      refuse(`can't parse entities: entity begins or ends in a middle of a UTF-16 symbol`);
    }
    if (entity.type === 'text_link' && !URL.canParse(entity.url)) refuse(`can't parse entities: wrong URL`);
  }
  for (const one of entities) for (const other of entities) if (one !== other) checkPair(one, other);
  return entities;
}

function checkPair(one: MessageEntity, other: MessageEntity): void {
  const [oneEnd, otherEnd] = [one.offset + one.length, other.offset + other.length];
  const apart = oneEnd <= other.offset || otherEnd <= one.offset;
  if (apart) return;
  const nested = (one.offset <= other.offset && otherEnd <= oneEnd) || (other.offset <= one.offset && oneEnd <= otherEnd);
  if (!nested) refuse(`can't parse entities: entities cross`);
  if ((one.type === 'pre' || one.type === 'code') && other.type !== 'blockquote') {
    refuse(`can't parse entities: ${other.type} overlaps ${one.type}`);
  }
}

function insidePair(text: string, index: number): boolean {
  return /[\uDC00-\uDFFF]/.test(text.charAt(index)) && /[\uD800-\uDBFF]/.test(text.charAt(index - 1));
}

export function checkKeyboard(given: unknown): InlineKeyboardMarkup | undefined {
  if (given === undefined) return undefined;
  const markup = given as InlineKeyboardMarkup;
  if (!Array.isArray(markup.inline_keyboard)) refuse(`object expected as reply markup`);
  for (const button of markup.inline_keyboard.flat()) {
    if (button.text === '') refuse('inline keyboard button text is empty');
    if (!('callback_data' in button)) continue;
    const bytes = Buffer.byteLength(button.callback_data);
    if (bytes < 1 || bytes > 64) refuse('BUTTON_DATA_INVALID');
    if (button.style !== undefined && !['danger', 'success', 'primary'].includes(button.style)) refuse('BUTTON_STYLE_INVALID');
  }
  return markup;
}
