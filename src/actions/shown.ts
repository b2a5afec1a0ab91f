/** Control characters, zero-width and bidirectional marks, and Unicode tags: what a reader cannot see but a machine would use. */
const HIDDEN = /[\p{Cc}\p{Cf}\u{e0000}-\u{e007f}\u2028\u2029\u115f\u1160\u3164\uffa0]/gu;
const MARKDOWN = /[\\`*_[\]<>~|#]/g;

/** A value as a card shows it: every hidden character made visible, nothing read as markup. Line breaks stay. */
export function shown(value: string): string {
  return value
    .replace(HIDDEN, (character) => (character === '\n' ? '\n' : `‹U+${codePoint(character)}›`))
    .replace(MARKDOWN, '\\$&');
}

function codePoint(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
