/**
 * Everything a terminal or a reader could be fooled by, except the newline and the plain direction marks of Arabic and Hebrew text:
 * C0, DEL and C1 (escape sequences, ECMA-48), the bidirectional embeddings, overrides and isolates (UAX 9), and odd line ends.
 */
const HIDDEN = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u061c\u200e\u200f])\p{Bidi_Control}/gu;

const SPACES_A_TAB = 4;

/** The same text with every control character shown as a visible sign, so that no terminal obeys it. */
export function inert(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\t', ' '.repeat(SPACES_A_TAB)).replace(HIDDEN, visible);
}

/** Unicode has pictures for C0 and DEL; the others are named by their number. */
function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}
