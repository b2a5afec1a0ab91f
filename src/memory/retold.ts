/**
 * What an answer says without what only tells one of these sentences again, such as `Noted: your brother is Ben.` for `My brother is Ben.`
 * Whatever says a word more than that stays.
 */
export function withoutRetold(text: string, sentences: readonly string[]): string {
  const told = sentences.map(bareWords).filter((words) => words.length > 1);
  const left = text
    .split(SENTENCE_ENDS)
    .map((sentence) => withoutTold(sentence, told))
    .join('');
  return left === text ? text : left.trim();
}

/** The sentences of a text, without what ends them. */
export function sentencesIn(text: string): string[] {
  return text
    .split(SENTENCE_ENDS)
    .map((sentence) => sentence.replace(ENDING, ''))
    .filter(Boolean);
}

/** Each sentence keeps what stands between it and the next. */
const SENTENCE_ENDS = /(?<=[.!?;](?<!\b(?:Dr|Mr|Mrs|Ms|St|Prof|Jr|vs|e\.g|i\.e|No)\.)\s+|\n+)(?=\S)/u;
const ENDING = /[.!?;\s]*$/;
/** `Your sister is Ana and your brother is Ben` are two. */
const NEXT_STATEMENT = /,?\s+and\s+(?=(?:that )?(?:you|your|my|i)\b)/i;

function withoutTold(sentence: string, told: readonly Words[]): string {
  const isRetold = (part: string) => told.some((words) => tellsAgain(bareWords(part), words));
  if (isRetold(sentence)) return '';
  const [end = ''] = ENDING.exec(sentence) ?? [];
  const parts = sentence.replace(ENDING, '').split(NEXT_STATEMENT);
  const left = parts.filter((part) => !isRetold(part));
  if (left.length === parts.length) return sentence;
  return left.length === 0 ? '' : left.join(' and ') + end;
}

type Words = readonly string[];

/** Of two words either may come first: `Ben is your brother`. Of more the order tells who does what. */
function tellsAgain(said: Words, told: Words): boolean {
  const bare = said.filter((word) => told.includes(word) || !AROUND.has(word)).join(' ');
  return bare === told.join(' ') || (told.length === 2 && bare === told.toReversed().join(' '));
}

/** The words that say something, whoever says them. */
function bareWords(text: string): Words {
  const words = text.toLowerCase().match(/[\p{L}\p{N}+@]+(?:[.'’-][\p{L}\p{N}]+)*/gu) ?? [];
  return words.map((word) => word.replace(/['’](?:s|m|re|ve|ll|d)$/, '')).filter((word) => !SMALL.has(word));
}

const listed = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Who speaks, and to whom, makes no difference. */
const SMALL = listed(
  'i me my mine myself you your yours yourself a an the is am are was were be been has have had of to that so',
);
/** What stands around what is told again and adds nothing. */
const AROUND = listed(
  'ok okay alright sure great good nice thanks thank noted understood got it yes yeah right well and now then this will remember remembered remembering know knew said told mentioned wrote say saved keep in mind',
);
