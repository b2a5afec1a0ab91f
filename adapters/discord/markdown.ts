import { type Marks, plainText, type Run, type StyledText } from '../markdown/styled.ts';
import { escapeText } from './escape.ts';

/** A link longer than this is not one to press: with its words it might not fit into a message. */
const LONGEST_LINK = 1000;
/** What an address may hold between `<` and `>`. */
const PLAIN_ADDRESS = /^https?:\/\/[^\s<>\\]+$/i;
/** Parts two delimiters that would be read as one. */
const APART = '\u200b';
/** Nothing stands on the line yet. */
const LINE_START = /(^|\n)(> )? *$/;

/**
 * Styled text in the mark-up that Discord's clients read (discord.com/developers/docs/reference#message-formatting, and their own
 * rules where that is silent): all that would be mark-up and is not meant so is escaped, each look opens and closes around its own words.
 */
export function toDiscordMarkdown(styled: StyledText): string {
  let out = '';
  /** True while the line that is being written belongs to a quotation. */
  let quoting = false;
  for (const group of grouped(styled)) {
    const { quote = false } = group.marks;
    if (needsLine(group, out, quoting)) out += '\n';
    quoting = quote;
    const written = writtenGroup(group, out);
    const opens = quote && /(^|\n) *$/.test(out) ? '> ' : '';
    out += opens + (quote ? written.replaceAll('\n', '\n> ') : written);
  }
  return out;
}

/** A fence and a quotation begin and end with a line of their own. */
function needsLine({ marks, runs }: Group, before: string, quoting: boolean): boolean {
  const quote = marks.quote === true;
  const begins = marks.pre !== undefined || (quote && !quoting);
  if (begins && !LINE_START.test(before)) return true;
  const ends = before.endsWith('```') || (quoting && !quote);
  return ends && !plainText(runs).startsWith('\n') && !before.endsWith('\n');
}

interface Group {
  readonly runs: readonly Run[];
  readonly marks: Marks;
}

/** Runs that are written in one: the words of one link, or a single run, whole again where it came in pieces. */
function grouped(styled: StyledText): Group[] {
  const groups: { runs: Run[]; marks: Marks }[] = [];
  for (const run of styled) {
    const last = groups.at(-1);
    const before = last?.runs.at(-1);
    const { link, quote } = run.marks;
    const goesOn = before !== undefined && JSON.stringify(before.marks) === JSON.stringify(run.marks);
    const isOneLink = last !== undefined && link !== undefined && last.marks.link === link && last.marks.quote === quote;
    if (goesOn) last?.runs.splice(-1, 1, { text: before.text + run.text, marks: run.marks });
    else if (isOneLink) last.runs.push(run);
    else groups.push({ runs: [run], marks: run.marks });
  }
  return groups;
}

function writtenGroup({ runs, marks }: Group, before: string): string {
  const text = plainText(runs);
  if (marks.pre !== undefined) return fenced(text, marks.pre);
  if (marks.link !== undefined) return linked(runs, marks.link, before);
  return runs.reduce((written, run) => written + writtenRun(run, before + written), '');
}

/** A language is a word of these alone; text of nothing but line breaks cannot be framed. */
function fenced(text: string, info: string): string {
  if (/^\n*$/.test(text)) return text;
  const [language = ''] = info.trim().split(/\s/);
  const name = /^[a-z0-9_+.#-]+$/i.test(language) ? language : '';
  // A client drops empty lines at the start, and three backticks would end the block.
  const body = (text.startsWith('\n') ? APART : '') + text.replaceAll('```', `\`${APART}\`${APART}\``);
  return `\`\`\`${name}\n${body}${body.endsWith('\n') ? '' : '\n'}\`\`\``;
}

/** An address by itself as `<address>`, words as `[words](<address>)`; what could be misread is words alone. */
function linked(runs: readonly Run[], link: string, before: string): string {
  const label = plainText(runs);
  const canBePressed = PLAIN_ADDRESS.test(link) && link.length <= LONGEST_LINK;
  if (canBePressed && label === link) return `${isWord(before.at(-1)) ? APART : ''}<${link}>`;
  const asWords = (start: string) => runs.reduce((written, run) => written + writtenRun(run, start + written), '');
  const canBeLabel = !/[[\]\n]/.test(label) && !/[^\s.]\.[^\s.]|:\/\/|@/.test(label) && label.trim() !== '';
  return canBePressed && canBeLabel ? `[${asWords('[')}](<${link}>)` : asWords(before);
}

function writtenRun({ text, marks }: Run, before: string): string {
  // By the clock and in the zone of whoever reads it (Discord, message formatting, timestamps).
  if (marks.moment !== undefined) return `<t:${marks.moment}:F>`;
  if (marks.code) return (before.endsWith('`') ? APART : '') + inlineCode(text);
  const [, lead = '', core = '', trail = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  if (core === '') return text;
  const words = escapeText(core, LINE_START.test(before + lead));
  // Inside an address, letters that make looks stand bare.
  const looks = words.includes('<http') ? [] : delimiters(marks);
  const open = looks.join('');
  const close = looks.toReversed().join('');
  // A client that has read `~~` does not look whether the tilde before it is escaped.
  const guard = marks.strike && core.endsWith('~') ? APART : '';
  const edge = lead === '' && needsSpace(before, open, words) ? APART : '';
  return `${lead}${edge}${open}${words}${guard}${close}${trail}`;
}

/** From the outside in: a client reads no strikethrough that `_` follows. */
function delimiters({ strike, bold, italic }: Marks): string[] {
  return [...(strike ? ['~~'] : []), ...(bold ? ['**'] : []), ...(italic ? ['_'] : [])];
}

/** Where a delimiter meets another one or the letters of a word, a client reads it differently. */
function needsSpace(before: string, open: string, words: string): boolean {
  const last = before.at(-1);
  if (last === undefined || /\s/.test(last) || before.endsWith('\n> ')) return false;
  if (open !== '') return isWord(last) || /[~*_]/.test(last);
  return last === '_' && isWord(words[0]);
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && /\w/.test(letter);
}

/** Between one backtick, or two where one stands inside; more than that would begin a block. */
function inlineCode(text: string): string {
  if (!text.includes('`')) return `\`${text}\``;
  const apart = text.replaceAll(/`(?=`)/g, `\`${APART}`);
  return `\`\`${apart.startsWith('`') ? ' ' : ''}${apart}${apart.endsWith('`') ? ' ' : ''}\`\``;
}
