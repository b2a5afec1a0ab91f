import type { Client } from 'pg';
import { AppError } from '../ground/errors.ts';
import { type PortableTable, portableEnd, portableHeader, quoted, readMigration, readPortableTables } from './portable.ts';

const ROWS_A_STATEMENT = 200;
const BYTES_A_STATEMENT = 4_000_000;
const ROW = /^\["(\w+)",(\{.*\})\]$/s;

/**
 * Fills an empty database with the lines of an export, all or nothing; resolves with the number of rows. Rejects with `invalid`
 * when the lines are no whole export of the same version, with `config` when the database is not empty.
 */
export async function importLines(client: Client, lines: AsyncIterable<string>): Promise<number> {
  await client.query('BEGIN');
  try {
    await refuseWhenFilled(client);
    const count = await insertAll(client, lines);
    await client.query('COMMIT');
    return count;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function insertAll(client: Client, lines: AsyncIterable<string>): Promise<number> {
  const tables = new Map((await readPortableTables(client)).map((table) => [table.name, table]));
  const batch = createBatch(client);
  let header = false;
  let count = 0;
  for await (const line of lines) {
    if (!header) {
      await checkHeader(client, line);
      header = true;
      continue;
    }
    const [, name = '', row] = ROW.exec(line) ?? [];
    if (row === undefined) {
      await batch.flush();
      if (portableEnd.safeParse(parsed(line)).data?.rows !== count) throw noExport();
      await continueCounting(client, [...tables.values()]);
      return count;
    }
    const table = tables.get(name);
    if (!table) throw noExport();
    await batch.add(table, row);
    count += 1;
  }
  throw noExport();
}

/** Gathers rows of one table and inserts them together. */
function createBatch(client: Client) {
  let current: PortableTable | undefined;
  let rows: string[] = [];
  let size = 0;

  const flush = async () => {
    if (current && rows.length > 0) {
      const columns = current.columns.map(quoted).join();
      const name = quoted(current.name);
      const given = `json_populate_recordset(NULL::${name}, $1::json)`;
      await client.query(`INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM ${given}`, [
        `[${rows.join()}]`,
      ]);
    }
    rows = [];
    size = 0;
  };

  return {
    flush,
    async add(table: PortableTable, row: string) {
      if (table !== current || rows.length >= ROWS_A_STATEMENT || size + row.length > BYTES_A_STATEMENT) await flush();
      current = table;
      rows.push(row);
      size += row.length;
    },
  };
}

/** Columns that count by themselves go on after the greatest number that came in. */
async function continueCounting(client: Client, tables: readonly PortableTable[]): Promise<void> {
  for (const { name, identity } of tables) {
    if (identity === undefined) continue;
    await client.query(
      `SELECT setval(pg_get_serial_sequence($1, $2), max(${quoted(identity)})) FROM ${quoted(name)} HAVING max(${quoted(identity)}) IS NOT NULL`,
      [quoted(name), identity],
    );
  }
}

async function refuseWhenFilled(client: Client): Promise<void> {
  const { rows } = await client.query('SELECT EXISTS (SELECT FROM persons) AS filled');
  if (rows[0]?.filled !== false) {
    throw new AppError(
      'config',
      'This database already holds somebody. Import into an empty one: another ADJUTANT_HOME or DATABASE_URL.',
    );
  }
}

async function checkHeader(client: Client, line: string): Promise<void> {
  const header = portableHeader.safeParse(parsed(line));
  if (!header.success) throw noExport();
  if (header.data.migration !== (await readMigration(client))) {
    throw new AppError(
      'invalid',
      'This export was made by another version of Adjutant. Import it with that version, then update.',
    );
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function noExport(): AppError {
  return new AppError(
    'invalid',
    'This file is no whole export of Adjutant. Make it again with `npm run export`; nothing was imported.',
  );
}
