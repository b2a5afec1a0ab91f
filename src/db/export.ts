import type { Client } from 'pg';
import { type PortableTable, quoted, readMigration, readPortableTables } from './portable.ts';

const ROWS_A_PAGE = 200;

/**
 * Everything in our tables as lines of JSON, in one consistent state: a header, `["table",{row}]` for each row, and an end.
 * Jobs that wait are not among them. `client` is a connection of the tables' owner, used for nothing else meanwhile.
 */
export async function* exportLines(client: Client): AsyncGenerator<string> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  let count = 0;
  yield JSON.stringify({ format: 'adjutant-export', migration: await readMigration(client) });
  for (const table of await readPortableTables(client)) {
    for await (const row of rowsOf(client, table)) {
      count += 1;
      yield `["${table.name}",${row}]`;
    }
  }
  await client.query('COMMIT');
  yield JSON.stringify({ end: true, rows: count });
}

/** The rows as JSON text made by Postgres, so that no number is rounded on the way. */
async function* rowsOf(client: Client, { name, columns, key, heavy }: PortableTable): AsyncGenerator<string> {
  const selected = columns.map(quoted).join();
  const order = key.map(quoted).join();
  await client.query(
    `DECLARE page NO SCROLL CURSOR FOR SELECT row_to_json(r)::text AS row FROM (SELECT ${selected} FROM ${quoted(name)} ORDER BY ${order}) r`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${heavy ? 1 : ROWS_A_PAGE} FROM page`);
    if (rows.length === 0) break;
    for (const { row } of rows) yield row;
  }
  await client.query('CLOSE page');
}
