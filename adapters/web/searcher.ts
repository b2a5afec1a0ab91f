import { z } from 'zod';
import { AppError } from '../../src/ground/errors.ts';
import type { WebSearcher } from '../../src/ports/web.ts';
import { decodeText } from './content-type.ts';
import type { Egress } from './egress.ts';

interface SearcherDeps {
  /** The address of the search, as the settings name it. */
  readonly url: string;
  /** One that reaches its host. */
  readonly egress: Egress;
}

const hit = z.object({ title: z.string(), url: z.url({ protocol: /^https?$/ }), content: z.string().nullish() });
const answer = z.object({ results: z.array(z.unknown()) });

const WANTED = {
  accept: 'application/json',
  checkType(type: string) {
    if (type !== 'application/json')
      throw new AppError(
        'unavailable',
        'The search does not answer in JSON. Allow the format json in its settings (search.formats).',
      );
  },
};

/** A search by SearXNG's JSON API (docs.searxng.org, "Search API"), or whatever speaks it. Results that make no sense are left out. */
export function createSearcher({ url, egress }: SearcherDeps): WebSearcher {
  return {
    async search(query, limit, signal) {
      const found = await egress.get(`${url}/search?${new URLSearchParams({ q: query, format: 'json' })}`, WANTED, signal);
      if ('movedTo' in found) throw new AppError('unavailable', 'The search has moved to another host. Correct WEB_SEARCH_URL.');
      return parseHits(decodeText(found.bytes, found.contentType)).slice(0, limit);
    },
  };
}

function parseHits(text: string) {
  const results = answer.safeParse(parseJson(text));
  if (!results.success)
    throw new AppError('unavailable', 'The search answered something that I cannot read. Is WEB_SEARCH_URL a SearXNG?');
  return results.data.results.flatMap((result) => {
    const read = hit.safeParse(result);
    return read.success ? [{ title: read.data.title, url: read.data.url, snippet: read.data.content ?? '' }] : [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
