import type { ModelFakeScript, ModelFakeToolCall } from '../../../test/fakes/model/script.ts';
import { ownWords } from '../../own-words.ts';

/** What a message asks for: done at once, told later, answered, sent to Ben after a press, looked up outside after a press. */
export type Wish = 'task' | 'reminder' | 'answer' | 'message' | 'page';

/** One message of the person. Its mark is its place in the conversation, and stands in everything that comes of it. */
export interface Line {
  readonly mark: number;
  readonly wish: Wish;
  /** How long the person takes to write it. */
  readonly gapMs: number;
}

/** A conversation of these wishes, with gaps that the random numbers fix. */
export function toLines(wishes: readonly Wish[], longestGapMs: number, random: () => number): Line[] {
  return wishes.map((wish, mark) => ({ mark, wish, gapMs: random() * longestGapMs }));
}

/** The same in an order that the random numbers fix. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

export function textOf({ mark, wish }: Line): string {
  return `${WORDS[wish]} m${mark}`;
}

export function needsPress({ wish }: Line): boolean {
  return wish === 'message' || wish === 'page';
}

/** The path under which the page server has what a mark is looked up by. */
export function pathOf(mark: number): string {
  return `/page-${mark}`;
}

/** What the page of that path says. */
export function pageAt(path: string): string {
  return `<html><body>The finding is f${path.replace(/\D/g, '')}.</body></html>`;
}

/** A model that does what each mark asks for and names all marks of the request; then what was found for it. */
export function obedient(pages: string): ModelFakeScript {
  return ({ said, results }) => {
    const marks = marksIn(ownWords(said));
    const found = [...said.matchAll(/\bThe finding is f(\d+)/g)].map(([, mark]) => Number(mark));
    const answered = marks.length > 0 ? [`Answered ${marks.map((mark) => `m${mark}`).join(' ')}.`] : [];
    const text = [...answered, ...found.map((mark) => `Found f${mark}.`)].join(' ');
    const toolCalls = marks.flatMap((mark) => toCall(ownWords(said), mark, pages));
    return results.length === 0 && toolCalls.length > 0 ? { text, toolCalls } : text;
  };
}

export function marksIn(text: string): number[] {
  return [...text.matchAll(/\bm(\d+)\b/g)].map(([, mark]) => Number(mark));
}

/** The marks that a reply says are answered. */
export function answeredIn(text: string): number[] {
  return marksIn(/Answered ((?:m\d+ ?)+)/.exec(text)?.[1] ?? '');
}

/** The marks of which it says what was found. */
export function foundIn(text: string): number[] {
  return [...text.matchAll(/\bFound f(\d+)\b/g)].map(([, mark]) => Number(mark));
}

/** The mark that a card asks about. */
export function cardOf(text: string): number | undefined {
  const mark = /I ask first:[\s\S]*?(?:\bm|\/page-)(\d+)\b/.exec(text)?.[1];
  return mark === undefined ? undefined : Number(mark);
}

/** The marks of reminders that ring, alone or in a list of what was missed. */
export function rungIn(text: string): number[] {
  return [...text.matchAll(/(?:⏰|[-•]) Bell m(\d+)/g)].map(([, mark]) => Number(mark));
}

const WORDS: Readonly<Record<Wish, string>> = {
  task: 'Put on my list: errand',
  reminder: 'In a moment ring the bell',
  answer: 'What about',
  message: 'Tell Ben of',
  page: 'Look up',
};

function toCall(words: string, mark: number, pages: string): ModelFakeToolCall[] {
  const asked = (wish: Wish) => new RegExp(`${WORDS[wish]} m${mark}\\b`).test(words);
  if (asked('task')) return [{ name: 'task_add', arguments: { title: `Errand m${mark}` } }];
  if (asked('reminder')) return [{ name: 'reminder_set', arguments: { text: `Bell m${mark}`, when: 'in 3 seconds' } }];
  if (asked('message')) return [{ name: 'message_send', arguments: { to: 'Ben', text: `About m${mark}` } }];
  if (asked('page')) return [{ name: 'web_read', arguments: { url: `${pages}${pathOf(mark)}` } }];
  return [];
}
