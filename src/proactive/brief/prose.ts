import type { Fact } from './fact.ts';
import { supported } from './support.ts';

const MOST_CHARACTERS = 300;

/** What a model is asked to do with the lines: words only, each line with its mark. */
export function prosePrompt(facts: readonly Fact[]): string {
  return [
    'Reword each line of this morning brief in plain, friendly words, one line each, in the same order.',
    'Keep the mark in square brackets at the start of each line. Use the words of the line itself: add nothing that it does not say.',
    'Answer with the lines only.',
    '',
    ...facts.map(({ source, text }) => `[${source}] ${oneLine(text)}`),
  ].join('\n');
}

/**
 * The facts in the model's words where their facts support these, sentence by sentence, each else in its own; undefined when none is in
 * the model's. A line of no fact, and a second one of the same, is left out.
 */
export function readProse(answer: string, facts: readonly Fact[]): Fact[] | undefined {
  const words = new Map<string, string>();
  for (const line of answer.split('\n')) {
    const [, source, text] = /^(?:[-*]\s+)?\[([^\]\s]+)\]\s+(\S.*)$/.exec(line.trim()) ?? [];
    const fact = facts.find((each) => each.source === source);
    if (!fact || text === undefined || words.has(fact.source) || !isPlain(text)) continue;
    const worded = supported(text, fact.text);
    if (worded !== undefined) words.set(fact.source, worded);
  }
  return words.size === 0 ? undefined : facts.map((fact) => ({ ...fact, text: words.get(fact.source) ?? fact.text }));
}

function isPlain(text: string): boolean {
  return text.length <= MOST_CHARACTERS && !/https?:|www\.|[[\]<>]/i.test(text);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s[\]]+/g, ' ').trim();
}
