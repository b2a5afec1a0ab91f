import type { WebReader } from '../../src/ports/web.ts';
import { decodeText, isHtml, refuseUnreadable } from './content-type.ts';
import type { Egress } from './egress.ts';
import { htmlToText } from './html-text.ts';

const WANTED = {
  accept: 'text/html, application/xhtml+xml, text/*;q=0.9, application/json;q=0.8, application/xml;q=0.8',
  checkType: refuseUnreadable,
};

/** Reads public pages as text. */
export function createPageReader({ egress }: { readonly egress: Egress }): WebReader {
  return {
    admit: egress.admit,
    async read(url, signal) {
      const answer = await egress.get(url, WANTED, signal);
      if ('movedTo' in answer) return answer;
      const text = decodeText(answer.bytes, answer.contentType);
      if (!isHtml(answer.contentType)) return { url: answer.url, title: '', text };
      return { url: answer.url, ...(await htmlToText(text, answer.url)) };
    },
  };
}
