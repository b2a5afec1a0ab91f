/** A scheme with two slashes, or one of those that lead somewhere without them (RFC 3986, 3.1). */
const SCHEME = /[a-z0-9+.-]:\/\/|(?:mailto|tel|sms|data|javascript|magnet|bitcoin|xmpp|sip):[^\s]/i;
const MAIL = /[^\s@]@[^\s@]/u;
/** `name.name`, with any of the dots that a resolver takes for one (UTS 46); `e.g.` and `z.B.` end in single letters. */
const DOTTED = /[\p{L}\p{M}\p{N}_-][.\u3002\uff0e\uff61](?:xn--[a-z0-9]|\p{L}[\p{L}\p{M}])/iu;
const IPV4 = /(?:\d{1,3}\.){3}\d{1,3}/;

/**
 * True for a word that some chat platform might make a link of by itself: a web, mail or other address, with or without its scheme.
 * Says yes too often rather than too seldom. The word holds no hidden characters.
 */
export function holdsAddress(word: string): boolean {
  return SCHEME.test(word) || MAIL.test(word) || DOTTED.test(word) || IPV4.test(word);
}

/** Markdown that shows the words of one line as code: no platform makes a link or a mention of what stands in code. */
export function asCode(words: string): string {
  return words
    .split(/([`|])/)
    .map((part, index) => (index % 2 === 1 ? `\\${part}` : part && `\`${part}\``))
    .join('');
}

export interface Unwrapped {
  readonly before: string;
  readonly inner: string;
  readonly after: string;
}

/** A word without the signs around it, such as quotation marks. */
export function unwrap(word: string, opening: string, closing: string): Unwrapped {
  let start = 0;
  while (start < word.length && opening.includes(word.charAt(start))) start += 1;
  let end = word.length;
  while (end > start && closing.includes(word.charAt(end - 1))) end -= 1;
  return { before: word.slice(0, start), inner: word.slice(start, end), after: word.slice(end) };
}
