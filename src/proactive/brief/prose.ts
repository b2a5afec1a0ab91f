import type { Fact } from './fact.ts';

const MOST_CHARACTERS = 300;

/** What a model is asked to do with the lines: words only, each line with its mark. */
export function prosePrompt(facts: readonly Fact[]): string {
  return [
    'Reword each line of this morning brief in plain, friendly words, one line each, in the same order.',
    'Keep the mark in square brackets at the start of each line. Add no number, time, name or link, and leave none out.',
    'Answer with the lines only.',
    '',
    ...facts.map(({ source, text }) => `[${source}] ${oneLine(text)}`),
  ].join('\n');
}

/**
 * The facts in the model's words; undefined unless every line keeps its mark, every mark stands there exactly once, and every number
 * and time in a line stands in that line's fact. A rewording can still be clumsy, but it cannot bring in a date or lose a line.
 */
export function readProse(answer: string, facts: readonly Fact[]): Fact[] | undefined {
  const lines = answer
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length !== facts.length) return undefined;
  const words = new Map<string, string>();
  for (const line of lines) {
    const [, source, text] = /^(?:[-*]\s+)?\[([^\]\s]+)\]\s+(.+)$/.exec(line) ?? [];
    const fact = facts.find((each) => each.source === source);
    if (!fact || text === undefined || words.has(fact.source) || !isFaithful(text, fact)) return undefined;
    words.set(fact.source, text);
  }
  return facts.map((fact) => ({ ...fact, text: words.get(fact.source) ?? fact.text }));
}

const NUMBER = /\d+(?:[:.,]\d+)*/g;

function isFaithful(text: string, fact: Fact): boolean {
  if (text.length > MOST_CHARACTERS || /https?:|www\.|[[\]<>]/i.test(text)) return false;
  const known = new Set(numbersOf(fact.text));
  const said = new Set(numbersOf(text));
  return [...said].every((number) => known.has(number)) && [...known].every((number) => said.has(number));
}

function numbersOf(text: string): readonly string[] {
  return text.match(NUMBER) ?? [];
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s[\]]+/g, ' ').trim();
}
