import { Client } from 'pg';
import { createDatabase } from '../../src/db/client.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { type Statement, unboundTables } from './statement.ts';

/**
 * What stands between two persons: `both`; `security` alone, where the comparisons with a person that queries make are true for every
 * row; `filters` alone, where row-level security is switched off; or `none`.
 */
export type Walls = 'both' | 'security' | 'filters' | 'none';

export interface Walled extends TestDatabase {
  /** Takes down what is not to stand; until then both walls do. */
  fall(): Promise<void>;
  /** Every statement issued in a person's transaction, in order. */
  readonly issued: readonly Statement[];
  /** How many comparisons with a person were made true. */
  readonly defeated: () => number;
  /** Statements that did not bind every table of a person's rows to the person. */
  unbound(): string[];
}

const COMPARISON = /(?:"?\w+"?\.)?"?\bperson_id"? = (\$\d+)/g;
const OPENS = /^BEGIN; SET LOCAL ROLE adjutant_app; SET LOCAL app\.person_id = '([0-9a-f-]+)'/;

/** A database of this caller's own that lets the test see every statement, and takes walls down. */
export async function openWalled(walls: Walls = 'both'): Promise<Walled> {
  const database = await openTestDatabase();
  const owned = await tablesOfPersons(database);
  let standing: Walls = 'both';
  const issued: Statement[] = [];
  let defeated = 0;

  /** Sees each statement on its way, and rewrites it where the filters are to count for nothing. */
  class WatchedClient extends Client {
    #personId: string | undefined;

    // @ts-expect-error: of the overloads of `query` only the one with a promise is used
    override query(config: string | { text: string }, values?: unknown[]) {
      const text = typeof config === 'string' ? config : config.text;
      if (/^(BEGIN|COMMIT|ROLLBACK)\b/.test(text)) this.#personId = OPENS.exec(text)?.[1];
      else if (this.#personId) issued.push({ text, params: values ?? [], personId: this.#personId });
      if (typeof config === 'string' || !this.#personId || standing === 'both' || standing === 'filters' || isKept(text))
        return super.query(config as never, values);
      const open = text.replaceAll(COMPARISON, (_, place: string) => {
        defeated += 1;
        return `${place}::uuid is not null`;
      });
      return super.query({ ...config, text: open, name: undefined } as never, values); // under its name stands the other text
    }
  }

  /** Under a key that is somebody else's nothing is opened or sealed, so that what asks for it would wait for a better one, and no wall be tried. */
  const isKept = (text: string) => standing === 'none' && text.includes('from "person_keys"');

  const connection = { ...database.connection, Client: WatchedClient };
  const db = createDatabase({ connection, maxConnections: 4, log: silentLog });
  return {
    db,
    connection: database.connection,
    issued,
    async fall() {
      if (walls === 'filters' || walls === 'none') await removeSecurity(database);
      standing = walls;
    },
    defeated: () => defeated,
    unbound: () =>
      issued.flatMap((statement) => {
        const missing = unboundTables(statement, owned);
        return missing.length === 0 ? [] : [`${missing.join(', ')}: ${statement.text}`];
      }),
    async close() {
      await db.close();
      await database.close();
    },
  };
}

/** Every table whose rows belong to persons. */
export async function tablesOfPersons({ db }: Pick<TestDatabase, 'db'>): Promise<ReadonlySet<string>> {
  const { rows } = await db.asSystem((tx) =>
    tx.execute<{ name: string }>(
      `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'person_id'`,
    ),
  );
  return new Set(rows.map(({ name }) => name));
}

async function removeSecurity({ db }: TestDatabase): Promise<void> {
  await db.asSystem(async (tx) => {
    const { rows } = await tx.execute<{ name: string }>(
      `select relname as name from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace`,
    );
    for (const { name } of rows) await tx.execute(`alter table "${name}" disable row level security`);
  });
}
