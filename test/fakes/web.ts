import { createHash } from 'node:crypto';
import { parseTarget } from '../../adapters/web/target.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { FeedEntry, WebHit, WebMove, WebReader, WebSearcher } from '../../src/ports/web.ts';

/** A page by its text and title, a feed by its entries, or where it has moved to on another host. */
export type FakePage = { readonly title?: string; readonly text: string; readonly entries?: readonly FeedEntry[] } | WebMove;

export interface FakeWeb {
  readonly reader: WebReader;
  /** Every address that its host was told, in order. */
  readonly asked: readonly string[];
  put(url: string, page: FakePage): void;
  /** From now on nothing answers there. */
  remove(url: string): void;
}

interface FakeWebOptions {
  readonly pages?: Readonly<Record<string, FakePage>>;
  /** Told of each address as it goes out. */
  readonly onAsk?: (url: string) => void;
}

/** A web of these pages. Which addresses are refused by their words is decided as in the real one. */
export function createFakeWeb({ pages = {}, onAsk }: FakeWebOptions = {}): FakeWeb {
  const there = new Map<string, FakePage>();
  const asked: string[] = [];
  const admit = (url: string) => parseTarget(url, new Set()).url.href;
  const put = (url: string, page: FakePage) => void there.set(admit(url), page);
  for (const [url, page] of Object.entries(pages)) put(url, page);
  const open = (url: string, signal: AbortSignal): FakePage => {
    signal.throwIfAborted();
    asked.push(url);
    onAsk?.(url);
    const page = there.get(url);
    if (!page) throw new AppError('not-found', 'There is no such page (404).');
    return page;
  };
  return {
    asked,
    put,
    remove: (url) => void there.delete(admit(url)),
    reader: {
      admit,
      async read(wanted, signal) {
        const url = admit(wanted);
        const page = open(url, signal);
        return 'movedTo' in page ? page : { url, title: page.title ?? '', text: page.text };
      },
      async look(wanted, known, signal) {
        const url = admit(wanted);
        const page = open(url, signal);
        if ('movedTo' in page) return page;
        const etag = `"${createHash('sha256').update(JSON.stringify(page)).digest('hex')}"`;
        return known.etag === etag ? 'unchanged' : { url, title: '', ...page, version: { etag } };
      },
    },
  };
}

export interface FakeSearch {
  readonly searcher: WebSearcher;
  /** Every query that went out, in order. */
  readonly asked: readonly string[];
}

/** A search that finds these hits whatever it is asked. */
export function createFakeSearch(hits: readonly WebHit[] = [], onAsk?: (query: string) => void): FakeSearch {
  const asked: string[] = [];
  return {
    asked,
    searcher: {
      async search(query, limit, signal) {
        signal.throwIfAborted();
        asked.push(query);
        onAsk?.(query);
        return hits.slice(0, limit);
      },
    },
  };
}
