import type { Token, Tokens } from 'marked';
import { momentOf } from './moment.ts';
import { type Marks, plainText, type Run } from './styled.ts';

/** Addresses of any other kind cannot be pressed: they could start a program. */
const LINK_SCHEMES = /^(https?|mailto):/i;
const LOOKS_LIKE_ADDRESS = /[^\s.]\.[^\s.]|:\/\/|@/;

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

/** Where a link leads always stands there to be read; words that look like an address themselves lead nowhere else. */
function linkToRuns(link: Tokens.Link | Tokens.Image, marks: Marks): Run[] {
  const words = link.type === 'image' ? [{ text: link.text, marks }] : inlineToRuns(link.tokens, marks);
  const title: Run[] = link.title ? [{ text: ` (${link.title})`, marks }] : [];
  const label = plainText(words);
  const moment = momentOf(link.href);
  if (moment !== undefined && label !== '') return [{ text: label, marks: { ...marks, moment } }];
  const linked = LINK_SCHEMES.test(link.href) ? { ...marks, link: link.href } : marks;
  if (label === '') return [{ text: link.href, marks: linked }, ...title];
  const isAddress = [link.href, link.href.replace(/^(mailto:|http:\/\/)/i, '')].includes(label);
  if (isAddress) return [{ text: label, marks: linked }, ...title];
  const address: Run = { text: ` (${link.href})`, marks };
  if (linked === marks || LOOKS_LIKE_ADDRESS.test(label)) return [...words, address, ...title];
  return [...words.map((run) => ({ ...run, marks: { ...run.marks, link: link.href } })), address, ...title];
}

function isLink(token: Token): token is Tokens.Link | Tokens.Image {
  return 'href' in token && typeof token.href === 'string';
}

function textOf(token: Token): string {
  return 'text' in token && typeof token.text === 'string' ? token.text : token.raw;
}
