import { lexer } from 'marked';
import { blocksToRuns } from './blocks.ts';
import { inertWords } from './inert-words.ts';
import type { StyledText } from './styled.ts';

/**
 * CommonMark with GitHub's tables, strikethrough and bare addresses. HTML and character references are shown as they are
 * written; every character of the source that is not mark-up is in the result. A link shows its address, an image is a link, and nothing else
 * can be pressed. Never fails: what cannot be read is plain text.
 */
export function parseMarkdown(markdown: string): StyledText {
  try {
    return inertWords(blocksToRuns(lexer(markdown, { gfm: true }), {}));
  } catch {
    // Thousands of nested quotes or lists exhaust the stack of the lexer.
    return inertWords([{ text: markdown, marks: {} }]);
  }
}
