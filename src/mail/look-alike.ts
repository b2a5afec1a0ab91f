import { domainToUnicode } from 'node:url';

/** Why a domain may not be the one the reader takes it for: one sentence, or undefined. `known` are domains the person deals with. */
export function lookAlike(domain: string, known: Iterable<string>): string | undefined {
  const all = new Set(known);
  if (all.has(domain)) return undefined;
  const written = domainToUnicode(domain) || domain;
  const twin = [...all].find((other) => isNear(domain, other));
  if (twin !== undefined) return `${domain} looks like ${twin}, which you know, but is another domain.`;
  if (isMixed(written)) return `${domain} is written "${written}", in a mixture of alphabets.`;
  if (written !== domain) return `${domain} is written "${written}", with letters beyond a to z.`;
  return undefined;
}

/** Letters by the Latin ones that they pass for; i and l count as one, since I, l and 1 do in many typefaces. */
const PASSES_FOR: Readonly<Record<string, string>> = {
  ...pairs('аạɑα', 'a'),
  ...pairs('ьвβ', 'b'),
  ...pairs('сϲ', 'c'),
  ...pairs('ԁđ', 'd'),
  ...pairs('еєε', 'e'),
  ...pairs('ɡ', 'g'),
  ...pairs('һнհ', 'h'),
  ...pairs('ⅰіıιi1|ӏłІ', 'l'),
  ...pairs('јϳ', 'j'),
  ...pairs('кκ', 'k'),
  ...pairs('м', 'm'),
  ...pairs('пηո', 'n'),
  ...pairs('0оοσøօ', 'o'),
  ...pairs('рρ', 'p'),
  ...pairs('ԛ', 'q'),
  ...pairs('гᴦ', 'r'),
  ...pairs('ѕ5', 's'),
  ...pairs('тτ', 't'),
  ...pairs('υս', 'u'),
  ...pairs('νѵ', 'v'),
  ...pairs('ԝωѡ', 'w'),
  ...pairs('хχ', 'x'),
  ...pairs('уγ', 'y'),
};

function pairs(letters: string, latin: string): Record<string, string> {
  return Object.fromEntries([...letters].map((letter) => [letter, latin]));
}

function isNear(domain: string, other: string): boolean {
  if (skeleton(domain) === skeleton(other)) return true;
  // `good.example.evil.example` is nothing of good.example's; `mail.good.example` is.
  if (`.${domain}`.includes(`.${other}.`)) return true;
  return differsByOneEdit(domain.split('.'), other.split('.'));
}

/** What is left of a domain for a quick look: marks, dots and hyphens fall away, letters that pass for others become them. */
function skeleton(domain: string): string {
  const letters = (domainToUnicode(domain) || domain).normalize('NFKD').replace(/[\p{M}.-]/gu, '');
  return [...letters]
    .map((letter) => PASSES_FOR[letter] ?? letter)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('cl', 'd');
}

/** Below this a label is so short that one letter makes an honest other name. The last label (`co`, `com`) counts at any length. */
const SHORTEST = 5;

function differsByOneEdit(labels: readonly string[], others: readonly string[]): boolean {
  if (labels.length !== others.length) return false;
  const differing = labels.flatMap((label, index) => (label === others[index] ? [] : [index]));
  const [index, another] = differing;
  if (index === undefined || another !== undefined) return false;
  const label = labels[index] ?? '';
  const other = others[index] ?? '';
  const isLast = index === labels.length - 1;
  const isLong = Math.min(label.length, other.length) >= SHORTEST;
  return (isLong || (isLast && label.length !== other.length)) && isOneEdit(label, other);
}

/** One letter more, less or other, or two neighbours exchanged. */
function isOneEdit(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length === 2 && right.length === 2) return left === `${right[1]}${right[0]}`;
  return left.length <= 1 && right.length <= 1;
}

/** True when letters of different alphabets stand in one label; Japanese and Chinese writing mix by nature. */
function isMixed(written: string): boolean {
  return written.split('.').some((label) => {
    const scripts = ALPHABETS.filter((alphabet) => alphabet.test(label));
    return scripts.length > 1;
  });
}

const ALPHABETS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Cherokee}/u,
];
