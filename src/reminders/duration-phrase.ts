import { Temporal } from 'temporal-polyfill';

/** A stretch of a text that says a time. */
export interface Span {
  readonly start: number;
  /** Behind its last character. */
  readonly end: number;
}

const AMOUNT = String.raw`\d{1,5}(?:[.,]\d{1,2})?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|half an`;
const UNIT = 'seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h';
const PIECE = `(?:${AMOUNT})\\s*(?:${UNIT})\\b`;
const PIECES = `${PIECE}(?:(?:\\s*,)?(?:\\s+and)?\\s*${PIECE})*(?:\\s+and a half\\b)?`;
const PHRASE = new RegExp(`\\bin\\s+(?:about\\s+)?(${PIECES})|\\b(${PIECES})\\s+from now\\b`, 'i');
const EACH_PIECE = new RegExp(`(${AMOUNT})\\s*(${UNIT})\\b`, 'gi');

const NUMBERS = new Map([
  ['a', 1],
  ['an', 1],
  ['half an', 0.5],
  ['one', 1],
  ['two', 2],
  ['three', 3],
  ['four', 4],
  ['five', 5],
  ['six', 6],
  ['seven', 7],
  ['eight', 8],
  ['nine', 9],
  ['ten', 10],
  ['twenty', 20],
  ['thirty', 30],
]);
const SECONDS_OF_UNIT = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

/** Finds `in 20 minutes`, `in an hour and a half`, `3 hours from now`: an exact length, whatever the clocks do meanwhile. */
export function findDuration(text: string): (Span & { readonly length: Temporal.Duration }) | undefined {
  const found = PHRASE.exec(text);
  if (!found) return undefined;
  const words = found[1] ?? found[2] ?? '';
  let seconds = 0;
  let lastUnit = 0;
  for (const [, amount = '', unit = ''] of words.matchAll(EACH_PIECE)) {
    lastUnit = SECONDS_OF_UNIT.get(unit.slice(0, 1).toLowerCase()) ?? 0;
    seconds += toNumber(amount) * lastUnit;
  }
  if (/and a half$/i.test(words)) seconds += lastUnit / 2;
  const length = Temporal.Duration.from({ seconds: Math.round(seconds) });
  return { start: found.index, end: found.index + found[0].length, length };
}

function toNumber(amount: string): number {
  return NUMBERS.get(amount.toLowerCase().replaceAll(/\s+/g, ' ')) ?? Number(amount.replace(',', '.'));
}
