/** What matters to the person, as they stated it. */
export interface StatedValue {
  readonly name: string;
  /** What it adds to the score of a task that serves it, 1 to 100. */
  readonly weight: number;
  /** In lower case: a task with a word that begins with one of these serves it. */
  readonly words: readonly string[];
}

/** A value that a task serves, and the word of the task that shows it. */
export interface ServedValue {
  readonly name: string;
  readonly weight: number;
  readonly word: string;
}

/** As much as a goal adds. */
const USUAL_WEIGHT = 20;
const MOST_WEIGHT = 100;
/** A shorter word begins too many others. */
const SHORTEST_PREFIX = 4;

/** What a value that many state is about, by the beginnings of words, for whoever names no words of their own. */
const USUAL_WORDS: ReadonlyMap<string, string> = new Map([
  [
    'family',
    'family school kid child son daughter mother father mum mom dad parent wife husband sister brother grandma grandpa nursery',
  ],
  ['health', 'health doctor dentist gym run walk sleep swim yoga workout therap medic vaccin checkup'],
  ['friend', 'friend birthday wedding'],
  ['learn', 'learn study course lesson exam class'],
  ['money', 'money budget tax saving invest pension bank insurance'],
]);
const NO_WORDS = new Set('first my our the a an and of for to is are be with over before matters most always'.split(' '));

/** Reads `family first`, `family first 30` or `family first 30 = school Mia`: a name, what it weighs, the words it is known by. */
export function parseValue(stated: string): StatedValue {
  const [left = '', right = ''] = stated.split('=', 2);
  const [, name = '', digits] = /^(.*?)(?:\s+(\d{1,3}))?\s*$/.exec(left.trim()) ?? [];
  const weight = Math.min(MOST_WEIGHT, Math.max(1, digits === undefined ? USUAL_WEIGHT : Number(digits)));
  const own = wordsIn(right);
  return { name, weight, words: own.length > 0 ? own : usualWords(name) };
}

/** The values that a text serves, each once. */
export function servedBy(text: string, values: readonly StatedValue[]): readonly ServedValue[] {
  const said = wordsIn(text);
  return values.flatMap(({ name, weight, words }) => {
    const word = said.find((each) => words.some((known) => isMeant(each, known)));
    return word === undefined ? [] : [{ name, weight, word }];
  });
}

function usualWords(name: string): string[] {
  const said = wordsIn(name).filter((word) => !NO_WORDS.has(word));
  const known = [...USUAL_WORDS].flatMap(([about, words]) =>
    said.some((word) => word.startsWith(about)) ? words.split(' ') : [],
  );
  return [...said, ...known];
}

function isMeant(word: string, known: string): boolean {
  return known.length < SHORTEST_PREFIX ? word === known || word === `${known}s` : word.startsWith(known);
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
