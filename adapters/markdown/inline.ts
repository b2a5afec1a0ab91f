import type { Token, Tokens } from 'marked';
import { type Marks, plainText, type Run } from './styled.ts';

/** Addresses of any other kind are written out, so that nobody is led somewhere unseen. */
const LINK_SCHEMES = /^(https?|mailto|tg):/i;

export function inlineToRuns(tokens: readonly Token[], marks: Marks): Run[] {
  return tokens.flatMap((token) => inlineToken(token, marks));
}

function inlineToken(token: Token, marks: Marks): Run[] {
  switch (token.type) {
    case 'strong':
      return inlineToRuns(token.tokens ?? [], { ...marks, bold: true });
    case 'em':
      return inlineToRuns(token.tokens ?? [], { ...marks, italic: true });
    case 'del':
      return inlineToRuns(token.tokens ?? [], { ...marks, strike: true });
    case 'codespan':
      return [{ text: textOf(token), marks: { ...marks, code: true } }];
    case 'br':
      return [{ text: '\n', marks }];
    case 'link':
    case 'image':
      return isLink(token) ? linkToRuns(token, marks) : [{ text: token.raw, marks }];
    case 'text':
    case 'escape':
      return 'tokens' in token ? inlineToRuns(token.tokens ?? [], marks) : [{ text: textOf(token), marks }];
    default:
      return [{ text: token.raw, marks }];
  }
}

function linkToRuns(link: Tokens.Link | Tokens.Image, marks: Marks): Run[] {
  const words = link.type === 'image' ? [{ text: link.text, marks }] : inlineToRuns(link.tokens, marks);
  const title: Run[] = link.title ? [{ text: ` (${link.title})`, marks }] : [];
  const shown = plainText(words) === '' ? [{ text: link.href, marks }] : words;
  if (!LINK_SCHEMES.test(link.href)) {
    return plainText(shown) === link.href ? [...shown, ...title] : [...shown, { text: ` (${link.href})`, marks }, ...title];
  }
  return [...shown.map((run) => ({ ...run, marks: { ...run.marks, link: link.href } })), ...title];
}

function isLink(token: Token): token is Tokens.Link | Tokens.Image {
  return 'href' in token && typeof token.href === 'string';
}

function textOf(token: Token): string {
  return 'text' in token && typeof token.text === 'string' ? token.text : token.raw;
}
