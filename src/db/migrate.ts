import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { AppError } from '../ground/errors.ts';
import { projectRoot } from '../ground/root.ts';
import type { Connection } from './connection.ts';
import { failureOf, sqlStateOf } from './failure.ts';

const migrationsFolder = join(projectRoot, 'migrations');
/** Any number will do, as long as every Adjutant takes the same one: it keeps two of them from migrating at once. */
const MIGRATION_LOCK = 4_170_329;

interface MigrateOptions {
  readonly connection: Connection;
  /** Called before anything changes in a database that already holds something. */
  readonly beforeChange?: () => Promise<void>;
}

/**
 * Brings the tables up to this program's version; resolves with true when something changed. A repeat changes nothing.
 * Rejects with `config` when the database refuses, is newer than this program, or lacks pgvector.
 */
export async function migrate({ connection, beforeChange }: MigrateOptions): Promise<boolean> {
  const client = new Client(connection);
  client.on('error', () => undefined); // the statement that needs the connection rejects anyway
  try {
    await client.connect();
  } catch (error) {
    throw failureOf(error, 'connect');
  }
  try {
    await client.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    const known = readMigrationFiles({ migrationsFolder });
    const applied = await appliedMillis(client);
    const latest = Math.max(0, ...known.map((migration) => migration.folderMillis));
    if (applied > latest) throw tooNew();
    if (applied === latest) return false;
    if (applied > 0) await beforeChange?.();
    await prepare(client);
    await applyMigrations(drizzle({ client }), { migrationsFolder });
    await client.query(GRANTS);
    await client.query(AUDIT_IS_APPEND_ONLY);
    return true;
  } finally {
    await client.end();
  }
}

/** When the newest applied migration was written, in milliseconds of the epoch; 0 in an empty database. */
async function appliedMillis(client: Client): Promise<number> {
  const table = await client.query(`SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS there`);
  if (table.rows[0]?.there !== true) return 0;
  const newest = await client.query('SELECT coalesce(max(created_at), 0) AS newest FROM drizzle.__drizzle_migrations');
  return Number(newest.rows[0]?.newest);
}

/** What the tables need before they can be made: pgvector and the role that row-level security binds. */
async function prepare(client: Client): Promise<void> {
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS vector');
  } catch (error) {
    throw new AppError('config', adviceFor('CREATE EXTENSION vector;', 'pgvector'), { cause: error });
  }
  try {
    await client.query(ROLE);
  } catch (error) {
    if (sqlStateOf(error) !== '42501') throw error;
    const statement = 'CREATE ROLE adjutant_app NOLOGIN; GRANT adjutant_app TO <the user of DATABASE_URL>;';
    throw new AppError('config', adviceFor(statement, 'the role adjutant_app'), { cause: error });
  }
}

/** A role belongs to the whole server, so another database's Adjutant may make it at the same moment. */
const ROLE = `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'adjutant_app') THEN
    BEGIN CREATE ROLE adjutant_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
  END IF;
  IF NOT pg_has_role(current_user, 'adjutant_app', 'SET') THEN EXECUTE format('GRANT adjutant_app TO %I', current_user); END IF;
END $$`;

const GRANTS = `
  GRANT USAGE ON SCHEMA public TO adjutant_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO adjutant_app;
  GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO adjutant_app;
  REVOKE UPDATE, DELETE ON audit FROM adjutant_app`;

/** Holds for everybody, the owner of the tables too. A row goes only along with its person, whose own row is gone by then. */
const AUDIT_IS_APPEND_ONLY = `
  CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' THEN
      IF NOT EXISTS (SELECT FROM public.persons WHERE id = OLD.person_id) THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION 'the audit record is append-only' USING ERRCODE = 'insufficient_privilege';
  END $$;
  CREATE OR REPLACE TRIGGER audit_keeps_rows BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
  CREATE OR REPLACE TRIGGER audit_keeps_all BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()`;

function adviceFor(statement: string, what: string): string {
  return `The database lacks ${what} and DATABASE_URL's user may not add it. Have an administrator run in that database: ${statement}`;
}

function tooNew(): AppError {
  return new AppError(
    'config',
    'This database was written by a newer version of Adjutant. Install that version, or restore a snapshot that this one made.',
  );
}
