import { sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { files } from '../db/schema/chat.ts';

/** Where a person's rows lie, in the order of the exported document. Vectors are left out: they are made from the texts. */
const TABLES = [
  'profiles',
  'identities',
  'facts',
  'episodes',
  'tasks',
  'reminders',
  'schedules',
  'briefs',
  'actions',
  'inbox',
  'outbox',
  'turns',
  'model_usage',
  'audit',
] as const;

/** Everything kept of the person as one JSON document, stored as a file to be sent; gives its id. In the person's transaction. */
export async function exportPerson(tx: Tx, personId: string, now: Temporal.Instant): Promise<string> {
  const document: Record<string, unknown> = { format: 'adjutant-export', version: 1, madeAt: now.toString() };
  for (const table of TABLES) {
    const { rows } = await tx.execute(
      sql`select coalesce(jsonb_agg(to_jsonb(t) - 'person_id'), '[]') as rows from ${sql.identifier(table)} t`,
    );
    document[table] = rows[0]?.rows;
  }
  const content = new TextEncoder().encode(JSON.stringify(document, null, 2));
  const name = `adjutant-${now.toZonedDateTimeISO('UTC').toPlainDate().toString()}.json`;
  const [file] = await tx
    .insert(files)
    .values({ personId, name, mime: 'application/json', content, createdAt: now })
    .returning({ id: files.id });
  if (!file) throw new Error('the export could not be stored');
  return file.id;
}
