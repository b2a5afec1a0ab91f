const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const WIDE_START = /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}|.\ufe0f)/u;
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** East Asian Wide and Fullwidth (UAX 11), in blocks: from, to. */
const WIDE_BLOCKS = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
] as const;

/** The segmenter's time grows with the square of its text, so it gets small pieces and none that are plain ASCII. */
const PIECE = /[ -~]+|[^ -~]{1,200}/gu;

/** How many columns of a terminal the text takes; the text is one line and inert. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const [piece] of text.matchAll(PIECE)) {
    if (piece.charCodeAt(0) < 0x7f) width += piece.length;
    else for (const { segment } of graphemes.segment(piece)) width += graphemeWidth(segment);
  }
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (ZERO.test(grapheme)) return 0;
  const code = grapheme.codePointAt(0) ?? 0;
  const wide = WIDE_START.test(grapheme) || WIDE_BLOCKS.some(([from, to]) => code >= from && code <= to);
  return wide ? 2 : 1;
}
