import type { Contact, ContactReader } from '../../src/ports/contacts.ts';

export interface FakeContacts {
  readonly reader: ContactReader;
  add(name: string, ...addresses: string[]): void;
}

/** An address book in memory; each entry is a name and its addresses. */
export function createFakeContacts(entries: readonly (readonly [string, ...string[]])[] = []): FakeContacts {
  const held: Contact[] = [];
  const add: FakeContacts['add'] = (name, ...addresses) => void held.push({ id: `contact-${held.length + 1}`, name, addresses });
  for (const [name, ...addresses] of entries) add(name, ...addresses);
  return {
    add,
    reader: {
      async find(text, limit, signal) {
        signal.throwIfAborted();
        const words = text.toLowerCase().split(/\s+/).filter(Boolean);
        const holdsAll = ({ name, addresses }: Contact) => {
          const all = [name, ...addresses].join('\n').toLowerCase();
          return words.every((word) => all.includes(word));
        };
        return held.filter(holdsAll).slice(0, limit);
      },
    },
  };
}
