import type { Item } from './source.ts';

/** Whatever stands between these is wished for by itself. */
const OR = /[,;/]|\b(?:or|and)\b/i;
/** Behind these stands a part of what is wished for: `launches / of products / by Acme`. */
const PARTS = /\b(?:of|for|in|on|at|to|by|from|with|about)\b/i;
/** Words that say nothing about a matter, and those with which a person asks to be told. */
const EMPTY = new Set(
  'a an the any all new news latest major minor big large important significant me my our your it its this that they their is are be has have there when if whenever watch monitor notify tell alert let know'.split(
    ' ',
  ),
);
/** `launches`, `launched` and `launching` are one word, and so are `prices` and `price`. */
const ENDING = /(?:ments?|ings?|ers?|ed|es|s|e)$/;
const SHORTEST_STEM = 3;

/**
 * True where an item speaks of what the person wants to hear of, by its words alone: of one of the things that they name (`launches or
 * recalls`), each part (`launches / of products / by Acme`) by its last word and by every name in it. The title of a page stands over
 * each of its lines, and says nothing of one.
 */
export function fitsByWords(about: string, { of, title, text }: Pick<Item, 'of' | 'title' | 'text'>): boolean {
  const there = new Set(wordsOf(of === 'page' ? text : `${title} ${text}`).map(stem));
  return about.split(OR).some((thing) => {
    const wanted = thing.split(PARTS).flatMap(wantedOf);
    return wanted.length > 0 && wanted.every((word) => there.has(word));
  });
}

/** What must stand there of one part: its last word, which the others say more of, and what is written like a name. */
function wantedOf(part: string): string[] {
  const words = wordsOf(part).filter((word) => !EMPTY.has(word.toLowerCase()));
  return words.filter((word, at) => at === words.length - 1 || /^\p{Lu}/u.test(word)).map(stem);
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function stem(word: string): string {
  const small = word.toLowerCase();
  const cut = small.replace(ENDING, '');
  return (cut.length < SHORTEST_STEM ? small : cut).replace(/y$/, 'i');
}
