import type { MarkedToken, Token } from 'marked';
import { momentOf } from '../markdown/moment.ts';
import { type Mark, type Run, run } from './runs.ts';

interface InlineLook {
  readonly colour: boolean;
}

/** Inline Markdown as runs. An address always shows in full: in a terminal nothing else tells where a link leads. */
export function inline(tokens: readonly Token[], look: InlineLook, marks: readonly Mark[]): Run[] {
  return tokens.flatMap((token) => (isMarked(token) ? one(token, look, marks) : [run(token.raw, marks)]));
}

function one(token: MarkedToken, look: InlineLook, marks: readonly Mark[]): Run[] {
  switch (token.type) {
    case 'strong':
      return inline(token.tokens, look, [...marks, 'bold']);
    case 'em':
      return inline(token.tokens, look, [...marks, 'italic']);
    case 'del':
      return look.colour ? inline(token.tokens, look, [...marks, 'strike']) : fenced('~~', inline(token.tokens, look, marks));
    case 'codespan':
      return look.colour ? [run(token.text, [...marks, 'code'])] : fenced('`', [run(token.text, marks)]);
    case 'br':
      return [run('\n')];
    case 'checkbox':
      return [run(token.checked ? '[x] ' : '[ ] ', marks)];
    case 'link':
      if (momentOf(token.href) !== undefined) return inline(token.tokens, look, marks);
      return link(inline(token.tokens, look, [...marks, 'underline']), token.href, marks);
    case 'image':
      return link([run(token.text, [...marks, 'underline'])], token.href, marks);
    case 'escape':
      return [run(token.text, marks)];
    case 'text':
      return token.tokens ? inline(token.tokens, look, marks) : [run(token.text, marks)];
    default:
      return [run(token.raw, marks)];
  }
}

function fenced(sign: string, runs: readonly Run[]): Run[] {
  return [run(sign), ...runs, run(sign)];
}

function link(shown: readonly Run[], href: string, marks: readonly Mark[]): Run[] {
  const text = shown.map((piece) => piece.text).join('');
  const address = run(href).text;
  if (text === '') return [run(href, [...marks, 'underline'])];
  if (text === address || `mailto:${text}` === address || `http://${text}` === address) return [...shown];
  return [...shown, run(` (${href})`, [...marks, 'dim'])];
}

/** Always true without extensions of the parser, and we have none: the compiler cannot know. */
export function isMarked(token: Token): token is MarkedToken {
  return token.type !== 'generic';
}
