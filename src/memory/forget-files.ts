import { and, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { files, outbox } from '../db/schema/chat.ts';
import { type What, within } from './what.ts';

/** The files that go with everything, or with everything of some days: notes of conversations, what was sent, what was made of it. */
export async function filesMeant(tx: Tx, personId: string, what: What, zone: string): Promise<string[]> {
  const meant = what.all ? undefined : within(files.createdAt, what, zone);
  const rows = await tx
    .select({ id: files.id })
    .from(files)
    .where(and(eq(files.personId, personId), isNull(files.forgottenAt), meant));
  return rows.map(({ id }) => id);
}

/** Hides these, or brings them back with null. */
export async function markFiles(
  tx: Tx,
  personId: string,
  ids: readonly string[],
  forgottenAt: Temporal.Instant | null,
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(files)
    .set({ forgottenAt })
    .where(and(eq(files.personId, personId), inArray(files.id, [...ids])));
}

/** Deletes what was hidden by then, and blanks what showed it. Returns their ids and the keys of the messages that they were made of. */
export async function eraseFiles(tx: Tx, personId: string, cutoff: Temporal.Instant): Promise<{ ids: string[]; keys: string[] }> {
  const gone = await tx
    .delete(files)
    .where(and(eq(files.personId, personId), lte(files.forgottenAt, cutoff)))
    .returning({ id: files.id });
  const ids = gone.map(({ id }) => id);
  if (ids.length === 0) return { ids, keys: [] };
  const named = sql`(${outbox.why} -> 'sources') ?| ${sql.param(ids.map((id) => `file:${id}`))}::text[]`;
  const shown = await tx
    .select({ sources: sql<string[]>`${outbox.why} -> 'sources'` })
    .from(outbox)
    .where(and(eq(outbox.personId, personId), named));
  const keys = [...new Set(shown.flatMap(({ sources }) => sources))];
  // What was asked and said of the message that a file came from.
  const ofThem = sql`(${outbox.why} -> 'sources') ?| ${sql.param(keys)}::text[]`;
  await tx
    .update(outbox)
    .set({ message: sql`'{"text": ""}'::jsonb` })
    .where(and(eq(outbox.personId, personId), inArray(outbox.state, ['sent', 'dead', 'dropped']), ofThem));
  return { ids, keys };
}

/** Deletes what `/export` and `/memory export` have made: it tells what is erased as well, and can be made anew. */
export async function eraseExports(tx: Tx, personId: string): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select distinct jsonb_array_elements_text(message -> 'files') as id from outbox where person_id = ${personId}
      and why ->> 'trigger' in ('the command /export', 'the command /memory') and jsonb_typeof(message -> 'files') = 'array'`);
  const made = rows.map(({ id }) => id);
  await tx.delete(files).where(and(eq(files.personId, personId), inArray(files.id, made)));
}
