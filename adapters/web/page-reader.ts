import type { DocumentReader } from '../../src/ports/documents.ts';
import type { WebPage, WebReader } from '../../src/ports/web.ts';
import { decodeText, isDocument, isHtml, refuseUnreadable } from './content-type.ts';
import type { Egress, WebAnswer } from './egress.ts';
import { readFeed } from './feed-entries.ts';
import { htmlToText } from './html-text.ts';

const WANTED = {
  accept: 'text/html, application/xhtml+xml, text/*;q=0.9, application/json;q=0.8, application/xml;q=0.8, application/pdf;q=0.8',
  checkType: refuseUnreadable,
};
const LOOKED_FOR = { ...WANTED, accept: `application/atom+xml, application/rss+xml, ${WANTED.accept}` };

interface PageReaderDeps {
  readonly egress: Egress;
  readonly documents: DocumentReader;
}

/** Reads public pages, and documents that lie there, as text. */
export function createPageReader({ egress, documents }: PageReaderDeps): WebReader {
  async function pageOf({ url, bytes, contentType }: WebAnswer, signal: AbortSignal): Promise<WebPage> {
    if (isDocument(contentType)) {
      const text = await documents.textOf({ name: '', mime: contentType, bytes }, signal);
      return { url, title: '', text };
    }
    const text = decodeText(bytes, contentType);
    return isHtml(contentType) ? { url, ...(await htmlToText(text, url)) } : { url, title: '', text };
  }

  return {
    admit: egress.admit,
    async read(url, signal) {
      const answer = await egress.get(url, WANTED, signal);
      return 'movedTo' in answer ? answer : pageOf(answer, signal);
    },
    async look(url, known, signal) {
      const answer = await egress.getIfChanged(url, LOOKED_FOR, known, signal);
      if (answer === 'unchanged' || 'movedTo' in answer) return answer;
      const { bytes, contentType, version } = answer;
      const feed = isDocument(contentType) ? undefined : await readFeed(decodeText(bytes, contentType), answer.url);
      return feed ? { url: answer.url, text: '', version, ...feed } : { ...(await pageOf(answer, signal)), version };
    },
  };
}
