import { Temporal } from 'temporal-polyfill';
import { MOST_CHARACTERS } from './bounds.ts';
import { createInside } from './inside.ts';
import type { Parts } from './parts.ts';
import { readXml } from './xml.ts';

interface Sheet {
  readonly name: string;
  readonly part: string;
}

interface Workbook {
  /** Those that are shown, in their order. */
  readonly sheets: readonly Sheet[];
  readonly shared: readonly string[];
  /** The styles, by number, that show a number as a date. */
  readonly dates: ReadonlySet<number>;
  /** Day 0 of its dates. */
  readonly epoch: Temporal.PlainDate;
}

/** A workbook (SpreadsheetML, ECMA-376, part 1, 18): each sheet by its name, a row a line; dates as `2026-11-21`. */
export async function workbookText(parts: Parts): Promise<string> {
  const [outline, shared, dates] = [await outlineOf(parts), await sharedTexts(parts), await dateStyles(parts)];
  const book: Workbook = { ...outline, shared, dates };
  const texts: string[] = [];
  let length = 0;
  for (const { name, part } of book.sheets) {
    if (length > MOST_CHARACTERS) break;
    const rows = await rowsOf(parts, part, book);
    texts.push(`${name}\n${rows}`);
    length += rows.length;
  }
  return texts.join('\n\n');
}

async function outlineOf(parts: Parts): Promise<Pick<Workbook, 'sheets' | 'epoch'>> {
  const targets = new Map<string, string>();
  await readXml(parts.read('xl/_rels/workbook.xml.rels'), {
    opens(name, attributes) {
      if (name === 'Relationship') targets.set(attributes.get('Id') ?? '', attributes.get('Target') ?? '');
    },
  });
  const sheets: Sheet[] = [];
  let epoch = EPOCH_1900;
  await readXml(parts.read('xl/workbook.xml'), {
    opens(name, attributes) {
      if (name === 'workbookPr') epoch = /^(1|true)$/.test(attributes.get('date1904') ?? '') ? EPOCH_1904 : EPOCH_1900;
      if (name === 'sheet') sheets.push(...shownSheet(attributes, targets));
    },
  });
  return { sheets, epoch };
}

/** Excel counts a 29 February 1900, so that for every later day its first one is this. */
const EPOCH_1900 = Temporal.PlainDate.from('1899-12-30');
const EPOCH_1904 = Temporal.PlainDate.from('1904-01-01');

function shownSheet(attributes: ReadonlyMap<string, string>, targets: ReadonlyMap<string, string>): Sheet[] {
  if (/hidden/i.test(attributes.get('state') ?? '')) return [];
  const target = targets.get(attributes.get('id') ?? '') ?? '';
  const part = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  return [{ name: attributes.get('name') ?? '', part }];
}

async function sharedTexts(parts: Parts): Promise<string[]> {
  const shared: string[] = [];
  let text = '';
  const inside = createInside(['t'], ['rPh']);
  await readXml(parts.read('xl/sharedStrings.xml'), {
    opens: inside.opens,
    closes(name) {
      inside.closes(name);
      if (name !== 'si') return;
      shared.push(text);
      text = '';
    },
    says(words) {
      if (inside.now()) text += words;
    },
  });
  return shared;
}

/** Formats of its own begin at 164; of those that every program knows, these are dates (18.8.30). */
const KNOWN_DATES = new Set([14, 15, 16, 17, 22]);

async function dateStyles(parts: Parts): Promise<Set<number>> {
  const formats = new Set(KNOWN_DATES);
  const dates = new Set<number>();
  let isCells = false;
  let style = 0;
  await readXml(parts.read('xl/styles.xml'), {
    opens(name, attributes) {
      const format = Number(attributes.get('numFmtId'));
      if (name === 'numFmt' && isDateFormat(attributes.get('formatCode') ?? '')) formats.add(format);
      if (name === 'cellXfs') isCells = true;
      if (name !== 'xf' || !isCells) return;
      if (formats.has(format)) dates.add(style);
      style += 1;
    },
    closes(name) {
      if (name === 'cellXfs') isCells = false;
    },
  });
  return dates;
}

/** True where a day or a year is shown, quotations, colours and escapes apart. */
function isDateFormat(code: string): boolean {
  return /[dy]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));
}

async function rowsOf(parts: Parts, part: string, book: Workbook): Promise<string> {
  const rows: string[] = [];
  let row: string[] = [];
  let cell = { kind: '', style: 0, text: '' };
  let length = 0;
  const inside = createInside(['v', 't'], ['rPh']);
  await readXml(parts.read(part), {
    opens(name, attributes) {
      inside.opens(name);
      if (name === 'c') cell = { kind: attributes.get('t') ?? 'n', style: Number(attributes.get('s') ?? -1), text: '' };
    },
    closes(name) {
      inside.closes(name);
      if (name === 'c') row.push(shownValue(cell, book));
      if (name !== 'row') return;
      const line = row.filter(Boolean).join(' | ');
      if (line !== '' && length <= MOST_CHARACTERS) rows.push(line);
      length += line.length;
      row = [];
    },
    says(words) {
      if (inside.now()) cell.text += words;
    },
  });
  return rows.join('\n');
}

function shownValue(
  { kind, style, text }: { readonly kind: string; readonly style: number; readonly text: string },
  { shared, dates, epoch }: Workbook,
): string {
  switch (kind) {
    case 's':
      return (shared[Number(text)] ?? '').trim();
    case 'b':
      return text === '1' ? 'TRUE' : 'FALSE';
    case 'n':
      return dates.has(style) ? dateText(Number(text), epoch) : text;
    default:
      return text.trim();
  }
}

/** Days since the epoch, the hours as a fraction. */
function dateText(days: number, epoch: Temporal.PlainDate): string {
  const LAST_DAY = 2_958_465; // 9999-12-31
  if (!(days >= 0 && days <= LAST_DAY)) return `${days}`;
  const minutes = Math.round(days * 24 * 60);
  const moment = epoch.toPlainDateTime().add({ minutes });
  return Number.isInteger(days) ? moment.toPlainDate().toString() : moment.toString({ smallestUnit: 'minute' }).replace('T', ' ');
}
