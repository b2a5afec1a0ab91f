import { z } from 'zod';
import { storableText } from '../../db/storable.ts';
import { AppError } from '../../ground/errors.ts';
import { quoted } from '../../mail/quoted.ts';
import type { WebHit, WebPage, WebReader, WebSearcher } from '../../ports/web.ts';
import { defineOutsideKind, type OutsideContext, type OutsideKind } from '../kind.ts';
import { ownAddresses } from './own-addresses.ts';

/** A longer page is cut here, and says so. */
const MOST_CHARACTERS = 20_000;
const MOST_HITS = 8;
const LONGEST_QUERY = 300;
const LONGEST_HIT_PART = 500;

const read = defineOutsideKind({
  name: 'web_read',
  description: 'Read a web page.',
  // The person's own address tells its host nothing that the person did not write there.
  effect: ({ url }, { ownWords }) => (ownAddresses(ownWords).has(url) ? 'read' : 'outbound'),
  verb: 'Open',
  area: 'web',
  needs: 'web',
  continues: true,
  input: z.object({ url: z.string() }),
  args: z.object({ url: z.string().min(1) }),
  resolve: async (context, { url }) => ({ url: webOf(context).admit(url.trim()) }),
  fields: { url: (url) => ({ label: 'Web address, all of which its host is told', value: url }) },
  async run(context, { url }) {
    const page = await webOf(context).read(url, context.signal);
    if ('movedTo' in page)
      return { said: `That page has moved to another host, where I did not follow: ${quoted(page.movedTo)}`, tainted: true };
    return { said: pageText(page), tainted: true };
  },
  undoData: z.never(),
  undo: async () => 'Reading changes nothing.',
});

const search = defineOutsideKind({
  name: 'web_search',
  description: 'Search the web.',
  // What a stranger has written may have chosen the words.
  effect: (_, { tainted }) => (tainted ? 'outbound' : 'read'),
  verb: 'Search',
  area: 'web',
  needs: 'search',
  continues: true,
  input: z.object({ query: z.string() }),
  args: z.object({ query: z.string().min(1).max(LONGEST_QUERY) }),
  async resolve(_, { query }) {
    const words = query.replace(/\s+/g, ' ').trim();
    if (words === '') throw new AppError('invalid', 'Say what to search for.');
    if (words.length > LONGEST_QUERY)
      throw new AppError('invalid', `Search for fewer words: at most ${LONGEST_QUERY} characters.`);
    return { query: words };
  },
  fields: { query: (query) => ({ label: 'Search the web for', value: query }) },
  async run(context, { query }) {
    const hits = await searchOf(context).search(query, MOST_HITS, context.signal);
    if (hits.length === 0) return { said: 'The web search found nothing.' };
    return { said: hits.map(hitText).join('\n'), tainted: true };
  },
  undoData: z.never(),
  undo: async () => 'A search changes nothing.',
});

/** Looking at the web. Whatever is found there is text from outside. */
export const webKinds: readonly OutsideKind[] = [read, search];

function webOf({ eyes }: OutsideContext): WebReader {
  if (!eyes.web) throw new AppError('unavailable', 'I cannot reach the web here.');
  return eyes.web;
}

function searchOf({ eyes }: OutsideContext): WebSearcher {
  if (!eyes.search)
    throw new AppError('unavailable', 'No web search is connected. Whoever runs me can name one in WEB_SEARCH_URL.');
  return eyes.search;
}

function pageText({ url, title, text }: WebPage): string {
  const whole = storableText(text);
  const cut = whole.length > MOST_CHARACTERS ? `\n(cut here after ${MOST_CHARACTERS} of ${whole.length} characters)` : '';
  return `Page ${quoted(url)}, title ${quoted(storableText(title))}\n\n${whole.slice(0, MOST_CHARACTERS)}${cut}`;
}

function hitText({ title, url, snippet }: WebHit): string {
  const [name, address, words] = [title, url, snippet].map((part) => quoted(storableText(part).slice(0, LONGEST_HIT_PART)));
  return `- ${name} ${address}\n  ${words}`;
}
