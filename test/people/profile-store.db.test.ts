import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { profiles } from '../../src/db/schema/identities.ts';
import { createPerson } from '../../src/people/persons.ts';
import { defaultProfile } from '../../src/people/profile.ts';
import { withField } from '../../src/people/profile-path.ts';
import { load, loadForChange, save } from '../../src/people/profile-store.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';

const now = Temporal.Instant.from('2026-11-21T08:00:00Z');

let test: TestDatabase;
let personId: string;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  personId = await test.db.asSystem((tx) => createPerson(tx, { zone: 'Europe/Berlin', name: 'Ann', operator: false }, now));
});

const loaded = (id = personId) => test.db.asPerson(id, (tx) => load(tx, id));

describe('a stored profile', () => {
  it('comes back as it was saved', async () => {
    const changed = withField(await loaded(), 'settings.preferredChannel', 'telegram');
    await test.db.asPerson(personId, (tx) => save(tx, personId, changed));
    expect(await loaded()).toEqual(changed);
  });

  it('is the default profile for a person without a row', async () => {
    const bare = await addPerson(test.db);
    expect(await loaded(bare)).toEqual(defaultProfile('UTC', ''));
  });

  it('of an older version is completed with defaults', async () => {
    await test.db.asPerson(personId, (tx) => tx.update(profiles).set({ document: { identity: { name: 'Ann', timezone: 7 } } }));
    expect(await loaded()).toEqual(defaultProfile('UTC', 'Ann'));
  });

  it('is not seen by another person', async () => {
    const other = await addPerson(test.db);
    expect(await test.db.asPerson(other, (tx) => load(tx, personId))).toEqual(defaultProfile('UTC', ''));
  });

  it('loses no change when many are made at the same time', async () => {
    const add = (skill: string) =>
      test.db.asPerson(personId, async (tx) =>
        save(tx, personId, withField(await loadForChange(tx, personId), 'identity.expertise', `+${skill}`)),
      );
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(add));
    expect([...(await loaded()).identity.expertise].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
