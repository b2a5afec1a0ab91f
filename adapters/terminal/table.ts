import type { Tokens } from 'marked';
import { inline } from './inline.ts';
import { type Line, lineWidth, type Mark, type Run, run } from './runs.ts';
import { wrap } from './wrap.ts';

interface TableLook {
  readonly width: number;
  readonly colour: boolean;
}

const BETWEEN = ' │ ';

/** A table in columns; one that is too wide for the screen becomes a record a row. */
export function table(token: Tokens.Table, look: TableLook, marks: readonly Mark[]): Line[] {
  const head = token.header.map((cell) => cellRuns(cell, look, [...marks, 'bold']));
  const rows = token.rows.map((row) => row.map((cell) => cellRuns(cell, look, marks)));
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => lineWidth(row[column] ?? []))));
  const total = widths.reduce((sum, width) => sum + width + BETWEEN.length, -BETWEEN.length);
  if (total > look.width) return rows.flatMap((row, index) => record(head, row, look, index > 0));
  const line = (row: readonly Line[]) =>
    widths.flatMap((width, column) => {
      const padded = pad(row[column] ?? [], width, token.align[column] ?? null);
      return column === 0 ? padded : [run(BETWEEN, ['dim']), ...padded];
    });
  return [line(head), [run(widths.map((width) => '─'.repeat(width)).join('─┼─'), ['dim'])], ...rows.map(line)];
}

function cellRuns(cell: Tokens.TableCell, look: TableLook, marks: readonly Mark[]): Run[] {
  return inline(cell.tokens, look, marks).map(({ text, marks: own }) => ({ text: text.replaceAll('\n', ' '), marks: own }));
}

function pad(cell: Line, width: number, align: Tokens.Table['align'][number]): Run[] {
  const left = width - lineWidth(cell);
  const before = align === 'right' ? left : align === 'center' ? Math.floor(left / 2) : 0;
  return [run(' '.repeat(before)), ...cell, run(' '.repeat(left - before))];
}

function record(head: readonly Line[], row: readonly Line[], look: TableLook, apart: boolean): Line[] {
  const lines = head.flatMap((name, column) => wrap([...name, run(': '), ...(row[column] ?? [])], look.width));
  return apart ? [[], ...lines] : lines;
}
