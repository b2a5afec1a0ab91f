import { AppError } from '../../ground/errors.ts';
import type { CardLine } from '../kind.ts';
import { shown } from './shown.ts';
import { visible } from './visible.ts';

/** The values of a card in Markdown; what is too long to stand there is whole in the attached text, or there is none. */
export interface CardText {
  readonly markdown: string;
  readonly attachment?: string;
}

/** A value above either stands on the card by its beginning only, and so do the longest of a card that is above the last. */
const LONG_VALUE = 1_200;
const MOST_LINES = 20;
const LONG_CARD = 3_000;
const BEGINNING = 300;
const BEGINNING_LINES = 10;
/** Nobody reads more than that before a press. */
const MOST_CHARACTERS = 200_000;
/** What stands in the place of a pressed card: short, since some platforms let a message with a file say no more than 1,024 characters. */
const SETTLED_VALUE = 80;
const SETTLED_LINES = 6;

/** Every line of a card, nothing left out. Rejects with `invalid` what nobody could read through. */
export function cardText(lines: readonly CardLine[], attachedAs: string): CardText {
  const written = lines.map(({ label, value }) => ({ label, value, text: visible(value) }));
  const all = written.reduce((sum, { label, text }) => sum + label.length + text.length, 0);
  if (all > MOST_CHARACTERS) throw new AppError('invalid', TOO_MUCH);
  const long = longOnes(written);
  if (long.size === 0) return { markdown: toMarkdown(written) };
  const cut = written.map((line) => (long.has(line) ? beginningOf(line, attachedAs) : line));
  return { markdown: toMarkdown(cut), attachment: written.map(toPlain).join('\n') };
}

/** The same lines as a reminder of what was decided on: short, never more than a few. */
export function settledText(lines: readonly CardLine[]): string {
  const short = lines.slice(0, SETTLED_LINES).map(({ label, value }) => `**${label}:** ${shown(firstWords(value))}  `);
  return [...short, ...(lines.length > SETTLED_LINES ? ['…'] : [])].join('\n');
}

/** The beginning of a text on one line, short however it is shown. */
export function firstWords(value: string): string {
  const [first = '', ...more] = value.trim().split('\n');
  const letters = [...first].slice(0, SETTLED_VALUE);
  const cut = visible(letters.join('')).length > SETTLED_VALUE ? letters.slice(0, SETTLED_VALUE / 8) : letters;
  return cut.length === [...first].length && more.length === 0 ? first : `${cut.join('')} …`;
}

const TOO_MUCH = `This is more than a card can show whole (${MOST_CHARACTERS.toLocaleString('en')} characters), so I do not ask for it. Make it shorter, or do it in parts.`;

interface Written extends CardLine {
  /** The value as plain text in which nothing is hidden. */
  readonly text: string;
  readonly note?: string;
}

function longOnes(lines: readonly Written[]): ReadonlySet<Written> {
  const long = new Set(lines.filter(({ text }) => text.length > LONG_VALUE || linesIn(text) > MOST_LINES));
  const rest = lines.filter((line) => !long.has(line)).toSorted((a, b) => b.text.length - a.text.length);
  let size = long.size * BEGINNING + rest.reduce((sum, { label, text }) => sum + label.length + text.length, 0);
  for (const line of rest) {
    if (size <= LONG_CARD || line.text.length <= BEGINNING) break;
    long.add(line);
    size -= line.text.length - BEGINNING;
  }
  return long;
}

function beginningOf({ label, value, text }: Written, attachedAs: string): Written {
  const beginning = [...value].slice(0, BEGINNING).join('').split('\n').slice(0, BEGINNING_LINES).join('\n');
  const length = `${[...value].length.toLocaleString('en')} characters in ${linesIn(value).toLocaleString('en')} lines`;
  return {
    label,
    value: beginning,
    text,
    note: `${length}. The whole text is in the attached file \`${attachedAs}\`. It begins:`,
  };
}

/** A value of several lines stands in a quotation of its own, so that none of its lines passes for a line of the card. */
function toMarkdown(lines: readonly Written[]): string {
  return lines
    .map(({ label, value, note }) => {
      if (value === '') return `**${label}:** ‹empty›  `;
      const inside = shown(value);
      if (note === undefined && !inside.includes('\n')) return `**${label}:** ${inside}  `;
      const quoted = inside.split('\n').map((line) => `> ${line}`);
      return [`**${label}:**${note === undefined ? '' : ` ${note}`}`, ...quoted, ''].join('\n');
    })
    .join('\n')
    .replace(/(?<![ \n])[ \n]+$/, '');
}

/** As on the card; further lines of a value are set in. */
function toPlain({ label, text }: Written): string {
  if (text === '') return `${label}: ‹empty›`;
  return text.includes('\n') ? `${label}:\n${text.replaceAll(/^/gm, '    ')}` : `${label}: ${text}`;
}

function linesIn(text: string): number {
  return text.split('\n').length;
}
