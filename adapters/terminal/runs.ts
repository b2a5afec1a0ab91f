import { inert } from './inert.ts';
import { displayWidth } from './width.ts';

export type Mark = 'bold' | 'dim' | 'italic' | 'underline' | 'strike' | 'code' | 'danger';

/** A stretch of inert text in one look. */
export interface Run {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** One line on the screen; no run in it holds a newline. */
export type Line = readonly Run[];

/** The only door for text into a line: it makes the text inert. */
export function run(text: string, marks: readonly Mark[] = []): Run {
  return { text: inert(text), marks };
}

/** Select Graphic Rendition on and off (ECMA-48, 8.3.117). */
const CODES: Record<Mark, readonly [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  strike: [9, 29],
  code: [36, 39],
  danger: [31, 39],
};

export function paint(line: Line, colour: boolean): string {
  return line
    .map(({ text, marks }) => (colour ? `${sgr(marks, 0)}${text}${sgr(marks.toReversed(), 1)}` : text))
    .join('')
    .trimEnd();
}

function sgr(marks: readonly Mark[], side: 0 | 1): string {
  return marks.map((mark) => `\u001b[${CODES[mark][side]}m`).join('');
}

export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + displayWidth(text), 0);
}
