import { OPEN_DOCUMENT, paragraphs, SLIDES, WORD } from './paragraphs.ts';
import { openParts, type Parts } from './parts.ts';
import { unreadable } from './refused.ts';
import { workbookText } from './workbook.ts';

const WORD_BODY = /^word\/document\d*\.xml$/;
const WORD_NOTES = ['word/footnotes.xml', 'word/endnotes.xml'];
const SLIDE = /^ppt\/slides\/slide(\d+)\.xml$/;

/** What is written in a document of an office program. */
export async function officeText(bytes: Uint8Array): Promise<string> {
  const parts = await openParts(bytes);
  const { names } = parts;
  const body = names.find((name) => WORD_BODY.test(name));
  if (body !== undefined) return joined(parts, [body, ...WORD_NOTES], WORD);
  if (names.includes('xl/workbook.xml')) return workbookText(parts);
  if (names.includes('ppt/presentation.xml')) return joined(parts, slidesIn(names), SLIDES);
  if (names.includes('content.xml')) return joined(parts, ['content.xml'], OPEN_DOCUMENT);
  throw unreadable();
}

async function joined(parts: Parts, names: readonly string[], markup: typeof WORD): Promise<string> {
  const texts: string[] = [];
  for (const name of names) texts.push(await paragraphs(parts.read(name), markup));
  return texts.filter(Boolean).join('\n\n');
}

function slidesIn(names: readonly string[]): string[] {
  const numberOf = (name: string) => Number(SLIDE.exec(name)?.[1]);
  return names.filter((name) => SLIDE.test(name)).sort((a, b) => numberOf(a) - numberOf(b));
}
