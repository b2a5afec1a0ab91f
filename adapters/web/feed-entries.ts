import type { FeedEntry } from '../../src/ports/web.ts';
import { readXml } from '../documents/xml.ts';

/** Feeds are read in this process, and everybody waits for it: what is longer is cut. UTF-16 units. */
const MOST_CHARACTERS = 2_000_000;
const MOST_ENTRIES = 200;
const LONGEST_FIELD = 20_000;

/** Root elements of RSS 2.0, Atom (RFC 4287) and RSS 1.0. */
const ROOTS = new Set(['rss', 'feed', 'rdf:rdf']);

const ENTRIES = new Set(['item', 'entry']);

/** Which elements of an entry say what: the first of each that says anything counts. */
const FIELDS: ReadonlyMap<string, keyof Raw> = new Map([
  ['guid', 'id'],
  ['id', 'id'],
  ['title', 'title'],
  ['link', 'link'],
  ['description', 'summary'],
  ['summary', 'summary'],
  ['encoded', 'content'],
  ['content', 'content'],
]);

interface Raw {
  id: string;
  title: string;
  link: string;
  summary: string;
  content: string;
}

/** Title and entries of a feed that was found at `baseUrl`; undefined for whatever is none. Rejects with `invalid` for one that nests too deep. */
export async function readFeed(
  text: string,
  baseUrl: string,
): Promise<{ readonly title: string; readonly entries: readonly FeedEntry[] } | undefined> {
  const root = /<([a-z][\w:.-]{0,20})/i.exec(text.slice(0, 4000))?.[1];
  if (!root || !ROOTS.has(root.toLowerCase())) return undefined;
  const { title, raw } = await rawEntries(text.slice(0, MOST_CHARACTERS));
  const entries: FeedEntry[] = [];
  for (const each of raw) {
    const url = absolute(each.link.trim(), baseUrl);
    const [entryTitle, entryText] = [await plainOf(each.title), await plainOf(each.summary || each.content)];
    const id = each.id.trim() || url || entryTitle;
    if (id !== '') entries.push({ id, title: entryTitle, url, text: entryText });
  }
  return { title: await plainOf(title), entries };
}

async function rawEntries(text: string): Promise<{ readonly title: string; readonly raw: readonly Raw[] }> {
  const raw: Raw[] = [];
  const path: string[] = [];
  let title = '';
  let entry: Raw | undefined;
  /** How many elements stand around what belongs to the entry itself. */
  let depth = 0;
  let field: keyof Raw | undefined;

  await readXml(once(text), {
    opens(name, attributes) {
      path.push(name);
      if (!entry && ENTRIES.has(name)) {
        entry = { id: '', title: '', link: '', summary: '', content: '' };
        depth = path.length;
      } else if (entry && path.length === depth + 1) {
        field = fieldOf(entry, name);
        if (field === 'link' && isItself(attributes)) entry.link = attributes.get('href') ?? '';
      }
    },
    says(words) {
      if (entry && field && entry[field].length < LONGEST_FIELD) entry[field] += words;
      else if (!entry && path.at(-1) === 'title' && path.length <= 3) title += words;
    },
    closes() {
      if (path.length === depth + 1) field = undefined;
      if (entry && path.length === depth) {
        if (raw.length < MOST_ENTRIES) raw.push(entry);
        entry = undefined;
      }
      path.pop();
    },
  });
  return { title, raw };
}

/** What this element of the entry says; undefined where nobody asks for it, or an earlier one has said it. */
function fieldOf(entry: Raw, name: string): keyof Raw | undefined {
  const field = FIELDS.get(name);
  return field && entry[field] === '' ? field : undefined;
}

/** RFC 4287, 4.2.7.2: without `rel` it is the entry itself. */
function isItself(attributes: ReadonlyMap<string, string>): boolean {
  return attributes.has('href') && (attributes.get('rel') ?? 'alternate') === 'alternate';
}

const UNSEEN = new Set(['script', 'style']);

/** Titles and descriptions are HTML now and then: what a reader would see of it, on one line. */
async function plainOf(markup: string): Promise<string> {
  const { Parser } = await import('htmlparser2');
  const words: string[] = [];
  let unseen = 0;
  const parser = new Parser({
    onopentag(name) {
      if (UNSEEN.has(name)) unseen += 1;
      words.push(' ');
    },
    ontext(text) {
      if (unseen === 0) words.push(text);
    },
    onclosetag(name) {
      if (UNSEEN.has(name)) unseen -= 1;
    },
  });
  parser.write(markup.slice(0, LONGEST_FIELD));
  parser.end();
  return words.join('').replaceAll(/\s+/g, ' ').trim();
}

/** Nothing for what is no address to go to. */
function absolute(link: string, baseUrl: string): string {
  const url = link !== '' && URL.canParse(link, baseUrl) ? new URL(link, baseUrl) : undefined;
  return url && /^https?:$/.test(url.protocol) && url.href.length <= 2000 ? url.href : '';
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
