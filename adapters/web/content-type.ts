import { AppError } from '../../src/ground/errors.ts';

const READABLE = /^(text\/[\w.+-]+|application\/(json|xml|[\w.-]+\+(json|xml)))$/;

const DOCUMENT = /^application\/(pdf|vnd\.openxmlformats-officedocument\.[\w.-]+|vnd\.oasis\.opendocument\.[\w.-]+)$/;

/** True for a PDF or a file of an office program. */
export function isDocument(contentType: string): boolean {
  return DOCUMENT.test(contentType.split(';', 1).join().trim().toLowerCase());
}

/** Throws `invalid` for what is neither text nor a document, in a sentence that repeats nothing of the header. */
export function refuseUnreadable(type: string): void {
  if (READABLE.test(type) || isDocument(type)) return;
  throw new AppError(
    'invalid',
    `What lies there is ${nameOf(type)}, which I cannot read. I read pages, documents and other text.`,
  );
}

export function isHtml(contentType: string): boolean {
  return /^(text\/html|application\/xhtml\+xml)\b/i.test(contentType.trim());
}

function nameOf(type: string): string {
  const family = type.split('/', 1).join();
  switch (family) {
    case 'image':
      return 'a picture';
    case 'audio':
      return 'a recording';
    case 'video':
      return 'a film';
    default:
      return 'no text';
  }
}

/** The text of `bytes`: by the header's charset, else by the own word of a page or of XML in its first kilobyte, else UTF-8. Never fails. */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  const own = isHtml(contentType) ? charsetIn(head.match(/<meta\b[^>]{0,200}/i)?.[0] ?? head) : encodingIn(head);
  return decoderOf(charsetIn(contentType) ?? own ?? 'utf-8').decode(bytes);
}

/** Of an XML declaration (XML 1.0, 4.3.3). */
function encodingIn(head: string): string | undefined {
  return head.match(/^<\?xml\b[^>]{0,200}\bencoding\s*=\s*["']([\w:.-]{1,40})/i)?.[1];
}

function charsetIn(text: string): string | undefined {
  return text.match(/charset\s*=\s*["']?([\w:.-]{1,40})/i)?.[1];
}

function decoderOf(label: string) {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder(); // a charset nobody knows
  }
}
