import { type Line, lineWidth, type Run } from './runs.ts';

/**
 * Breaks text at newlines, and between words where a line would grow wider than `width` columns.
 * A word wider than that stays whole: a web address must remain one piece to be copied.
 */
export function wrap(runs: readonly Run[], width: number): Line[] {
  return atNewlines(runs).flatMap((line) => (lineWidth(line) <= width ? [line] : fill(words(line), width)));
}

function atNewlines(runs: readonly Run[]): Run[][] {
  const lines: Run[][] = [[]];
  for (const { text, marks } of runs) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part, marks });
    }
  }
  return lines;
}

interface Word {
  /** The spaces in front of it, which vanish at the start of a line. */
  readonly gap: Run[];
  readonly letters: Run[];
}

/** Words may change their look half-way, so that one word can be several runs. */
function words(line: Line): Word[] {
  const found: Word[] = [{ gap: [], letters: [] }];
  for (const { text, marks } of line) {
    for (const piece of text.split(/( +)/u).filter((part) => part !== '')) {
      const last = found.at(-1);
      const blank = piece.startsWith(' ');
      if (blank && last && last.letters.length > 0) found.push({ gap: [{ text: piece, marks }], letters: [] });
      else (blank ? last?.gap : last?.letters)?.push({ text: piece, marks });
    }
  }
  return found;
}

function fill(all: readonly Word[], width: number): Line[] {
  const lines: Run[][] = [];
  let used = 0;
  for (const { gap, letters } of all) {
    const needed = lineWidth(letters);
    const line = lines.at(-1);
    if (line && used + lineWidth(gap) + needed <= width) {
      line.push(...gap, ...letters);
      used += lineWidth(gap) + needed;
    } else {
      lines.push([...letters]);
      used = needed;
    }
  }
  return lines;
}
