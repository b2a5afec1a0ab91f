import { extname } from 'node:path';
import { isAppError } from '../../src/ground/errors.ts';
import type { Document } from '../../src/ports/documents.ts';
import { MOST_CHARACTERS } from './bounds.ts';
import { plainText } from './plain-text.ts';
import { damaged, oldOffice, unreadable } from './refused.ts';

type Form = 'pdf' | 'office' | 'old-office' | 'page' | 'mail' | 'plain';

/** The text of a document of any kind that is known here, at most `MOST_CHARACTERS`. Rejects with `invalid`. */
export async function readDocument(document: Document): Promise<string> {
  const text = await textOf(formOf(document), document.bytes).catch((error: unknown) => {
    throw isAppError(error) ? error : damaged(); // parsers break in ways of their own
  });
  return text.slice(0, MOST_CHARACTERS);
}

/** What bytes begin with says more than their name; the name tells texts apart. Parsers are loaded when they are needed. */
export function formOf({ name, mime, bytes }: Document): Form {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  if (head.includes('%PDF-')) return 'pdf';
  if (head.startsWith('PK\x03\x04')) return 'office';
  if (head.startsWith('\xd0\xcf\x11\xe0')) return 'old-office';
  const ending = extname(name).toLowerCase();
  if (/^\.x?html?$/.test(ending) || /^(text\/html|application\/xhtml)/.test(mime)) return 'page';
  return ending === '.eml' || mime === 'message/rfc822' ? 'mail' : 'plain';
}

async function textOf(form: Form, bytes: Uint8Array): Promise<string> {
  switch (form) {
    case 'pdf':
      return (await import('./pdf.ts')).pdfText(bytes);
    case 'office':
      return (await import('./office.ts')).officeText(bytes);
    case 'old-office':
      throw oldOffice();
    case 'page':
      return pageText(bytes);
    case 'mail':
      return (await import('./letter.ts')).letterText(bytes);
    case 'plain':
      return textIn(bytes);
  }
}

async function pageText(bytes: Uint8Array): Promise<string> {
  const [{ htmlToText }, { decodeText }] = await Promise.all([import('../web/html-text.ts'), import('../web/content-type.ts')]);
  const { title, text } = await htmlToText(decodeText(bytes, 'text/html'), '');
  return title === '' || text.startsWith(title) ? text : `${title}\n\n${text}`;
}

function textIn(bytes: Uint8Array): string {
  const text = plainText(bytes);
  if (text === undefined) throw unreadable();
  return text;
}
