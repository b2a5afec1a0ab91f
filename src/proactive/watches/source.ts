import { createHash } from 'node:crypto';
import { z } from 'zod';
import { storableText } from '../../db/storable.ts';
import type { WebLook } from '../../ports/web.ts';

/** An address that is looked at, and how it stood at the last look. */
export const sourceSchema = z.object({
  url: z.string(),
  /** The state that was read last; empty before the first. */
  version: z.object({ etag: z.string().exactOptional(), modified: z.string().exactOptional() }),
  /** Of a feed the hashes of all entries that were seen, the newest first; of a page those of the lines that stood there. */
  seen: z.object({ of: z.enum(['feed', 'page']), hashes: z.array(z.string()) }).exactOptional(),
  /** Looks in a row at which it could not be read. */
  failures: z.int(),
});
export type Source = z.infer<typeof sourceSchema>;

/** Something new: an entry of a feed, or a line of a page. */
export interface Item {
  /** Tells it from the others of its source. */
  readonly hash: string;
  readonly of: 'feed' | 'page';
  readonly title: string;
  /** The first words of what it says beside its title; empty where there are none. */
  readonly text: string;
  /** Where it can be read. */
  readonly url: string;
}

export function newSource(url: string): Source {
  return { url, version: {}, failures: 0 };
}

const MOST_SEEN = 1000;

/**
 * What is new since the last look, and how the source stands after it. Of a page that nobody has looked at before, nothing is new; neither
 * is an entry that one of the other sources has brought.
 */
export function whatIsNew(
  source: Source,
  look: WebLook,
  others: readonly Source[] = [],
): { readonly fresh: readonly Item[]; readonly after: Source } {
  const items = look.entries ? entriesOf(source, look, look.entries) : linesOf(look);
  const of = look.entries ? 'feed' : 'page';
  const before = source.seen?.of === of ? source.seen.hashes : undefined;
  const known = new Set(before);
  const brought = broughtBy(others, source, look.entries ?? []);
  const fresh = of === 'page' && !before ? [] : items.filter(({ hash }) => !known.has(hash) && !brought.has(hash));
  const there = items.map(({ hash }) => hash);
  // An entry that a feed leaves out and serves again is not news; a line that stands on a page again is.
  const hashes = of === 'page' ? there : [...new Set([...there, ...known])].slice(0, MOST_SEEN);
  return { fresh, after: { url: source.url, version: look.version, seen: { of, hashes }, failures: 0 } };
}

/** Shorter lines of a page are menus and numbers of pages. */
const SHORTEST_LINE = 10;
const LONGEST_TITLE = 200;
const LONGEST_TEXT = 400;

function entriesOf(source: Source, { url }: WebLook, entries: NonNullable<WebLook['entries']>): Item[] {
  const items = entries.map(
    (entry): Item => ({
      hash: entryHash(source.url, entry.id),
      of: 'feed',
      title: cut(entry.title, LONGEST_TITLE) || '(no title)',
      text: cut(entry.text, LONGEST_TEXT),
      url: entry.url || url,
    }),
  );
  return distinct(items);
}

/** An id that means the same entry in every feed: an IRI (RFC 4287, 4.2.6), as the address in a guid is (RSS 2.0). */
const UNIVERSAL = /^(?:https?:\/\/|urn:|tag:)\S+$/i;

/** The entries, by their hashes here, that another source has brought. */
function broughtBy(others: readonly Source[], source: Source, entries: NonNullable<WebLook['entries']>): ReadonlySet<string> {
  const elsewhere = others.map(({ url, seen }) => ({ url, hashes: new Set(seen?.hashes) }));
  const brought = entries.filter(
    ({ id }) => UNIVERSAL.test(id) && elsewhere.some(({ url, hashes }) => hashes.has(entryHash(url, id))),
  );
  return new Set(brought.map(({ id }) => entryHash(source.url, id)));
}

function entryHash(feed: string, id: string): string {
  return hashOf(`${feed}\n${id}`);
}

function linesOf({ url, title, text }: WebLook): Item[] {
  const lines = text.split('\n').map((line) => cut(line, LONGEST_TEXT));
  const telling = lines.filter((line) => line.length >= SHORTEST_LINE && /\p{L}/u.test(line));
  const name = cut(title, LONGEST_TITLE) || new URL(url).host;
  return distinct(telling.map((line) => ({ hash: hashOf(line), of: 'page', title: name, text: line, url }))).slice(0, MOST_SEEN);
}

function distinct(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [item.hash, item])).values()];
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function cut(text: string, longest: number): string {
  return storableText(text.replaceAll(/\s+/g, ' ').trim().slice(0, longest));
}
