/**
 * What a reader cannot see but a machine would use: control characters, zero-width and bidirectional marks, tags, fillers and
 * variation selectors (Unicode, Default_Ignorable_Code_Point). The selector that only colours an emoji stays.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\u2800]|(?!(?<=\p{Extended_Pictographic})\ufe0f)\p{Default_Ignorable_Code_Point}/gu;
const MARKDOWN = /[\\`*_[\]<>~|#&!@]|:(?=\/\/)|(?<=www)\./gi;
/** At the start of a line these would begin a list, a rule or an underlined heading. */
const BLOCK_START = /^([-+=]|\d{1,9}(?=[.)](?:\s|$)))/gm;

/** A value as a card shows it: every hidden character made visible, nothing read as markup or as a link. Line breaks and indents stay. */
export function shown(value: string): string {
  return value
    .replace(HIDDEN, (character) => (character === '\n' ? '\n' : `‹U+${codePoint(character)}›`))
    .replace(MARKDOWN, '\\$&')
    .replace(/^ +/gm, (indent) => '\u00a0'.repeat(indent.length))
    .replace(BLOCK_START, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}

function codePoint(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
