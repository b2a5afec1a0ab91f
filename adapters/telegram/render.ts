import type { InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity } from 'grammy/types';
import type { Button, OutgoingFile, OutgoingMessage } from '../../src/ports/chat.ts';
import { parseMarkdown } from '../markdown/parse.ts';
import { splitStyled } from '../markdown/split.ts';
import { type Marks, plainText, type StyledText } from '../markdown/styled.ts';

/** Bot API: sendMessage 1-4096 and captions up to 1024 UTF-16 units after entity parsing; uploads up to 50 MB. */
const TEXT_LIMIT = 4096;
const CAPTION_LIMIT = 1024;
const UPLOAD_LIMIT = 50 * 1024 * 1024;
/** Telegram keeps no more entities of a message, and says nothing of the others. */
const MOST_ENTITIES = 100;
/** Room for "\n(1234/5678)". */
const NUMBER_ROOM = 12;

export interface RenderedText {
  readonly text: string;
  readonly entities: MessageEntity[];
}

interface Common {
  readonly keyboard?: InlineKeyboardMarkup;
}

/** One request each: the parts of a message, in the order they go out. */
export type Part =
  | (Common & { readonly kind: 'text'; readonly body: RenderedText })
  | (Common & { readonly kind: 'file'; readonly file: OutgoingFile; readonly caption?: RenderedText });

/** The same message always gives the same parts, so that a delivery can go on behind those that arrived. */
export function renderParts(message: OutgoingMessage, files: readonly OutgoingFile[]): Part[] {
  const tooBig = files.filter((file) => file.bytes.length > UPLOAD_LIMIT);
  const fitting = files.filter((file) => file.bytes.length > 0 && file.bytes.length <= UPLOAD_LIMIT);
  const empty = files.filter((file) => file.bytes.length === 0);
  const notes = [
    ...tooBig.map((file) => `${file.name} is over 50 MB, more than Telegram takes from me. It stays on your own machine.`),
    ...empty.map((file) => `${file.name} is empty.`),
  ].map((note) => ({ text: `\n\n${note}`, marks: {} }));
  const styled = [...parseMarkdown(message.text), ...notes];
  // A text too long for a caption stands under the picture, with the buttons.
  const captioned = fitting.length > 0 && plainText(styled).length <= CAPTION_LIMIT;
  const texts: Part[] = captioned ? [] : numbered(styled).map((text) => ({ kind: 'text', body: toRendered(text) }));
  const attachments = fitting.map((file, index) => {
    const caption = captioned && index === 0 && plainText(styled).trim() !== '';
    return { kind: 'file' as const, file, ...(caption && { caption: toRendered(styled) }) };
  });
  const isPicture = ({ file }: { readonly file: OutgoingFile }) => file.alt !== undefined;
  const parts: Part[] = [...attachments.filter(isPicture), ...texts, ...attachments.filter((each) => !isPicture(each))];
  const keyboard = toKeyboard(message.buttons);
  return keyboard ? parts.map((part, index) => (index === parts.length - 1 ? { ...part, keyboard } : part)) : parts;
}

/** The same text with nothing but its code, for when Telegram refuses its looks: code that came loose could be pressed. */
export function withoutLooks({ text, entities }: RenderedText): RenderedText {
  return { text, entities: entities.filter(({ type }) => type === 'code' || type === 'pre') };
}

/** An edit reaches one message only: of a text over the limit it shows the first part, numbered, and the rest is not sent. */
export function renderEdit(message: OutgoingMessage, kind: 'text' | 'caption'): RenderedText {
  const [first = []] = numbered(parseMarkdown(message.text), kind === 'text' ? TEXT_LIMIT : CAPTION_LIMIT);
  return toRendered(first);
}

function numbered(styled: StyledText, limit = TEXT_LIMIT): StyledText[] {
  // Telegram refuses a message without anything to see.
  if (plainText(styled).trim() === '') return [[{ text: '(no text)', marks: {} }]];
  if (plainText(styled).length <= limit) return [styled];
  const parts = splitStyled(styled, limit - NUMBER_ROOM);
  return parts.map((part, index) => [...part, { text: `\n(${index + 1}/${parts.length})`, marks: {} }]);
}

export function toKeyboard(rows: OutgoingMessage['buttons']): InlineKeyboardMarkup | undefined {
  if (!rows || rows.length === 0) return undefined;
  return { inline_keyboard: rows.map((row) => row.map(toButton)) };
}

function toButton({ id, label, style }: Button): InlineKeyboardButton {
  if (Buffer.byteLength(id) > 64) throw new Error('a button id is over 64 bytes');
  return { text: label, callback_data: id, ...(style !== 'plain' && { style }) };
}

/** A text with more looks than Telegram keeps goes out as one block of fixed width, so that no code comes loose. */
function toRendered(styled: StyledText): RenderedText {
  const text = plainText(styled);
  const entities = LOOKS.flatMap((look) => entitiesOf(styled, look));
  return { text, entities: entities.length > MOST_ENTITIES ? [{ type: 'pre', offset: 0, length: text.length }] : entities };
}

/** An entity without its place, and what tells it from its neighbour of the same kind. */
type Look = (marks: Marks) => Shape | undefined;
type Shape =
  | { readonly type: 'bold' | 'italic' | 'strikethrough' | 'code' | 'blockquote' }
  | { readonly type: 'pre'; readonly language?: string }
  | { readonly type: 'text_link'; readonly url: string };

/**
 * Bot API, "Formatting options": nothing may overlap code and pre but a quotation, and a link may not overlap code: there
 * the link counts, since its address would be lost.
 */
const LOOKS: readonly Look[] = [
  ({ quote }) => quote && { type: 'blockquote' },
  ({ pre }) => (pre === undefined ? undefined : { type: 'pre', ...languageOf(pre) }),
  ({ link }) => (link === undefined ? undefined : { type: 'text_link', url: link }),
  ({ code, link }) => (code && link === undefined ? { type: 'code' } : undefined),
  (marks) => (marks.bold && !isCode(marks) ? { type: 'bold' } : undefined),
  (marks) => (marks.italic && !isCode(marks) ? { type: 'italic' } : undefined),
  (marks) => (marks.strike && !isCode(marks) ? { type: 'strikethrough' } : undefined),
];

function isCode({ code, pre, link }: Marks): boolean {
  return pre !== undefined || (code === true && link === undefined);
}

function languageOf(info: string): { language?: string } {
  const language = info.trim().split(/\s/)[0];
  return language ? { language } : {};
}

function entitiesOf(styled: StyledText, look: Look): MessageEntity[] {
  const entities: MessageEntity[] = [];
  let offset = 0;
  let open: { shape: Shape; start: number } | undefined;
  const close = (end: number) => {
    if (open && end > open.start) entities.push({ ...open.shape, offset: open.start, length: end - open.start });
    open = undefined;
  };
  for (const { text, marks } of styled) {
    const shape = look(marks);
    const goesOn = open !== undefined && JSON.stringify(open.shape) === JSON.stringify(shape);
    if (!goesOn) close(offset);
    if (!goesOn && shape) open = { shape, start: offset };
    offset += text.length;
  }
  close(offset);
  return entities;
}
