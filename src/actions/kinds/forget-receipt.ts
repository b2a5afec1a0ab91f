import { type Forgotten, type Held, HOURS_TO_UNDO } from '../../memory/forgetting.ts';
import { shown } from '../card/shown.ts';

const LINES_SHOWN = 5;
const LONGEST_LINE = 120;

/** What a forgetting has hidden, and until when it can be brought back. */
export function hiddenText(held: readonly Held[], { claims, answers, files, asides }: Forgotten, zone: string): string {
  const lines = held.slice(0, LINES_SHOWN).map(({ at, text, left, quotes = [] }) => {
    const line = (left === undefined ? text : quotes.join(' ')).replace(/\s+/g, ' ').trim();
    const short = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 3)}...` : line;
    return `- ${at.toZonedDateTimeISO(zone).toPlainDate()}: ${shown(short)}`;
  });
  const more = held.length > LINES_SHOWN ? [`- and ${held.length - LINES_SHOWN} more`] : [];
  const beside = [
    withAll(claims, 'statement', 'that I took from that'),
    withAll(answers, 'answer', 'of mine that told it again'),
    withAll(files, 'file', 'that I kept'),
    withAll(asides.messages, 'message', 'that became no memory, such as words in commands'),
    withAll(asides.looks, 'lookup', 'of it'),
  ];
  return [headline(held.length), ...lines, ...more, ...beside.flat()].join('\n');
}

function headline(count: number): string {
  const hours = `${HOURS_TO_UNDO} hours; Undo brings it all back until then.`;
  if (count === 0) return `I remember nothing of that. What I kept beside memory is erased for good in ${hours}`;
  return `${count === 1 ? '1 memory is' : `${count} memories are`} hidden now and erased for good in ${hours}`;
}

function withAll(all: readonly unknown[], what: string, which: string): string[] {
  return all.length === 0 ? [] : [`With ${all.length === 1 ? `1 ${what}` : `${all.length} ${what}s`} ${which}.`];
}
