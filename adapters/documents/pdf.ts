import { AppError } from '../../src/ground/errors.ts';
import { MOST_CHARACTERS } from './bounds.ts';
import { damaged, locked } from './refused.ts';

const MOST_PAGES = 1000;

/** The text of each page, in the order of its marks; pages stand apart by an empty line. */
export async function pdfText(bytes: Uint8Array): Promise<string> {
  const { getDocumentProxy } = await import('unpdf');
  // Nothing is drawn and nothing in it is run; 0: what it says on the way is not for our log.
  const options = { isEvalSupported: false, disableFontFace: true, useSystemFonts: false, maxImageSize: 1, verbosity: 0 };
  const pdf = await getDocumentProxy(Uint8Array.from(bytes), options).catch((error: unknown) => {
    throw error instanceof Error && error.name === 'PasswordException' ? locked() : damaged();
  });
  const pages: string[] = [];
  for (let number = 1, length = 0; number <= Math.min(pdf.numPages, MOST_PAGES) && length < MOST_CHARACTERS; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const text = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
    page.cleanup();
    pages.push(text.trimEnd());
    length += text.length;
  }
  const text = pages.join('\n\n').trim();
  if (text === '') throw new AppError('invalid', 'There is no text in this PDF, only pictures: I cannot read those.');
  return text;
}
