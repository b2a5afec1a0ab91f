import type { DocumentReader } from '../../src/ports/documents.ts';
import type { WebReader } from '../../src/ports/web.ts';
import { decodeText, isDocument, isHtml, refuseUnreadable } from './content-type.ts';
import type { Egress } from './egress.ts';
import { htmlToText } from './html-text.ts';

const WANTED = {
  accept: 'text/html, application/xhtml+xml, text/*;q=0.9, application/json;q=0.8, application/xml;q=0.8, application/pdf;q=0.8',
  checkType: refuseUnreadable,
};

interface PageReaderDeps {
  readonly egress: Egress;
  readonly documents: DocumentReader;
}

/** Reads public pages, and documents that lie there, as text. */
export function createPageReader({ egress, documents }: PageReaderDeps): WebReader {
  return {
    admit: egress.admit,
    async read(url, signal) {
      const answer = await egress.get(url, WANTED, signal);
      if ('movedTo' in answer) return answer;
      const { bytes, contentType } = answer;
      if (isDocument(contentType)) {
        const text = await documents.textOf({ name: '', mime: contentType, bytes }, signal);
        return { url: answer.url, title: '', text };
      }
      const text = decodeText(bytes, contentType);
      if (!isHtml(contentType)) return { url: answer.url, title: '', text };
      return { url: answer.url, ...(await htmlToText(text, answer.url)) };
    },
  };
}
