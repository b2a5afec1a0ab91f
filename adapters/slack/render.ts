import type { ActionsBlock, KnownBlock, RichTextBlock, RichTextElement, Button as SlackButton } from '@slack/types';
import type { Button, OutgoingFile, OutgoingMessage } from '../../src/ports/chat.ts';
import { parseMarkdown } from '../markdown/parse.ts';
import { splitStyled } from '../markdown/split.ts';
import { plainText, type StyledText } from '../markdown/styled.ts';
import { escaped } from './mrkdwn.ts';
import { toRichText, withoutLooks } from './rich-text.ts';

/** UTF-16 units: what Slack advises for one message (docs.slack.dev, chat.postMessage), though it takes ten times as much. */
const TEXT_LIMIT = 4_000;
/** Room for "\n(1234/5678)". */
const NUMBER_ROOM = 12;
/** Block Kit: 100 blocks in an App Home; the rest is left to the message that can be asked for. */
const HOME_PARTS = 20;

/** Every button of ours begins its action's id with this; what it does stands in its value. */
export const PRESS_ID = 'adjutant-press';

const PICTURE = /\p{Extended_Pictographic}\ufe0f?/gu;

export interface RenderedText {
  /** For notifications and screen readers: nothing in it is mark-up. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** One message each: the parts of a delivery, in the order they go out. */
export type Part =
  | { readonly kind: 'file'; readonly file: OutgoingFile }
  | { readonly kind: 'text'; readonly body: RenderedText };

/**
 * The same message always gives the same parts, so that a delivery can go on behind those that arrived. Files come first: what can be
 * pressed and edited stands last.
 */
export function renderParts(message: OutgoingMessage, files: readonly OutgoingFile[]): Part[] {
  const sent = files.filter(({ bytes }) => bytes.length > 0);
  const notes = files.filter(({ bytes }) => bytes.length === 0).map(({ name }) => ({ text: `\n\n${name} is empty.`, marks: {} }));
  const texts = numbered([...parseMarkdown(message.text), ...notes]);
  const buttons = toActions(message.buttons);
  return [
    ...sent.map((file): Part => ({ kind: 'file', file })),
    ...texts.map(
      (styled, index): Part => ({ kind: 'text', body: toRendered(styled, index === texts.length - 1 ? buttons : []) }),
    ),
  ];
}

/** An edit reaches one message only: of a text over the limit it shows the first part, numbered, and the rest is not sent. */
export function renderEdit(message: OutgoingMessage): RenderedText {
  const [first = []] = numbered(parseMarkdown(message.text));
  return toRendered(first, toActions(message.buttons));
}

/** A page holds far more than a message: the whole text, as one. */
export function renderPage(message: OutgoingMessage): KnownBlock[] {
  const parts = splitStyled(seen(parseMarkdown(message.text)), TEXT_LIMIT).slice(0, HOME_PARTS);
  return [...parts.map(toRichText), ...toActions(message.buttons)];
}

/** The same words and buttons without any look, for when Slack refuses the looks. */
export function plainBody({ text, blocks }: RenderedText, words: string): RenderedText {
  return { text, blocks: [withoutLooks(words), ...blocks.filter(({ type }) => type === 'actions')] };
}

/** What a person reads in the blocks, without its looks. */
export function wordsOf({ blocks }: RenderedText): string {
  return blocks.flatMap((block) => (block.type === 'rich_text' ? wordsIn(block) : [])).join('\n');
}

function wordsIn({ elements }: RichTextBlock): string[] {
  return elements.map((frame) => (frame.type === 'rich_text_list' ? '' : frame.elements.map(wordsInPiece).join('')));
}

function wordsInPiece(element: RichTextElement): string {
  if (element.type === 'date') return element.fallback ?? '';
  return 'text' in element ? (element.text ?? '') : '';
}

function numbered(styled: StyledText): StyledText[] {
  const whole = seen(styled);
  if (plainText(whole).length <= TEXT_LIMIT) return [whole];
  const parts = splitStyled(whole, TEXT_LIMIT - NUMBER_ROOM);
  return parts.map((part, index) => [...part, { text: `\n(${index + 1}/${parts.length})`, marks: {} }]);
}

/** Slack refuses a message without anything to see. */
function seen(styled: StyledText): StyledText {
  return plainText(styled).trim() === '' ? [{ text: '(no text)', marks: {} }] : styled;
}

function toRendered(styled: StyledText, buttons: readonly ActionsBlock[]): RenderedText {
  return { text: escaped(plainText(styled)), blocks: [toRichText(styled), ...buttons] };
}

function toActions(rows: OutgoingMessage['buttons'] = []): ActionsBlock[] {
  return rows.map((row, place) => ({
    type: 'actions',
    elements: row.map((button, index) => toButton(button, `${PRESS_ID}-${place}-${index}`)),
  }));
}

function toButton({ id, label, style }: Button, action_id: string): SlackButton {
  const text = { type: 'plain_text', text: label, emoji: false } as const;
  // A screen reader would read the picture out before the word.
  const words = label.replaceAll(PICTURE, '').trim();
  const spoken = words !== '' && words !== label && { accessibility_label: words };
  return { type: 'button', action_id, value: id, text, ...spoken, ...(style !== 'plain' && { style }) };
}
