import type { MarkedToken, Token, Tokens } from 'marked';
import { inlineToRuns } from './inline.ts';
import type { Marks, Run } from './styled.ts';
import { tableText } from './table.ts';

/** Blocks stand apart by an empty line, the items of a list by a line break. */
export function blocksToRuns(tokens: readonly Token[], marks: Marks, between = '\n\n'): Run[] {
  const blocks = tokens.map((token) => blockToRuns(token, marks)).filter((runs) => runs.some((run) => run.text !== ''));
  return join(blocks, between, marks);
}

function blockToRuns(generic: Token, marks: Marks): Run[] {
  const token = known(generic);
  switch (token.type) {
    case 'space':
      return [];
    case 'heading':
      return inlineToRuns(token.tokens, { ...marks, bold: true });
    case 'paragraph':
      return inlineToRuns(token.tokens, marks);
    case 'text':
      return token.tokens ? inlineToRuns(token.tokens, marks) : [{ text: token.text, marks }];
    case 'code':
      // A fence without lines has nothing to frame; what stands behind it is text all the same.
      if (token.text === '') return [{ text: token.raw.trimEnd(), marks }];
      return [{ text: token.text, marks: { ...quoteOf(marks), pre: token.lang ?? '' } }];
    case 'table':
      return [{ text: tableText(token), marks: { ...quoteOf(marks), pre: '' } }];
    case 'blockquote':
      return blocksToRuns(token.tokens, { ...marks, quote: true });
    case 'list':
      return listToRuns(token, marks);
    case 'hr':
      return [{ text: '———', marks }];
    case 'html':
    case 'def':
      return [{ text: token.raw.replace(/(?<!\n)\n+$/, ''), marks }];
    default:
      return inlineToRuns([token], marks);
  }
}

/** Without extensions the lexer makes no other tokens than the known ones; `Token` allows for any. */
function known(token: Token): MarkedToken {
  return isKnown(token) ? token : { type: 'text', raw: token.raw, text: token.raw };
}

function isKnown(token: Token): token is MarkedToken {
  return !('extension' in token);
}

function listToRuns(list: Tokens.List, marks: Marks): Run[] {
  const items = list.items.map((item, index) => {
    const bullet = list.ordered ? `${Number(list.start) + index}. ` : '• ';
    return [{ text: bullet, marks }, ...indent(itemToRuns(item, marks), ' '.repeat(bullet.length))];
  });
  return join(items, '\n', marks);
}

/** A task's box stands on the line of its text, also where the lexer gives it a block of its own. */
function itemToRuns(item: Tokens.ListItem, marks: Marks): Run[] {
  const boxes = item.tokens.filter((token) => token.type === 'checkbox').map((token) => ({ text: token.raw, marks }));
  const rest = item.tokens.filter((token) => token.type !== 'checkbox');
  return [...boxes, ...blocksToRuns(rest, marks, '\n')];
}

/** Code keeps its own columns, and begins at the start of its line. */
function indent(runs: readonly Run[], by: string): Run[] {
  return runs.map((run, index) => {
    if (run.marks.pre !== undefined) return run;
    const beforeCode = runs[index + 1]?.marks.pre !== undefined;
    return { ...run, text: run.text.replaceAll(beforeCode ? /\n(?!$)/g : '\n', `\n${by}`) };
  });
}

function join(blocks: readonly Run[][], between: string, marks: Marks): Run[] {
  return blocks.flatMap((runs, index) => (index === 0 ? runs : [{ text: between, marks }, ...runs]));
}

function quoteOf(marks: Marks): Marks {
  return marks.quote ? { quote: true } : {};
}
