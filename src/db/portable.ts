import type { Client } from 'pg';
import { z } from 'zod';

/** The first line of an export. */
export const portableHeader = z.object({
  format: z.literal('adjutant-export'),
  /** The newest migration of the database it came from, as its instant in milliseconds: both sides must have the same tables. */
  migration: z.number(),
});

/** The last line: an export without it was cut. */
export const portableEnd = z.object({ end: z.literal(true), rows: z.number() });

export interface PortableTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** The column that counts by itself, when there is one. */
  readonly identity: string | undefined;
  /** True when a single row may be megabytes. */
  readonly heavy: boolean;
  readonly refersTo: readonly string[];
}

/** Our tables, each after those it refers to. */
export async function readPortableTables(client: Client): Promise<PortableTable[]> {
  const { rows } = await client.query<Omit<PortableTable, 'identity'> & { identity: string | null }>(TABLES);
  return inOrder(rows.map((row) => ({ ...row, identity: row.identity ?? undefined })));
}

/** The newest migration that this database has. */
export async function readMigration(client: Client): Promise<number> {
  const { rows } = await client.query('SELECT max(created_at) AS newest FROM drizzle.__drizzle_migrations');
  return Number(rows[0]?.newest);
}

/** Sorts tables so that each stands after those it refers to. Throws on a circle. */
export function inOrder(tables: readonly PortableTable[]): PortableTable[] {
  const placed: PortableTable[] = [];
  while (placed.length < tables.length) {
    const names = new Set(placed.map((table) => table.name));
    const next = tables.filter((table) => !names.has(table.name) && table.refersTo.every((other) => names.has(other)));
    if (next.length === 0) throw new Error('tables refer to each other in a circle, so that no order of importing them works');
    placed.push(...next);
  }
  return placed;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const TABLES = `
  SELECT c.relname AS name,
    (SELECT json_agg(attname ORDER BY attnum) FROM pg_attribute
      WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns,
    (SELECT json_agg(a.attname ORDER BY array_position(i.indkey::int[], a.attnum::int)) FROM pg_index i
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int[])
      WHERE i.indrelid = c.oid AND i.indisprimary) AS key,
    (SELECT attname FROM pg_attribute WHERE attrelid = c.oid AND attidentity <> '') AS identity,
    EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND atttypid = 'bytea'::regtype AND NOT attisdropped) AS heavy,
    (SELECT coalesce(json_agg(r.relname), '[]') FROM pg_constraint f JOIN pg_class r ON r.oid = f.confrelid
      WHERE f.contype = 'f' AND f.conrelid = c.oid) AS "refersTo"
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1`;
