import { type people_v1, people as peopleApi } from 'googleapis/build/src/apis/people/index.js';
import type { Contact, ContactReader } from '../../src/ports/contacts.ts';
import { looked } from './failure.ts';
import { itemsOf } from './pages.ts';
import type { GoogleSession } from './session.ts';

const PAGE = 1000;
/** An address book larger than this is looked at in part. */
const MOST_PAGES = 10;

/**
 * The address book of a Google account, by the People API v1. Google's own search knows only beginnings of words and needs a warm-up
 * (`people.searchContacts`), so the list is read and compared here.
 */
export function createGoogleContacts({ auth, rootUrl }: GoogleSession): ContactReader {
  const api = peopleApi({ version: 'v1', auth, ...(rootUrl && { rootUrl }) });
  const everybody = (signal: AbortSignal) =>
    itemsOf(MOST_PAGES, async (page) => {
      const params = { resourceName: 'people/me', personFields: 'names,emailAddresses', pageSize: PAGE, ...page };
      const { data } = await looked(signal, () => api.people.connections.list(params, { signal, retry: false }));
      return { items: data.connections, next: data.nextPageToken };
    });
  return {
    async find(text, limit, signal) {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      const found: Contact[] = [];
      for await (const person of everybody(signal)) {
        const contact = toContact(person);
        if (hasAll(contact, words)) found.push(contact);
        if (found.length >= limit) break;
      }
      return found;
    },
  };
}

function toContact({ resourceName, names, emailAddresses }: people_v1.Schema$Person): Contact {
  const addresses = [...(emailAddresses ?? [])].sort((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
  return {
    id: resourceName ?? '',
    name: names?.[0]?.displayName ?? '',
    addresses: addresses.flatMap(({ value }) => (value ? [value] : [])),
  };
}

function isFirst({ metadata }: people_v1.Schema$EmailAddress): boolean {
  return metadata?.primary === true;
}

function hasAll({ name, addresses }: Contact, words: readonly string[]): boolean {
  const all = [name, ...addresses].join('\n').toLowerCase();
  return words.every((word) => all.includes(word));
}
