/** A number, a word or a mark of a text, where it stands. */
export interface Token {
  /** In lower case, with straight apostrophes. */
  readonly text: string;
  readonly kind: 'number' | 'word' | 'mark';
  readonly start: number;
  /** Behind its last character. */
  readonly end: number;
  /** True when nothing stands between it and the token before it. */
  readonly glued: boolean;
}

/** `8:30pm` is `8`, `:`, `30`, `pm`: a change from digits to letters begins a new token. */
export function toTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const found of text.matchAll(/\d+|\p{L}+(?:['’]\p{L}+)*|[^\s\d\p{L}]/gu)) {
    const [said] = found;
    const start = found.index;
    const glued = tokens.at(-1)?.end === start;
    tokens.push({ text: said.toLowerCase().replaceAll('’', "'"), kind: kindOf(said), start, end: start + said.length, glued });
  }
  return tokens;
}

function kindOf(said: string): Token['kind'] {
  if (/^\d/.test(said)) return 'number';
  return /^\p{L}/u.test(said) ? 'word' : 'mark';
}
