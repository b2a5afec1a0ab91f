import type { Time } from './times.ts';
import type { Token } from './tokens.ts';

/** Words that are a time only where a time would stand: `the sun will set`, `this may be`. */
const OFTEN_ANOTHER_WORD = new Set(['sun', 'sat', 'may', 'mar', 'march', 'fall', 'spring', 'second']);
/** What stands before such a word, or before a number of four digits, when it is a time. */
const LEADS_TO_A_TIME = new Set('on in by until till since from before after for during of next last between year'.split(' '));
const VERBS = new Set(['will', 'would', 'to', 'can', 'could', 'should', 'may', 'must', "it'll", "'ll", 'shall']);

/** True when the tokens from `start` to before `end` are said as a time, and are no part of something longer such as a number or a name. */
export function isMeant(tokens: readonly Token[], start: number, end: number, time: Time): boolean {
  const [before, first, last] = [tokens[start - 1], tokens[start], tokens[end - 1]];
  if (!first || !last || isPartBefore(tokens, start) || isPartBehind(tokens, end)) return false;
  if (start === 0 && tokens.slice(end).every(({ kind }) => kind === 'mark')) return true;
  if (before?.text === 'good' || (first.text === 'last' && before && VERBS.has(before.text))) return false;
  if (isOtherWord(tokens.slice(start, end))) return leads(before);
  return isYear(time, first, start, end) ? leads(before) || !isWord(tokens[end]) : true;
}

/** `sun`, `the sun`, `this may`. */
function isOtherWord(said: readonly Token[]): boolean {
  const [first, second, third] = said;
  const word = first && second && /^(?:the|this)$/.test(first.text) ? second : first;
  return word !== undefined && third === undefined && word === said.at(-1) && OFTEN_ANOTHER_WORD.has(word.text);
}

function leads(token: Token | undefined): boolean {
  return token !== undefined && LEADS_TO_A_TIME.has(token.text);
}

function isWord(token: Token | undefined): boolean {
  return token?.kind === 'word';
}

/** `2000 pieces` is no year. */
function isYear(time: Time, first: Token, start: number, end: number): boolean {
  return time.type === 'daterange' && end === start + 1 && first.kind === 'number';
}

/** `$12 december`, `6,107.31 august`, `A1B2`. */
function isPartBefore(tokens: readonly Token[], start: number): boolean {
  const [before, first, further] = [tokens[start - 1], tokens[start], tokens[start - 2]];
  if (!first?.glued || !before) return false;
  if (before.kind !== 'mark') return true;
  if (/[$€£#]/.test(before.text)) return true;
  if (first.kind !== 'number') return false;
  return before.text === '+' || (/[.,:/-]/.test(before.text) && before.glued && further?.kind === 'number');
}

/** `2015-32`, `12%`, `8/1.5`. */
function isPartBehind(tokens: readonly Token[], end: number): boolean {
  const [last, next, further] = [tokens[end - 1], tokens[end], tokens[end + 1]];
  if (!next?.glued) return false;
  if (next.kind !== 'mark') return true;
  if (last?.kind !== 'number') return false;
  return next.text === '%' || (/[.,:/-]/.test(next.text) && further?.glued === true && further.kind === 'number');
}
