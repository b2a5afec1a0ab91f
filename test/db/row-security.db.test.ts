import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tx } from '../../src/db/client.ts';
import { sqlStateOf } from '../../src/db/failure.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';

/** Tables come from the database itself, so that a new one is tested from its first migration on. */
interface Table {
  readonly name: string;
  readonly protected: boolean;
  /** Columns that an insert must give, without person_id, as `"name" value`. */
  readonly required: readonly (readonly [column: string, type: string])[];
  readonly owned: boolean;
}

const VALUES: Record<string, string> = {
  uuid: 'gen_random_uuid()',
  text: "'x' || gen_random_uuid()",
  jsonb: "'{}'",
  'timestamp with time zone': 'now()',
  date: 'current_date',
  boolean: 'false',
  integer: '1',
  bigint: '1',
  smallint: '1',
  real: '1',
  'double precision': '1',
  numeric: '1',
  bytea: "''",
  ARRAY: "'{}'",
  'USER-DEFINED': "'[1]'",
};

let database: TestDatabase;
let tables: Table[];
let ana: string;
let ben: string;

const insert = (table: Table, person: string | undefined) => {
  const columns = [...table.required.map(([column]) => `"${column}"`), ...(person ? ['person_id'] : [])];
  const values = [
    ...table.required.map(([, type]) => VALUES[type] ?? `no value for ${type}`),
    ...(person ? [`'${person}'`] : []),
  ];
  return sql.raw(`insert into "${table.name}" (${columns}) values (${values})`);
};

async function readTables(tx: Tx): Promise<Table[]> {
  const { rows } = await tx.execute<{
    name: string;
    protected: boolean;
    columns: { name: string; type: string; required: boolean }[];
  }>(sql`
    select c.relname as name, c.relrowsecurity as protected,
      (select json_agg(json_build_object('name', column_name, 'type', data_type,
         'required', is_nullable = 'NO' and column_default is null and is_identity = 'NO' and is_generated = 'NEVER'))
       from information_schema.columns where table_schema = 'public' and table_name = c.relname) as columns
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`);
  return rows.map((row) => ({
    name: row.name,
    protected: row.protected,
    owned: row.columns.some((column) => column.name === 'person_id'),
    required: row.columns
      .filter((column) => column.required && column.name !== 'person_id')
      .map((column) => [column.name, column.type] as const),
  }));
}

beforeAll(async () => {
  database = await openTestDatabase();
  [ana, ben] = [await addPerson(database.db), await addPerson(database.db)];
  await database.db.asSystem(async (tx) => {
    tables = await readTables(tx);
    await tx.execute(sql`set local session_replication_role = replica`); // rows of one table without those they refer to
    for (const table of tables.filter((each) => each.name !== 'persons')) {
      for (const person of table.owned ? [ana, ben] : [undefined]) await tx.execute(insert(table, person));
    }
  });
});
afterAll(() => database.close());

const countAs = (person: string, table: Table) =>
  database.db.asPerson(person, async (tx) => {
    const { rows } = await tx.execute<{ n: number }>(sql.raw(`select count(*)::int as n from "${table.name}"`));
    return rows[0]?.n;
  });

/** How many rows a statement touches as this person; nothing of it is kept. */
const touchAs = (person: string, statement: string) =>
  database.db
    .asPerson(person, async (tx) => {
      const { rowCount } = await tx.execute(sql.raw(statement));
      throw Object.assign(new Error('enough'), { rowCount });
    })
    .catch((error: unknown) => (error instanceof Error && 'rowCount' in error ? error.rowCount : sqlStateOf(error)));

describe('row-level security', () => {
  test('stands on every table', () => {
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter((table) => !table.protected).map((table) => table.name)).toEqual([]);
  });

  test('shows a person the own row of every table, and no other', async () => {
    const seen: Record<string, unknown> = {};
    for (const table of tables.filter((each) => each.owned)) seen[table.name] = await countAs(ana, table);
    expect(new Set(Object.values(seen)), JSON.stringify(seen)).toEqual(new Set([1]));
  });

  test("lets no statement of a person change or delete another's row", async () => {
    for (const table of tables.filter((each) => each.owned)) {
      // What nobody may change, such as the audit record, is refused instead of not found.
      expect([0, '42501'], table.name).toContain(
        await touchAs(ana, `update "${table.name}" set person_id = person_id where person_id = '${ben}'`),
      );
      expect([0, '42501'], table.name).toContain(await touchAs(ana, `delete from "${table.name}" where person_id = '${ben}'`));
    }
  });

  test('lets no person write a row for another, nor give an own one away', async () => {
    for (const table of tables.filter((each) => each.owned)) {
      const written = await database.db.asPerson(ana, (tx) => tx.execute(insert(table, ben))).catch(sqlStateOf);
      expect(written, table.name).toBe('42501');
      expect(await touchAs(ana, `update "${table.name}" set person_id = '${ben}'`), table.name).toBe('42501');
    }
  });

  test('hides what belongs to nobody, and shows of the persons only oneself', async () => {
    for (const table of tables.filter((each) => !each.owned && each.name !== 'persons')) {
      expect(await countAs(ana, table), table.name).toBe(0);
    }
    const { rows } = await database.db.asPerson(ana, (tx) => tx.execute(sql`select id from persons`));
    expect(rows).toEqual([{ id: ana }]);
    expect(await touchAs(ana, `update persons set operator = true`)).toBe(0);
    expect(await touchAs(ana, `delete from persons`)).toBe(0);
  });

  test('keeps the list of migrations from persons', async () => {
    expect(await touchAs(ana, 'select * from drizzle.__drizzle_migrations')).toBe('42501');
  });
});
