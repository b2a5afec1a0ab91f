import { asCode, unwrap } from './address.ts';
import { type Piece, pieces } from './visible.ts';

const MARKDOWN = /[\\`*_[\]<>~|#&!@]|(?<=www)\./gi;
/** At the start of a line these would begin a list, a rule, an underlined heading or a table. */
const BLOCK_START = /^([-+=:]|\d{1,9}(?=[.)](?:\s|$)))/gm;

/**
 * A value as a card shows it: every hidden character made visible, nothing read as markup or made a link of. Line breaks and indents
 * stay, also where Markdown would drop them.
 */
export function shown(value: string): string {
  if (value === '') return '';
  return (
    pieces(value)
      .map(toMarkdown)
      .join('')
      .replace(BLOCK_START, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
      .replace(/^ +|(?<! ) +$/gm, hard)
      // A line of nothing would end the paragraph, and several of them look like one.
      .replace(/^\u00a0*$/gm, '$&\u00a0')
  );
}

function toMarkdown({ text, is }: Piece): string {
  if (is === 'gap') return text;
  if (is === 'word') return text.replace(MARKDOWN, '\\$&');
  const { before, inner, after } = unwrap(text, '*_~("\'“‘«<[{', '*_~)"\'”’»>]},;:!?.');
  return `${before.replace(MARKDOWN, '\\$&')}${asCode(inner)}${after.replace(MARKDOWN, '\\$&')}`;
}

function hard(spaces: string): string {
  return '\u00a0'.repeat(spaces.length);
}
