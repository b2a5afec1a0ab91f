import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { inline, isMarked } from './inline.ts';
import { type Line, type Mark, type Run, run } from './runs.ts';
import { table } from './table.ts';
import { wrap } from './wrap.ts';

export interface Look {
  /** Columns; Infinity where lines must not be broken. */
  readonly width: number;
  /** False keeps the signs of Markdown that carry meaning without a style, such as the bars of a strike. */
  readonly colour: boolean;
}

/** Below this, deeply nested text overflows rather than becoming a column of single letters. */
const NARROWEST = 20;
const LONGEST_RULE = 40;

/** Markdown (CommonMark with tables) as lines for a screen. A text that cannot be parsed is shown as it stands. */
export function renderMarkdown(text: string, look: Look): Line[] {
  try {
    return blocks(new Lexer({ gfm: true }).lex(text), look, []);
  } catch (error) {
    // The parser and the walk below recurse: a text nested thousands of levels deep overflows the stack.
    if (error instanceof RangeError) return wrap([run(text)], look.width);
    throw error;
  }
}

/** Blank lines between blocks stay where the author put them. */
function blocks(tokens: readonly Token[], look: Look, marks: readonly Mark[]): Line[] {
  const lines: Line[] = [];
  let loose: Run[] = [];
  let gap = false;
  const add = (more: readonly Line[]) => {
    if (more.length === 0) return;
    if (gap && lines.length > 0) lines.push([]);
    lines.push(...more);
    gap = false;
  };
  const flush = () => {
    add(loose.length > 0 ? wrap(loose, look.width) : []);
    loose = [];
  };
  for (const token of tokens) {
    const own = isMarked(token) ? block(token, look, marks) : undefined;
    if (own) {
      flush();
      add(own);
    } else loose.push(...inline([token], look, marks));
    if (token.raw.endsWith('\n\n')) {
      flush();
      gap = true;
    }
  }
  flush();
  return lines;
}

/** Lines of a block token; undefined for inline text, which stands directly in the items of a tight list. */
function block(token: MarkedToken, look: Look, marks: readonly Mark[]): Line[] | undefined {
  switch (token.type) {
    case 'space':
      return [];
    case 'paragraph':
      return wrap(inline(token.tokens, look, marks), look.width);
    case 'heading':
      return wrap(inline(token.tokens, look, [...marks, 'bold']), look.width);
    case 'blockquote':
      return blocks(token.tokens, narrower(look, 2), marks).map((line) => [run('│ ', ['dim']), ...line]);
    case 'list':
      return list(token, look, marks);
    case 'table':
      return table(token, look, marks);
    case 'code':
      return run(token.text, ['code'])
        .text.split('\n')
        .map((text) => [run(`  ${text}`, ['code'])]);
    case 'hr':
      return [[run('─'.repeat(Math.min(look.width, LONGEST_RULE)), ['dim'])]];
    case 'html':
      return token.block ? wrap([run(token.raw.trimEnd(), marks)], look.width) : undefined;
    case 'def':
      return wrap([run(token.raw.trimEnd(), [...marks, 'dim'])], look.width);
    default:
      return undefined;
  }
}

function list(token: Tokens.List, look: Look, marks: readonly Mark[]): Line[] {
  const first = typeof token.start === 'number' ? token.start : 1;
  return token.items.flatMap((item, index) => {
    const bullet = token.ordered ? `${first + index}. ` : '• ';
    const inner = blocks(item.tokens, narrower(look, bullet.length), marks);
    const lines = inner.length > 0 ? inner : [[]];
    const hung = lines.map((line, row) => [run(row === 0 ? bullet : ' '.repeat(bullet.length)), ...line]);
    return token.loose && index > 0 ? [[], ...hung] : hung;
  });
}

function narrower(look: Look, columns: number): Look {
  return { ...look, width: Math.max(NARROWEST, look.width - columns) };
}
