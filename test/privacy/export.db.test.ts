import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outbox } from '../../src/db/schema/chat.ts';
import { facts } from '../../src/db/schema/memory.ts';
import { credentials, personKeys } from '../../src/db/schema/vault.ts';
import { exportPerson } from '../../src/privacy/export.ts';
import { identityOf } from '../../src/vault/identity.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { testStoredFiles } from '../fixtures/stored-files.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const stored = testStoredFiles();
const now = Temporal.Instant.from('2026-11-21T08:00:00Z');

async function exported(personId: string) {
  const { file, leftOut } = await database.db.asPerson(personId, (tx) =>
    exportPerson({ storedFiles: stored, identity }, tx, personId, now),
  );
  const [row] = await database.db.asPerson(personId, (tx) => stored.load(tx, personId, [file]));
  return { file, leftOut, name: row?.name, document: JSON.parse(new TextDecoder().decode(row?.bytes)) };
}

const keep = (personId: string, name: string, content: Uint8Array) =>
  database.db.asPerson(personId, (tx) => stored.keep(tx, personId, { name, mime: 'text/plain', bytes: content }));

const identity = identityOf(Buffer.alloc(32, 9), []);

describe('the export', () => {
  test('holds every table that a person owns rows of, except what is made from their texts, and keys', async () => {
    const ann = await addPerson(database.db);
    const { rows } = await database.db.asSystem((tx) =>
      tx.execute<{ name: string }>(sql`
        select table_name as name from information_schema.columns
        where table_schema = 'public' and column_name = 'person_id' order by 1`),
    );
    const owned = rows
      .map(({ name }) => name)
      .filter((name) => !['vectors', 'postings', 'segments', 'person_keys'].includes(name));
    const { document, name } = await exported(ann);
    const { format, version, madeAt, signature, audit_head: head, ...tables } = document;
    expect([signature.key, head]).toEqual([identity.id, undefined]);
    expect({ format, version, madeAt }).toEqual({ format: 'adjutant-export', version: 1, madeAt: now.toString() });
    expect(Object.keys(tables).sort()).toEqual(owned);
    expect(owned.length).toBeGreaterThan(15);
    expect(name).toBe('adjutant-2026-11-21.json');
  });

  test("holds the person's own rows, and nobody else's", async () => {
    const ann = await addPerson(database.db);
    const ben = await addPerson(database.db);
    for (const [personId, text] of [
      [ann, 'Ana is my sister'],
      [ben, 'a secret of Ben'],
    ] as const) {
      const fact = { personId, text, trust: 'owner', source: 'telegram:1', recordedAt: now } as const;
      await database.db.asPerson(personId, (tx) => tx.insert(facts).values(fact));
    }
    const { document } = await exported(ann);
    expect(document.facts).toMatchObject([{ text: 'Ana is my sister', trust: 'owner', source: 'telegram:1' }]);
    expect(JSON.stringify(document)).not.toContain('Ben');
    expect(JSON.stringify(document)).not.toContain(ann);
  });

  test('holds files with their content, but an export that was sent by its name alone', async () => {
    const ann = await addPerson(database.db);
    await keep(ann, 'notes.txt', new TextEncoder().encode('Buy milk. '.repeat(20)));
    await keep(ann, 'adjutant-of-mine.json', new TextEncoder().encode('{}'));
    const first = await exported(ann);
    const message = { text: 'Here it is.', files: [first.file] };
    const why = { trigger: 'x', by: 'rule', sources: [], actions: [] };
    await database.db.asPerson(ann, (tx) =>
      tx
        .insert(outbox)
        .values({ personId: ann, key: 'k', platform: 'telegram', chat: 'c', message, why, nextAt: now, createdAt: now }),
    );
    const { document, leftOut } = await exported(ann);
    const shown = document.files.map(({ name, content, earlier_export }: Record<string, unknown>) => [
      name,
      content,
      earlier_export,
    ]);
    expect(shown).toHaveLength(3);
    expect(shown).toContainEqual(['notes.txt', Buffer.from('Buy milk. '.repeat(20)).toString('base64'), false]);
    expect(shown).toContainEqual(['adjutant-of-mine.json', Buffer.from('{}').toString('base64'), false]);
    expect(shown).toContainEqual(['adjutant-2026-11-21.json', null, true]);
    expect(leftOut).toEqual([]);
  });

  test('leaves the largest content out when all of it together is too much, and names it', async () => {
    const ann = await addPerson(database.db);
    await keep(ann, 'film.mp4', new Uint8Array(24_000_000));
    await keep(ann, 'notes.txt', new TextEncoder().encode('Buy milk.'));
    const { document, leftOut } = await exported(ann);
    expect(leftOut).toEqual(['film.mp4']);
    const shown = document.files.map(({ name, bytes, content }: Record<string, unknown>) => [name, bytes, content]);
    expect(shown).toContainEqual(['film.mp4', 24_000_000, null]);
    expect(shown).toContainEqual(['notes.txt', 9, 'QnV5IG1pbGsu']);
  });

  test('opens no account: it names what is connected, without what opens it', async () => {
    const ann = await addPerson(database.db);
    const row = { personId: ann, service: 'imap', sealed: Buffer.from('sealed bytes'), changedAt: now };
    await database.db.asPerson(ann, (tx) => tx.insert(credentials).values(row));
    const { document } = await exported(ann);
    expect(document.credentials).toEqual([{ service: 'imap', changed_at: expect.any(String) }]);
  });

  test('goes on without a file that cannot be read any more, and names it', async () => {
    const ann = await addPerson(database.db);
    await keep(ann, 'lost.txt', Buffer.from('lost'));
    await database.db.asPerson(ann, (tx) => tx.delete(personKeys));
    await keep(ann, 'found.txt', Buffer.from('found'));
    const { document, leftOut } = await exported(ann);
    expect(leftOut).toEqual(['lost.txt']);
    expect(document.files.map(({ content }: Record<string, unknown>) => content)).toContain('Zm91bmQ=');
  });
});
