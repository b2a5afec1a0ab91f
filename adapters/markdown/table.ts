import type { Tokens } from 'marked';
import { inlineToRuns } from './inline.ts';
import { plainText } from './styled.ts';

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A table as lines of fixed-width text. One whose rows hold more cells than its head is shown as it was written. */
export function tableText(table: Tokens.Table): string {
  if (hasSpareCells(table)) return table.raw.replace(/(?<!\n)\n+$/, '');
  const rows = [table.header, ...table.rows].map((row) => row.map((cell) => cellText(cell)));
  const widths = table.header.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  const lines = rows.map((row) => rowText(row, widths, table.align));
  const rule = widths.map((width) => '─'.repeat(width)).join('─┼─');
  return [lines[0] ?? '', rule, ...lines.slice(1)].join('\n');
}

/** GitHub's rule drops the spare cells of a row; we must not. */
function hasSpareCells(table: Tokens.Table): boolean {
  const lines = table.raw.trimEnd().split('\n').slice(2);
  return lines.some(
    (line) =>
      line
        .replaceAll('\\|', '')
        .trim()
        .replace(/^\||\|$/g, '')
        .split('|').length > table.header.length,
  );
}

function rowText(row: readonly string[], widths: readonly number[], align: Tokens.Table['align']): string {
  const cells = row.map((text, column) => {
    const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(text)));
    return align[column] === 'right' ? space + text : text + space;
  });
  return cells.join(' │ ').trimEnd();
}

function cellText(cell: Tokens.TableCell): string {
  return plainText(inlineToRuns(cell.tokens, {})).replaceAll('\n', ' ');
}

function widthOf(text: string): number {
  return [...letters.segment(text)].length;
}
