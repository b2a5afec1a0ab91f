import { Client } from 'pg';
import type { Connection } from './connection.ts';

/**
 * Looks over a whole embedded database, opened with `checks`, in about half a second: every page by its checksum, every row by the rules of
 * its table, every index against its table. Indexes that cannot be looked over are made anew. Rejects when anything is damaged.
 */
export async function checkDatabase(connection: Connection): Promise<void> {
  const client = new Client(connection);
  client.on('error', () => undefined); // the statement that needs the connection rejects anyway
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('CREATE EXTENSION amcheck');
    const { rows } = await client.query<{ name: string; msg: string }>(DAMAGED_ROWS);
    if (rows[0]) throw new Error(`the table ${rows[0].name} is damaged: ${rows[0].msg}`);
    await client.query(CHECK_TREES);
    await client.query('ROLLBACK');
    const { rows: others } = await client.query<{ name: string }>(OTHER_INDEXES);
    for (const { name } of others) await client.query(`REINDEX INDEX ${name}`);
    const { rows: references } = await client.query<{ name: string; orphans: string }>(REFERENCES);
    for (const { name, orphans } of references) {
      if ((await client.query(orphans)).rows.length > 0) throw new Error(`rows that ${name} refers to are missing`);
    }
  } finally {
    await client.end();
  }
}

const DAMAGED_ROWS = `
  SELECT c.oid::regclass::text AS name, v.msg FROM pg_class c, LATERAL verify_heapam(c.oid, check_toast => true) v
  WHERE c.relkind IN ('r', 'm', 'S') AND c.relpersistence = 'p' LIMIT 1`;

const INDEXES = `
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
  WHERE i.indisvalid AND c.relkind = 'i' AND c.relpersistence = 'p'`;

const CHECK_TREES = `SELECT bt_index_check(c.oid, heapallindexed => true) ${INDEXES} AND a.amname = 'btree'`;

const OTHER_INDEXES = `SELECT c.oid::regclass::text AS name ${INDEXES} AND a.amname <> 'btree'`;

/** For each foreign key, a statement that finds a row without the one it refers to. */
const REFERENCES = `
  SELECT f.conname AS name, format('SELECT FROM %s a WHERE %s AND NOT EXISTS (SELECT FROM %s b WHERE %s) LIMIT 1',
    f.conrelid::regclass, string_agg(format('a.%I IS NOT NULL', x.attname), ' AND '),
    f.confrelid::regclass, string_agg(format('a.%I = b.%I', x.attname, y.attname), ' AND ')) AS orphans
  FROM pg_constraint f
    CROSS JOIN LATERAL unnest(f.conkey, f.confkey) AS k (own, other)
    JOIN pg_attribute x ON x.attrelid = f.conrelid AND x.attnum = k.own
    JOIN pg_attribute y ON y.attrelid = f.confrelid AND y.attnum = k.other
  WHERE f.contype = 'f' GROUP BY f.oid, f.conname, f.conrelid, f.confrelid`;
