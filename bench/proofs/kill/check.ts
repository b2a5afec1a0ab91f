import {
  answeredIn,
  cardOf,
  comesByMail,
  foundIn,
  type Line,
  marksIn,
  needsPress,
  newsOf,
  pathOf,
  rungIn,
} from './conversation.ts';
import type { Outside, Traces } from './traces.ts';

/** How the delivery rule was broken, each way by itself; each entry says by what. */
export interface Findings {
  readonly lost: readonly string[];
  readonly doubleActions: readonly string[];
  /** What the person saw again without the words that say so. */
  readonly doubleReplies: readonly string[];
  readonly disorder: readonly string[];
  /** Messages that came before, and say that they may be a repeat: allowed, since the platform cannot tell. */
  readonly markedRepeats: readonly string[];
  /** Messages that say so and had not come before. */
  readonly needlessMarks: readonly string[];
}

const REPEAT = /\n+This may be a repeat[\s\S]*$/;

/** Holds what is left against the rule: nothing lost, nothing done twice by itself, nothing said twice without saying so, all in order. */
export function check(traces: Traces): Findings {
  const { lines, exactlyOnce, came, kept, allowed, openEnds } = traces;
  const { unmarked, marked, ...repeats } = sortRepeats(came);
  const deeds = [...kept.flatMap(marksIn), ...reachedOutside(traces)];
  const answered = distinct(came.flatMap(answeredIn));
  return {
    lost: [
      ...lines.flatMap((line) => missing(traces, line)),
      ...traces.waiting,
      ...openEnds.map((end) => `waited in vain for ${end}`),
    ],
    doubleActions: [
      ...lines
        .filter((line) => times(deeds, line.mark) > Math.max(1, times(allowed, line.mark)))
        .map((line) => `${named(line)} was done ${times(deeds, line.mark)} times`),
      ...lines
        .filter((line) => timesPlanned(traces, line) > 1)
        .map((line) => `${named(line)} stands in the calendar ${timesPlanned(traces, line)} times`),
      ...lines
        .filter(({ mark }) => times(traces.drafted.flatMap(marksIn), mark) > 1)
        .map((line) => `${named(line)} lies among the drafts more than once`),
    ],
    doubleReplies: [
      ...again(unmarked.flatMap(answeredIn), 'the answer to'),
      ...again(unmarked.flatMap(foundIn), 'the finding for'),
      ...again(unmarked.flatMap(rungIn), 'the bell of'),
      ...again(
        unmarked.flatMap((text) => cardOf(text) ?? []),
        'the card of',
      ),
      ...again(
        unmarked.flatMap((text) => newsOf(text) ?? []),
        'the news of',
      ),
      ...(exactlyOnce ? marked.map((text) => `"${text}" says without need that it may be a repeat`) : []),
    ],
    disorder: answered
      .filter((mark, at) => mark < Math.max(-1, ...answered.slice(0, at)))
      .map((mark) => `the answer to m${mark} came behind a later one`),
    ...repeats,
  };
}

/** What came, by whether it says that it may be a repeat; those that say so without these words. */
export function sortRepeats(came: readonly string[]) {
  const unmarked = came.filter((text) => !REPEAT.test(text));
  const marked = came.filter((text) => REPEAT.test(text)).map((text) => text.replace(REPEAT, ''));
  return {
    unmarked,
    marked,
    markedRepeats: marked.filter((text) => unmarked.includes(text)),
    needlessMarks: marked.filter((text) => !unmarked.includes(text)),
  };
}

/** How many ways the rule was broken. */
export function violationsIn({ lost, doubleActions, doubleReplies, disorder }: Findings): string[] {
  return [...lost, ...doubleActions, ...doubleReplies, ...disorder];
}

function missing({ came, kept, allowed, left, ...traces }: Traces, line: Line): string[] {
  const { mark, wish } = line;
  const told = (marksOf: (text: string) => readonly number[]) => came.some((text) => marksOf(text).includes(mark));
  const isDeed = wish !== 'answer' && wish !== 'event' && wish !== 'undone';
  const happened = !isDeed || [...kept.flatMap(marksIn), ...reachedOutside(traces)].includes(mark);
  const isPlanned = timesPlanned(traces, line) > 0;
  const problems = [
    ...(comesByMail(line) || told(answeredIn) ? [] : ['has no answer']),
    ...(!hasNews(line) || came.some((text) => newsOf(text) === mark) ? [] : ['was not told of']),
    ...(wish !== 'request' || came.some((text) => isOfDraft(text) && cardOf(text) === mark) ? [] : ['had no draft']),
    ...(happened ? [] : ['was not done']),
    ...(!['event', 'meeting', 'invitation'].includes(wish) || isPlanned ? [] : ['is not in the calendar']),
    ...(wish === 'undone' && isPlanned ? ['was not taken back'] : []),
    ...(wish !== 'reminder' || told(rungIn) ? [] : ['never rang']),
    ...(wish !== 'page' || told(foundIn) || left.includes(mark) ? [] : ['was looked up and not told of']),
    ...(!needsPress(line) || allowed.includes(mark) ? [] : ['was never asked for']),
  ];
  return problems.map((problem) => `${named(line)} ${problem}`);
}

/** Whether a message says that it has come; of a request its card does. */
function hasNews(line: Line): boolean {
  return comesByMail(line) && line.wish !== 'request';
}

/** True for the card of an answer that lies among the drafts as well. */
function isOfDraft(text: string): boolean {
  return /^Draft: /m.test(text);
}

function reachedOutside({ toBen, opened, mailed }: Pick<Outside, 'toBen' | 'opened' | 'mailed'>): number[] {
  return [...toBen.flatMap(marksIn), ...opened.map(markOfPath), ...mailed.flatMap(marksIn)];
}

function timesPlanned({ planned }: Pick<Outside, 'planned'>, { mark }: Line): number {
  return times(planned.flatMap(marksIn), mark);
}

function markOfPath(path: string): number {
  return Number(path.slice(pathOf(0).length - 1));
}

function again(marks: readonly number[], what: string): string[] {
  return distinct(marks)
    .filter((mark) => times(marks, mark) > 1)
    .map((mark) => `${what} m${mark} came ${times(marks, mark)} times`);
}

function times(marks: readonly number[], mark: number): number {
  return marks.filter((one) => one === mark).length;
}

function distinct(marks: readonly number[]): number[] {
  return [...new Set(marks)];
}

function named({ mark, wish }: Line): string {
  return `m${mark} (${wish})`;
}
