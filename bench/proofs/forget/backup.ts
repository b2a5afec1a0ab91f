import { sql } from 'drizzle-orm';
import type { Database } from '../../../src/db/client.ts';

/** Where memory lies and what it came from, in the order in which rows can be put back. */
const TABLES = [
  'turns',
  'turn_steps',
  'inbox',
  'outbox',
  'actions',
  'files',
  'facts',
  'episodes',
  'claims',
  'slots',
  'entities',
  'entity_names',
  'relations',
  'name_rulings',
  'observations',
  'short_forms',
  'segments',
  'postings',
  'vectors',
];

/** A person's memory as a backup of that moment holds it. */
export type Backup = ReadonlyMap<string, string>;

export async function takeBackup(db: Database, personId: string): Promise<Backup> {
  return db.asPerson(personId, async (tx) => {
    const kept = new Map<string, string>();
    for (const table of TABLES) {
      const { rows } = await tx.execute<{ rows: string }>(
        sql`select coalesce(json_agg(t), '[]')::text as rows from ${sql.identifier(table)} t where person_id = ${personId}`,
      );
      kept.set(table, rows[0]?.rows ?? '[]');
    }
    return kept;
  });
}

/** Puts it back in place of what is there now, as restoring a snapshot does. */
export async function restoreBackup(db: Database, personId: string, backup: Backup): Promise<void> {
  await db.asPerson(personId, async (tx) => {
    for (const [table, rows] of backup) {
      await tx.execute(sql`delete from ${sql.identifier(table)} where person_id = ${personId}`);
      const { rows: columns } = await tx.execute<{ name: string }>(sql`
        select quote_ident(column_name) as name from information_schema.columns
        where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER'`);
      const names = sql.raw(columns.map(({ name }) => name).join());
      await tx.execute(sql`insert into ${sql.identifier(table)} (${names}) overriding system value
        select ${names} from json_populate_recordset(null::${sql.identifier(table)}, ${rows}::json)`);
    }
  });
}

/** Which of the words stand, in whatever case, in any row of the person's, in any table or in those of these names. */
export async function standingAnywhere(
  db: Database,
  personId: string,
  words: readonly string[],
  only?: readonly string[],
): Promise<ReadonlySet<string>> {
  const form = `(${words.join('|')})`;
  return db.asPerson(personId, async (tx) => {
    const { rows: tables } = await tx.execute<{ name: string }>(sql`
      select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'person_id'`);
    const standing = new Set<string>();
    for (const { name } of tables) {
      if (only && !only.includes(name)) continue;
      const { rows } = await tx.execute<{ word: string }>(sql`
        select distinct lower((regexp_matches(t::text, ${form}, 'gi'))[1]) as word from ${sql.identifier(name)} t`);
      for (const { word } of rows) standing.add(word);
    }
    return new Set(words.filter((word) => standing.has(word.toLowerCase())));
  });
}
