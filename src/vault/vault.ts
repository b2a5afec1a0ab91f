import { sql } from 'drizzle-orm';
import type { Database, Tx } from '../db/client.ts';
import { personKeys } from '../db/schema/vault.ts';
import { AppError } from '../ground/errors.ts';
import type { Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import { type Identity, loadIdentity } from './identity.ts';
import { unwrapKey } from './person-keys.ts';
import { makeRootKey, missingKey, readRootKey } from './root-key.ts';

/** What a process is given to open and to sign with. */
export interface Vault {
  readonly rootKey: Buffer;
  readonly identity: Identity;
}

interface VaultDeps {
  readonly db: Database;
  readonly home: string;
  readonly keyFile: string;
  readonly random: Random;
  readonly log: Log;
}

/**
 * The key file and the identity that belong to this database; both are made where it is new. Rejects with `config`, and makes nothing, when
 * the file is missing although the database needs one, or is another than the one it was written with.
 */
export async function openVault({ db, home, keyFile, random, log }: VaultDeps): Promise<Vault> {
  const rootKey = (await readRootKey(keyFile)) ?? (await firstKey(db, keyFile, random));
  const closed = await db.asSystem((tx) => checkKeys(tx, rootKey, keyFile));
  if (closed > 0) log.warn('person-keys-not-opened', { count: closed });
  return { rootKey, identity: await loadIdentity({ home, rootKey, random }) };
}

async function firstKey(db: Database, keyFile: string, random: Random): Promise<Buffer> {
  const needsOne = sql`select exists (select from person_keys) or exists (select from audit) as needs`;
  const { rows } = await db.asSystem((tx) => tx.execute<{ needs: boolean }>(needsOne));
  if (rows[0]?.needs === false) return makeRootKey(keyFile, random);
  throw new AppError('config', missingKey(keyFile, 'This database was written with one, so no new one was made.'));
}

/** How many persons' keys this root key does not open. One of many may be damaged: that is their own trouble. All of them are a wrong root key. */
async function checkKeys(tx: Tx, rootKey: Buffer, keyFile: string): Promise<number> {
  const rows = await tx.select().from(personKeys);
  const closed = rows.filter(({ personId, wrapped }) => !unwrapKey(rootKey, personId, wrapped));
  if (rows.length > 0 && closed.length === rows.length) throw wrongKey(keyFile);
  return closed.length;
}

function wrongKey(keyFile: string): AppError {
  return new AppError(
    'config',
    `This database was written with another key file than ${keyFile}. Put your copy of that file back, or name its place in ADJUTANT_KEY_FILE, and try again. Nothing was changed.`,
  );
}
