/**
 * Words that say nothing of their own: they may stand between the words of a fact. None of them denies, dates, counts or names anything.
 */
const FILLERS = new Set(
  (
    'a an the this that these those it its your yours you i me my we our there here to of in on at for and or with by from as is are be being was ' +
    'will would has have had need needs needed so then first next also just still please kindly now up out about some all comes come goes go ' +
    'waits wait waiting time remember dear hello good well also keep mind planned plan plans item items thing things min minutes'
  ).split(' '),
);

/** Without one of these, a sentence says the opposite. */
const DENIALS = new Set('no not never none nobody nothing without cancelled canceled off dont cannot cant isnt wont'.split(' '));

const NUMBER = /\d+(?:[:.,]\d+)*/g;

/**
 * What of `text` the fact supports: a sentence goes when it holds a word or a number that does not stand in the fact. Undefined when
 * what is left has lost a number, a denial or most of the fact's words.
 */
export function supported(text: string, fact: string): string | undefined {
  const known = { words: wordsOf(fact), numbers: numbersOf(fact) };
  const kept = sentencesOf(text).filter((sentence) => isBorneOut(sentence, fact));
  const left = kept.join(' ');
  const said = { words: wordsOf(left), numbers: numbersOf(left) };
  const telling = known.words.filter((word) => !FILLERS.has(word));
  const told = telling.filter((word) => has(said.words, word));
  const whole =
    known.numbers.every((each) => said.numbers.includes(each)) &&
    telling.filter((word) => DENIALS.has(word)).every((word) => said.words.includes(word)) &&
    told.length * 2 >= telling.length;
  return left !== '' && whole ? left : undefined;
}

/** True when every word and number of it stands in the fact, which may say more. */
export function isBorneOut(text: string, fact: string): boolean {
  const known = { words: wordsOf(fact), numbers: numbersOf(fact) };
  const words = wordsOf(text).filter((word) => !FILLERS.has(word));
  return words.every((word) => has(known.words, word)) && numbersOf(text).every((each) => known.numbers.includes(each));
}

function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?;])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll(/['’]/g, '')
      .match(/\p{L}+/gu) ?? []
  ).map((word) => word.normalize('NFC'));
}

function numbersOf(text: string): readonly string[] {
  return text.match(NUMBER) ?? [];
}

function has(words: readonly string[], word: string): boolean {
  return words.some((known) => known === word || (!DENIALS.has(word) && sameStem(known, word)));
}

/** `paying` and `pay`, `reviews` and `review`. */
function sameStem(a: string, b: string): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return shorter.length >= 3 && longer.startsWith(shorter) && /^(?:s|es|d|ed|ing)$/.test(longer.slice(shorter.length));
}
