import { wishOf } from './script.ts';

/** What is left after a day. */
export interface Day {
  readonly minutes: number;
  /** The texts of the bot's messages, in the order in which the person sees them. */
  readonly shown: readonly string[];
  readonly tasks: readonly string[];
  readonly reminders: readonly string[];
  /** Keys of the briefs that were sent. */
  readonly briefs: readonly string[];
  /** Messages that wait, are under way or were given up. */
  readonly unsent: number;
  /** Actions that are open or under way. */
  readonly unfinished: number;
}

/** How often the delivery rule was broken in that day, each count by itself. */
export interface Broken {
  readonly lost: number;
  readonly doubleActions: number;
  readonly doubleReplies: number;
  readonly unsent: number;
  readonly unfinished: number;
}

const REPEAT = /may be a repeat/;

/** Every message is answered, every wish done, every reminder rings and the brief comes: once. A repeat that says so counts for nothing. */
export function checkDay(day: Day): Broken {
  const minutes = Array.from({ length: day.minutes }, (_, n) => n);
  const answers = marked(day.shown, /Answered ((?:m\d+ ?)+)/g);
  const rings = marked(day.shown, /(?:⏰|[-•]) bell (m\d+)/g);
  const done = marksIn([...day.tasks, ...day.reminders]);
  const wished = minutes.filter((n) => wishOf(n) !== 'answer');
  const toRing = minutes.filter((n) => wishOf(n) === 'reminder');
  const missing = (of: readonly number[], among: readonly number[]) => of.filter((n) => !among.includes(n)).length;
  return {
    lost:
      missing(minutes, answers.all) +
      missing(wished, done) +
      missing(toRing, rings.all) +
      (day.minutes >= 1440 && day.briefs.length === 0 ? 1 : 0),
    doubleActions: twice(done),
    doubleReplies: twice(answers.unmarked) + twice(rings.unmarked) + Math.max(0, day.briefs.length - 1),
    unsent: day.unsent,
    unfinished: day.unfinished,
  };
}

export function violations({ lost, doubleActions, doubleReplies, unsent, unfinished }: Broken): number {
  return lost + doubleActions + doubleReplies + unsent + unfinished;
}

/** Resident memory of lives at the same age, in MB, the oldest life first: the growth from the first ones to the last ones. */
export function growthMb(atEqualAge: readonly number[]): number {
  // The very first life also made the database.
  const settled = atEqualAge.slice(1);
  return mean(settled.slice(-3)) - mean(settled.slice(0, 3));
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

function marked(shown: readonly string[], pattern: RegExp) {
  const of = (texts: readonly string[]) =>
    texts.flatMap((text) => [...text.matchAll(pattern)].flatMap(([, named = '']) => marksIn([named])));
  return { all: of(shown), unmarked: of(shown.filter((text) => !REPEAT.test(text))) };
}

function marksIn(texts: readonly string[]): number[] {
  return texts.flatMap((text) => [...text.matchAll(/\bm(\d+)\b/g)].map(([, n]) => Number(n)));
}

function twice(marks: readonly number[]): number {
  return marks.length - new Set(marks).size;
}
