import { withoutSentences } from './cut-ended.ts';
import type { Held } from './forgetting.ts';

/** One sentence that says what is to be forgotten, in a message. */
export interface Saying {
  readonly source: string;
  readonly quote: string;
  /** The words by which it would still be told; empty where the sentence alone tells it. */
  readonly value: string;
  /** True where the message must say it, as it was read there, in whatever words. */
  readonly isStated: boolean;
}

/**
 * Of the memories that came from these messages those that say it, each with what is to stay of it: a message that says more keeps its other
 * sentences. One that tells it outside of these sentences as well goes as a whole, and a note that does not tell it stays as it is.
 */
export function sayingIt(held: readonly Held[], sayings: readonly Saying[]): Held[] {
  return held.flatMap((one) => {
    const here = sayings.filter(({ source }) => source === one.source);
    if (one.kind === 'claim') return [one];
    if (here.some((saying) => tells(one.text, saying))) return [withoutIt(one, here)];
    return one.kind === 'episode' && here.some(({ isStated }) => isStated) ? [one] : [];
  });
}

function withoutIt(one: Held, here: readonly Saying[]): Held {
  const quotes = sentencesOf(one.text).filter((sentence) => here.some(({ quote }) => standsIn(sentence, [quote])));
  const left = withoutSentences(one.text, quotes);
  const isTold = left === one.text || here.some((saying) => tells(left, saying));
  if (left !== '' && !isTold) return { ...one, left, quotes };
  // Beside a note other statements of its message stay; with a message all that was taken from it goes.
  return one.kind === 'fact' ? { ...one, quotes: here.map(({ quote }) => quote) } : one;
}

/** Each memory once: of what several things are forgotten, what none of them says stays. */
export function eachOnce(held: readonly Held[]): Held[] {
  const byId = new Map<string, Held>();
  for (const one of held) {
    const before = byId.get(one.id);
    byId.set(one.id, before ? both(before, one) : one);
  }
  return [...byId.values()];
}

function both(one: Held, other: Held): Held {
  const { left: _, quotes: __, ...whole } = one;
  if (one.quotes === undefined || other.quotes === undefined) return whole;
  const quotes = [...one.quotes, ...other.quotes];
  if (one.left === undefined || other.left === undefined) return { ...whole, quotes };
  const left = withoutSentences(one.text, quotes);
  return left === '' ? whole : { ...whole, left, quotes };
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?;])\s+|\n+/u).filter(Boolean);
}

function tells(text: string, { quote, value }: Saying): boolean {
  return holds(text, quote) || (value !== '' && holds(text, value));
}

/** The words that tell a statement by themselves: of what is liked or thought the matter, whatever is said of it. */
export function matterOf({ attribute, value }: { readonly attribute: string; readonly value: string }): string {
  return /^(?:liking of|position on) (.+)$/.exec(attribute)?.[1] ?? value;
}

/** Whether a statement stands in one of these sentences, or one of them in it. */
export function standsIn(statement: string, quotes: readonly string[]): boolean {
  return quotes.some((quote) => holds(quote, statement) || holds(statement, quote));
}

function holds(text: string, part: string): boolean {
  return bare(text).includes(bare(part));
}

/** `Ben's` holds `Ben`. */
function bare(text: string): string {
  return ` ${(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join(' ')} `;
}
