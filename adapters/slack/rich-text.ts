import type {
  RichTextBlock,
  RichTextBlockElement,
  RichTextDate,
  RichTextElement,
  RichTextLink,
  RichTextStyleable,
  RichTextText,
} from '@slack/types';
import { type Marks, plainText, type Run, type StyledText } from '../markdown/styled.ts';

/** Slack refuses a message whose blocks are longer than some 13,200 characters (bolt-js, issue 2509). */
const BLOCK_LIMIT = 12_000;
/** What is longer, or no address after all, is words: it stands in the text all the same. */
const LINK_LIMIT = 2_000;
/** By the clock and in the zone of whoever reads it (docs.slack.dev, rich text, date element). */
const READERS_CLOCK = '{date_long} at {time}';

/**
 * A rich text block says exactly what is to be seen. Nothing in its words is mark-up: no mention, no emoji and no link comes about but by
 * an element of its own, and of those there are only links and moments.
 */
export function toRichText(styled: StyledText): RichTextBlock {
  const block: RichTextBlock = { type: 'rich_text', elements: piecesOf(styled).map(toElement) };
  if (JSON.stringify(block).length <= BLOCK_LIMIT) return block;
  return withoutLooks(plainText(styled));
}

/** The same text as one block of fixed width, for what has too many looks, or looks that Slack refuses. */
export function withoutLooks(text: string): RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }] };
}

type Frame = 'section' | 'quote' | 'preformatted';

interface Piece {
  readonly frame: Frame;
  readonly runs: Run[];
}

/** Stretches in one frame. A frame begins on a line of its own: the line break at its edge goes without saying. */
function piecesOf(styled: StyledText): Piece[] {
  const pieces: Piece[] = [];
  for (const run of styled) {
    const frame = frameOf(run.marks);
    const open = pieces.at(-1);
    const last = open?.runs.at(-1);
    if (!open || open.frame !== frame) pieces.push({ frame, runs: [run] });
    else if (last && isSame(last.marks, run.marks)) open.runs[open.runs.length - 1] = { ...last, text: last.text + run.text };
    else open.runs.push(run);
  }
  const trimmed = pieces.map((piece, index) => withoutEdges(piece, index > 0, index < pieces.length - 1));
  const full = trimmed.filter(({ runs }) => runs.length > 0);
  return full.length > 0 ? full : [{ frame: 'section', runs: [{ text: ' ', marks: {} }] }];
}

function frameOf({ pre, quote }: Marks): Frame {
  if (pre !== undefined) return 'preformatted';
  return quote ? 'quote' : 'section';
}

function withoutEdges({ frame, runs }: Piece, hasBefore: boolean, hasBehind: boolean): Piece {
  if (frame === 'preformatted') return { frame, runs };
  const edited = runs.map(({ text, marks }, index) => {
    const start = hasBefore && index === 0 && text.startsWith('\n') ? 1 : 0;
    const isLast = index === runs.length - 1;
    const end = hasBehind && isLast && text.length > start && text.endsWith('\n') ? text.length - 1 : text.length;
    return { text: text.slice(start, end), marks };
  });
  return { frame, runs: edited.filter(({ text }) => text !== '') };
}

function toElement({ frame, runs }: Piece): RichTextBlockElement {
  switch (frame) {
    case 'preformatted':
      return { type: 'rich_text_preformatted', elements: runs.map(({ text }) => ({ type: 'text', text })) };
    case 'quote':
      return { type: 'rich_text_quote', elements: runs.map(toInline) };
    case 'section':
      return { type: 'rich_text_section', elements: runs.map(toInline) };
  }
}

function toInline({ text, marks }: Run): RichTextElement {
  const style = styleOf(marks);
  const look = style && { style };
  if (marks.moment !== undefined)
    return { type: 'date', timestamp: marks.moment, format: READERS_CLOCK, fallback: text, ...look } satisfies RichTextDate;
  if (marks.link === undefined || !isAddress(marks.link)) return { type: 'text', text, ...look } satisfies RichTextText;
  return { type: 'link', url: marks.link, text, ...look } satisfies RichTextLink;
}

function isAddress(link: string): boolean {
  return link.length <= LINK_LIMIT && URL.canParse(link);
}

function styleOf({ bold, italic, strike, code }: Marks): RichTextStyleable['style'] | undefined {
  if (!bold && !italic && !strike && !code) return undefined;
  return { ...(bold && { bold }), ...(italic && { italic }), ...(strike && { strike }), ...(code && { code }) };
}

function isSame(a: Marks, b: Marks): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
