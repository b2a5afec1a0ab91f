import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../../src/db/client.ts';

/** What names a row or a place of somebody, wherever it stands. */
const NAMING = ['id', 'key', 'seq', 'number', 'chat', 'message_id', 'user_id', 'service'];
const cell = z.union([z.string(), z.number()]).nullish();
const BUTTON = /"id": ?"([a-z0-9]+\.[0-9a-f-]{36}\.[\w-]{14})"/g;

export interface Names {
  /** One name of each kind, the highest where they are numbers: uuids, keys, chats, and handles in accounts. */
  readonly each: readonly string[];
  /** Every uuid. */
  readonly uuids: readonly string[];
  /** Every signed button that was shown. */
  readonly buttons: readonly string[];
}

/** All names in a person's rows, read past every wall. */
export async function namesOf(
  db: Database,
  personId: string,
  tables: ReadonlySet<string>,
  handles: readonly string[],
): Promise<Names> {
  const each = new Set([personId, ...handles]);
  const uuids = new Set([personId]);
  const buttons = new Set<string>();
  for (const rows of (await rowsOf(db, personId, tables)).values()) {
    for (const row of rows) {
      if (typeof row.id === 'string') uuids.add(row.id);
      for (const [, button = ''] of JSON.stringify(row).replaceAll('\\"', '"').matchAll(BUTTON)) buttons.add(button);
    }
    for (const column of NAMING) {
      const values = rows.flatMap((row) => cell.parse(row[column]) ?? []);
      const name = values.sort((a, b) => Number(a) - Number(b) || 0).at(-1);
      if (name !== undefined) each.add(String(name));
    }
  }
  return { each: [...each], uuids: [...uuids], buttons: [...buttons] };
}

/** A person's rows in every table, in a fixed order. */
export async function rowsOf(db: Database, personId: string, tables: ReadonlySet<string>) {
  return db.asSystem(async (tx) => {
    const all = new Map<string, Record<string, unknown>[]>();
    for (const table of [...tables].sort()) {
      const { rows } = await tx.execute<{ row: Record<string, unknown> }>(
        sql`select to_jsonb(t) as row from ${sql.identifier(table)} t where person_id = ${personId} order by to_jsonb(t)::text`,
      );
      all.set(
        table,
        rows.map(({ row }) => row),
      );
    }
    return all;
  });
}
