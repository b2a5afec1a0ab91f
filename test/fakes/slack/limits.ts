import type { ActionsBlock, KnownBlock, RichTextBlock, RichTextElement } from '@slack/types';
import { refuse } from './wire.ts';

/** chat.postMessage: text is cut above 40,000; we call that a loss. */
const TEXT_LIMIT = 40_000;
/** What real messages were refused for (bolt-js, issue 2509). */
const BLOCKS_LIMIT = 13_200;

export function checkText(text: unknown): string {
  if (typeof text !== 'string' || text === '') return refuse('no_text');
  if (text.length > TEXT_LIMIT) refuse('msg_too_long');
  return text;
}

/** Block Kit reference, docs.slack.dev: the blocks that are known here, and their limits. */
export function checkBlocks(given: unknown, most: number): KnownBlock[] {
  const blocks = (given ?? []) as KnownBlock[];
  if (!Array.isArray(blocks) || blocks.length > most) refuse('invalid_blocks');
  if (most === 50 && JSON.stringify(blocks).length > BLOCKS_LIMIT) refuse('msg_blocks_too_long');
  for (const block of blocks) {
    if (block.type === 'rich_text') checkRichText(block);
    else if (block.type === 'actions') checkActions(block);
    else refuse('invalid_blocks');
  }
  return blocks;
}

function checkRichText({ elements }: RichTextBlock): undefined {
  if (elements.length === 0) refuse('invalid_blocks');
  for (const frame of elements) {
    if (frame.type === 'rich_text_list') return refuse('invalid_blocks');
    if (frame.elements.length === 0) refuse('invalid_blocks');
    for (const element of frame.elements) {
      if (element.type === 'text') {
        if (element.text === '') refuse('invalid_blocks');
      } else if (element.type === 'link') {
        if (!/^(https?|mailto):/i.test(element.url) || !URL.canParse(element.url) || element.url.length > 3000)
          refuse('invalid_blocks');
      } else if (element.type === 'date') {
        const { timestamp, format, fallback } = element;
        if (!Number.isInteger(timestamp) || !/\{(date|time|ago)\w*\}/.test(format) || !fallback || element.url)
          refuse('invalid_blocks');
      } else refuse('invalid_blocks');
      if ('text' in element && Buffer.from(element.text ?? '').toString() !== element.text) refuse('invalid_blocks');
    }
  }
}

function checkActions({ elements }: ActionsBlock): undefined {
  const ids = new Set<string>();
  if (elements.length < 1 || elements.length > 25) refuse('invalid_blocks');
  for (const element of elements) {
    if (element.type !== 'button' || !element.action_id) return refuse('invalid_blocks');
    ids.add(element.action_id);
    const { text, value = '', style, accessibility_label = '' } = element;
    if (accessibility_label.length > 75) refuse('invalid_blocks');
    if (text.text.length < 1 || text.text.length > 75 || value.length > 2000 || element.url) refuse('invalid_blocks');
    if (element.action_id.length > 255 || (style && !['primary', 'danger'].includes(style))) refuse('invalid_blocks');
  }
  if (ids.size !== elements.length) refuse('invalid_blocks');
}

/** What stands in the blocks, as it is read: a frame begins on a line of its own. */
export function readBlocks(blocks: readonly KnownBlock[]): string {
  return blocks
    .flatMap((block) => (block.type === 'rich_text' ? block.elements : []))
    .map((frame) => (frame.type === 'rich_text_list' ? '' : frame.elements.map(readElement).join('')))
    .join('\n');
}

/** A client that does not know the reader's clock shows a moment by the words that were given for that. */
function readElement(element: RichTextElement): string {
  if (element.type === 'date') return element.fallback ?? '';
  return 'text' in element ? (element.text ?? '') : '';
}
