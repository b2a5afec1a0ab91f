import { PassThrough } from 'node:stream';

/** Both ends of a terminal that a test types into and reads from. */
export interface FakeTerminal {
  readonly input: PassThrough;
  readonly output: PassThrough & { columns?: number };
  /** Everything written so far, escape sequences included. */
  written(): string;
  /** What a person sees: the lines of the screen after every cursor move and erasure. */
  screen(): string;
  type(keys: string): void;
  /** Resolves when the condition holds, looked at after each write. */
  until(condition: () => boolean): Promise<void>;
}

/** `columns` makes it a TTY of that width; without it, a pair of pipes. */
export function createFakeTerminal(columns?: number): FakeTerminal {
  const input = new PassThrough();
  const output: FakeTerminal['output'] = new PassThrough();
  if (columns !== undefined) output.columns = columns;
  let text = '';
  let watchers: (() => void)[] = [];
  output.setEncoding('utf8');
  output.on('data', (chunk: string) => {
    text += chunk;
    for (const look of watchers) look();
  });
  return {
    input,
    output,
    written: () => text,
    screen: () => seen(text, columns ?? Number.POSITIVE_INFINITY),
    type: (keys) => input.write(keys),
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition()) return;
          watchers = watchers.filter((other) => other !== look);
          resolve();
        };
        watchers.push(look);
        look();
      }),
  };
}

/** What a line editor uses (ECMA-48): a sequence with its number and letter, or any one character. */
const PIECE = /\p{Cc}\[([\d;]*)([A-Za-z])|[\s\S]/gu;

interface Cursor {
  readonly row: number;
  readonly column: number;
}

/** Cursor up, down, right, left, to a column; the other sequences move nothing. */
function move({ row, column }: Cursor, letter: string, count: number): Cursor {
  if (letter === 'A') return { row: Math.max(0, row - count), column };
  if (letter === 'B') return { row: row + count, column };
  if (letter === 'C') return { row, column: column + count };
  if (letter === 'D') return { row, column: Math.max(0, column - count) };
  return letter === 'G' ? { row, column: count - 1 } : { row, column };
}

function seen(text: string, columns: number): string {
  const rows: string[][] = [];
  let at: Cursor = { row: 0, column: 0 };
  for (const [piece, count, letter] of text.matchAll(PIECE)) {
    if (letter) {
      at = move(at, letter, Number(count || 1));
      if (letter === 'J' || letter === 'K') rows[at.row] = (rows[at.row] ?? []).slice(0, at.column);
      if (letter === 'J') rows.length = at.row + 1;
    } else if (piece === '\n') at = { row: at.row + 1, column: 0 };
    else if (piece === '\r') at = { row: at.row, column: 0 };
    else {
      if (at.column >= columns) at = { row: at.row + 1, column: 0 };
      const row = rows[at.row] ?? [];
      row[at.column] = piece;
      rows[at.row] = row;
      at = { row: at.row, column: at.column + 1 };
    }
  }
  return Array.from(rows, (row) =>
    Array.from(row ?? [], (cell) => cell ?? ' ')
      .join('')
      .trimEnd(),
  ).join('\n');
}
