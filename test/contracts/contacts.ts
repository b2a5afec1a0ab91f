import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ContactReader } from '../../src/ports/contacts.ts';

/** An address book that holds Ann Lee (ann@a.example, then ann@home.example), Ben Oak (ben@b.example) and Jörg Öz (no address). */
export interface ContactsHarness {
  readonly reader: ContactReader;
  close(): Promise<void>;
}

/** The promises of `ContactReader`, which every address book keeps. */
export function contactsContract(name: string, make: () => Promise<ContactsHarness>): void {
  describe(`${name} keeps the promises of an address book`, () => {
    let harness: ContactsHarness;
    const { signal } = new AbortController();
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.close());
    const names = async (text: string, limit = 10) =>
      (await harness.reader.find(text, limit, signal)).map((contact) => contact.name);

    test('somebody is found by part of the name, in any letters', async () => {
      expect(await names('ann')).toEqual(['Ann Lee']);
      expect(await names('LEE')).toEqual(['Ann Lee']);
      expect(await names('jörg')).toEqual(['Jörg Öz']);
    });

    test('somebody is found by an address, with all addresses and the preferred one first', async () => {
      const [found] = await harness.reader.find('ann@home.example', 10, signal);
      expect(found).toMatchObject({ name: 'Ann Lee', addresses: ['ann@a.example', 'ann@home.example'] });
    });

    test('all words must be there', async () => {
      expect(await names('ann lee')).toEqual(['Ann Lee']);
      expect(await names('ann oak')).toEqual([]);
    });

    test('without words everybody is found, and never more than asked for', async () => {
      expect((await names('')).sort()).toEqual(['Ann Lee', 'Ben Oak', 'Jörg Öz']);
      expect(await names('', 2)).toHaveLength(2);
    });

    test('each has an id of their own', async () => {
      const all = await harness.reader.find('', 10, signal);
      expect(new Set(all.map(({ id }) => id)).size).toBe(3);
    });

    test('an aborted signal ends the search', async () => {
      await expect(harness.reader.find('ann', 10, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
    });
  });
}
