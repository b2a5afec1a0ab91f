import { type Marks, plainText, type Run, type StyledText, sliceStyled } from './styled.ts';

/**
 * What a platform would make something to press of, though nobody meant a link by it: mentions, commands that name a bot, mark-up of
 * platforms, and addresses of every scheme but the web's and mail's. Code is the one look in which all platforms leave words alone.
 */
const PRESSABLE =
  /(?<![\p{L}\p{N}_.@/-])@[\p{L}\p{N}_]{2,}|(?<![\p{L}\p{N}_])\/\w+@\w+|<[@!#][^\s>]*>|(?!https?:)\b[a-z][a-z0-9+.-]{0,40}:\/\/[^\s]*/giu;

/** The same text with such words as code, whatever looks cut through them. */
export function inertWords(styled: StyledText): StyledText {
  const text = plainText(styled);
  const result: Run[] = [];
  let done = 0;
  for (const match of text.matchAll(PRESSABLE)) {
    const end = match.index + match[0].length;
    result.push(...sliceStyled(styled, done, match.index), ...sliceStyled(styled, match.index, end).map(asCode));
    done = end;
  }
  return done === 0 ? styled : [...result, ...sliceStyled(styled, done, text.length)];
}

function asCode({ text, marks }: Run): Run {
  const isInert = marks.code === true || marks.pre !== undefined || marks.link !== undefined;
  const code: Marks = marks.quote ? { quote: true, code: true } : { code: true };
  return isInert ? { text, marks } : { text, marks: code };
}
