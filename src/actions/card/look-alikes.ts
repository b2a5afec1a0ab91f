import { domainToUnicode } from 'node:url';

/** Alphabets with letters that look like one another; the plain Latin one first, so that it counts as the usual one in doubt. */
const ALPHABETS = [
  /(?![\uff21-\uff5a])\p{Script=Latin}/u,
  // Letters of full width and of mathematics, which look like Latin ones.
  /[\uff21-\uff3a\uff41-\uff5a\u{1d400}-\u{1d7ff}]/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Coptic}/u,
];

/** The letters of a word that belong to another alphabet than most of it; empty when it is written in one. */
export function oddLetters(word: string): ReadonlySet<string> {
  const odd = new Set<string>();
  for (const [part] of word.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const letters = ALPHABETS.map((alphabet) => [...part].filter((letter) => alphabet.test(letter)));
    const most = Math.max(...letters.map(({ length }) => length));
    const usual = letters.findIndex(({ length }) => length === most);
    for (const letter of letters.filter((_, index) => index !== usual).flat()) odd.add(letter);
  }
  return odd;
}

/** An address with what each punycode name in it (RFC 3492) is read as: `xn--pypal-4ve‹punycode:p(U+0430)ypal›`. */
export function withPunycodeRead(address: string): string {
  return address.replaceAll(/xn--[a-z0-9-]+/gi, (name) => `${name}‹punycode:${named(domainToUnicode(name))}›`);
}

function named(text: string): string {
  return text.replaceAll(/[^\u0021-\u007e]/gu, (letter) => `(U+${codePoint(letter)})`);
}

/** `202E`, as Unicode writes it. */
export function codePoint(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
