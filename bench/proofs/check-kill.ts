import { wishOf } from './script.ts';

/** What is left after a conversation: what the person sees, and what stands in the database. */
export interface Remains {
  /** How many messages the person sent: marks 0 to `messages` - 1. */
  readonly messages: number;
  /** The texts of the bot's messages, in the order in which the person sees them. */
  readonly shown: readonly string[];
  /** The titles of all tasks, and the texts of all reminders. */
  readonly tasks: readonly string[];
  readonly reminders: readonly string[];
}

/** How often the delivery rule was broken, each count by itself. */
export interface Broken {
  /** Messages without an answer, wishes that were not done, and reminders that never rang. */
  readonly lost: number;
  readonly doubleActions: number;
  /** Answers and reminders seen again without the words that say so. */
  readonly doubleReplies: number;
  /** Answers that came behind the answer to a later message. */
  readonly disorder: number;
  /** Messages that say of themselves that they may be a repeat: allowed, where the platform cannot tell. */
  readonly markedRepeats: number;
}

const REPEAT = /may be a repeat/;

/** Holds what is left against the rule: nothing lost, nothing done twice, nothing said twice without saying so, all in order. */
export function checkRemains({ messages, shown, tasks, reminders }: Remains): Broken {
  const marks = Array.from({ length: messages }, (_, n) => n);
  const answers = namings(shown, /Answered ((?:m\d+ ?)+)/g);
  const rings = namings(shown, /(?:⏰|-) bell (m\d+)/g);
  const done = marksIn([...tasks, ...reminders]);
  const wished = marks.filter((n) => wishOf(n) !== 'answer');
  const toRing = marks.filter((n) => wishOf(n) === 'reminder');
  return {
    lost:
      count(marks, (n) => !answers.some(({ mark }) => mark === n)) +
      count(wished, (n) => !done.includes(n)) +
      count(toRing, (n) => !rings.some(({ mark }) => mark === n)),
    doubleActions: done.length - new Set(done).size,
    doubleReplies: unmarkedAgain(answers) + unmarkedAgain(rings),
    disorder: disorder(firstOfEach(answers)),
    markedRepeats: count(shown, (text) => REPEAT.test(text)),
  };
}

/** All violations of one or several conversations. */
export function violations({ lost, doubleActions, doubleReplies, disorder }: Broken): number {
  return lost + doubleActions + doubleReplies + disorder;
}

interface Naming {
  readonly mark: number;
  readonly repeated: boolean;
}

function namings(shown: readonly string[], pattern: RegExp): Naming[] {
  return shown.flatMap((text) =>
    [...text.matchAll(pattern)].flatMap(([, named = '']) =>
      marksIn([named]).map((mark) => ({ mark, repeated: REPEAT.test(text) })),
    ),
  );
}

function marksIn(texts: readonly string[]): number[] {
  return texts.flatMap((text) => [...text.matchAll(/\bm(\d+)\b/g)].map(([, n]) => Number(n)));
}

/** Of what is named several times, one may go unmarked: the first, or a repeat whose first try never arrived. */
function unmarkedAgain(all: readonly Naming[]): number {
  const unmarked = all.filter(({ repeated }) => !repeated).map(({ mark }) => mark);
  return unmarked.length - new Set(unmarked).size;
}

function firstOfEach(all: readonly Naming[]): number[] {
  return [...new Set(all.map(({ mark }) => mark))];
}

function disorder(marks: readonly number[]): number {
  return count(marks, (mark, at) => at > 0 && mark < Math.max(...marks.slice(0, at)));
}

function count<T>(list: readonly T[], fits: (one: T, at: number) => boolean): number {
  return list.filter(fits).length;
}
