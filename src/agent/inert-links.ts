import { asCode, holdsAddress, unwrap } from '../actions/card/address.ts';
import { visible } from '../actions/card/visible.ts';
import { momentsInWords } from '../reminders/moment-text.ts';

/** Signs that may stand around an address without being part of it. */
const OPENING = '*_~("\'“‘«<[{';
const CLOSING = '*_~)"\'”’»>]},;:!?.';

/**
 * The same Markdown in which no address can be followed but those that stand byte-equal in `ownWords`: the others stand as code, what
 * hides in them made visible, and links are written out. So whatever a stranger's text made the model write, no platform fetches it and
 * no finger meets it. Text without such an address stays as it is.
 */
export function withInertLinks(markdown: string, ownWords: string): string {
  const own = new Set(ownWords.split(/\s+/).map((word) => unwrap(word, OPENING, CLOSING).inner));
  if (!markdown.split(/\s+/).some((word) => isForeign(word, own))) return markdown;
  const lines = momentsInWords(markdown).split('\n');
  const kept: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const end = endOfFence(lines, at);
    const raw = lines.slice(at, end);
    kept.push(...(raw.length > 0 ? raw : [inertLine(lines[at] ?? '', own)]));
    at += raw.length || 1;
  }
  return kept.join('\n');
}

/** As a reader of the rendered text sees the word: without what is hidden, and without mark-up. */
function bareWord(word: string): string {
  return word.replaceAll(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}*_~`\\]/gu, '');
}

function isForeign(word: string, own: ReadonlySet<string>): boolean {
  return holdsAddress(bareWord(word)) && !own.has(unwrap(word, OPENING, CLOSING).inner);
}

/**
 * Where the fenced block that begins at this line ends, behind it; `at` itself when none does. Only fences that begin their line, name
 * no more than a language and are closed: those are read as code in whatever stands around them.
 */
function endOfFence(lines: readonly string[], at: number): number {
  const [, fence] = /^(`{3,}|~{3,})[\w+-]{0,20} *$/.exec(lines[at] ?? '') ?? [];
  if (fence === undefined) return at;
  const closing = new RegExp(`^ {0,3}${fence}[~\`]* *$`);
  const length = lines.slice(at + 1).findIndex((line) => closing.test(line));
  return length === -1 ? at : at + length + 2;
}

/** A span of code with nothing but signs around it, or a word, or a gap. */
const TOKEN =
  /(?<=^|[ \t])((?:\\[!-/:-@[-`{-~]|[*_~("'“‘«<[{])*)(`[^`|\n]+`)([*_~)"'”’»>\]},;:!?.\\]*)(?=[ \t]|$)|[^ \t]+|[ \t]+/g;
/** Short enough that a line of brackets is not searched over and over. */
const LINK = /!?\[((?:[^\][\\]|\\.){0,200})\]\(\s{0,9}<?([^\s()<>]{1,2000})>?\s{0,9}\)/g;

function inertLine(line: string, own: ReadonlySet<string>): string {
  const writtenOut = line.replaceAll(LINK, (_, label: string, address: string) =>
    label === '' || label === address ? address : `${label} (${address})`,
  );
  return writtenOut.replaceAll(TOKEN, (token, before?: string, code?: string, after?: string) =>
    code === undefined ? inertWord(token, own) : `${plain(before ?? '')}${code}${plain(after ?? '')}`,
  );
}

function inertWord(word: string, own: ReadonlySet<string>): string {
  if (word.trim() === '') return word;
  if (!isForeign(word, own)) return plain(word);
  const { before, inner, after } = unwrap(word, OPENING, CLOSING);
  return `${plain(before)}${asCode(visible(inner))}${plain(after)}`;
}

/** Nothing in it begins code, a link or HTML; what was escaped stays so. */
function plain(word: string): string {
  return word.replaceAll(/\\[!-/:-@[-`{-~]|[`<[\]]|~{3,}/g, (signs) =>
    signs.length === 2 ? signs : signs.replaceAll(/./g, '\\$&'),
  );
}
