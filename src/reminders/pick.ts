import { AppError } from '../ground/errors.ts';

interface Numbered {
  readonly number: number;
  /** True when words from outside stand in its title: no sentence repeats it then. */
  readonly tainted: boolean;
}

interface Names<T> {
  /** What it is called: `task`, `reminder`. */
  readonly noun: string;
  readonly titleOf: (item: T) => string;
}

/**
 * The one item that `said` means: by its number (`12`, `#12`, `task 12`), by its whole title, or by words that stand in one title only.
 * Rejects with `not-found`, or with `invalid` and the candidates when there are several.
 */
export function pickOne<T extends Numbered>(items: readonly T[], said: string, { noun, titleOf }: Names<T>): T {
  const number = /^(?:[a-z]+\s+)?#?(\d{1,9})\.?$/i.exec(said.trim())?.[1];
  const found = number === undefined ? withWords(items, said, titleOf) : items.filter((item) => item.number === Number(number));
  const [only, another] = found;
  if (only && !another) return only;
  const quoted = `"${said.trim().slice(0, 60)}"`;
  if (!only) throw new AppError('not-found', `There is no open ${noun} ${quoted}. See the list for its number.`);
  const list = found.slice(0, 5).map((item) => (item.tainted ? `${item.number}` : `${item.number} ${titleOf(item)}`));
  throw new AppError('invalid', `${quoted} fits more than one ${noun}: ${list.join('; ')}. Give the number.`);
}

function withWords<T>(items: readonly T[], said: string, titleOf: (item: T) => string): readonly T[] {
  const words = wordsOf(said);
  if (words.length === 0) return [];
  const whole = items.filter((item) => wordsOf(titleOf(item)).join(' ') === words.join(' '));
  if (whole.length > 0) return whole;
  return items.filter((item) => {
    const title = wordsOf(titleOf(item));
    return words.every((word) => title.some((other) => other.startsWith(word)));
  });
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
