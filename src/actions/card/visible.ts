import { holdsAddress, unwrap } from './address.ts';
import { codePoint, oddLetters, withPunycodeRead } from './look-alikes.ts';

/** A stretch of a value, every character of it made visible. */
export interface Piece {
  readonly text: string;
  readonly is: 'word' | 'address' | 'gap';
}

/**
 * What a reader cannot see but a machine would use: control characters, zero-width and bidirectional marks, tags, fillers and
 * variation selectors (Unicode, Default_Ignorable_Code_Point). The selector that only colours an emoji stays.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\u2800]|(?!(?<=\p{Extended_Pictographic})\ufe0f)\p{Default_Ignorable_Code_Point}/gu;
/** Spaces other than the plain one; single ones between letters are usual in French, Chinese and Japanese. */
const ODD_SPACE = /(?! )(?!(?<=\S)[\u00a0\u202f\u3000](?=\S))\p{Zs}/gu;
/** Our own sign: a value that holds it must not pass for us. */
const OWN_SIGN = /‹/g;
/** Signs that are usual around an address and not ASCII. */
const QUOTES = '“”‘’«»„…–—';
const MOST_EMPTY_LINES = 3;
const MOST_SPACES = 19;

/**
 * A value as plain text in which nothing is hidden: what cannot be seen or can be mistaken is written `‹U+202E›`, and long stretches of
 * nothing `‹40 empty lines›`. No two values give the same text.
 */
export function visible(value: string): string {
  return pieces(value)
    .map(({ text }) => text)
    .join('');
}

/** The same, in stretches: which of its words are addresses can only be told before they are written out. */
export function pieces(value: string): Piece[] {
  return [...value.matchAll(/\n+| +|[^ \n]+/g)].map(([stretch]) => {
    if (stretch.startsWith('\n')) return { text: lineBreaks(stretch.length), is: 'gap' };
    if (stretch.startsWith(' ')) return { text: spaces(stretch.length), is: 'gap' };
    const isAddress = holdsAddress(isPlain(stretch) ? stretch : stretch.replaceAll(HIDDEN, ''));
    return isAddress ? { text: addressText(stretch), is: 'address' } : { text: wordText(stretch), is: 'word' };
  });
}

function lineBreaks(count: number): string {
  return count - 1 > MOST_EMPTY_LINES ? `\n‹${count - 1} empty lines›\n` : '\n'.repeat(count);
}

function spaces(count: number): string {
  return count > MOST_SPACES ? `‹${count} spaces›` : ' '.repeat(count);
}

function wordText(word: string): string {
  if (isPlain(word)) return word;
  const plain = unhidden(word);
  const odd = oddLetters(word.replaceAll(HIDDEN, ''));
  return odd.size === 0 ? plain : plain.replaceAll(/\p{L}/gu, (letter) => (odd.has(letter) ? mark(letter) : letter));
}

/** In an address whatever is not ASCII may pass for something else. */
function addressText(address: string): string {
  if (isPlain(address)) return withPunycodeRead(address);
  const { before, inner, after } = unwrap(address, `${QUOTES}("`, `${QUOTES}),."`);
  return `${unhidden(before)}${withPunycodeRead(inner.replaceAll(/[^\u0021-\u007e]/gu, mark))}${unhidden(after)}`;
}

function unhidden(text: string): string {
  return text.replaceAll(OWN_SIGN, mark).replaceAll(HIDDEN, mark).replaceAll(ODD_SPACE, mark);
}

function mark(character: string): string {
  return `‹U+${codePoint(character)}›`;
}

function isPlain(word: string): boolean {
  return /^[\u0021-\u007e]*$/.test(word);
}
