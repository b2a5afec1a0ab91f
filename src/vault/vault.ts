import { eq, sql } from 'drizzle-orm';
import type { Database, Tx } from '../db/client.ts';
import { credentials, personKeys } from '../db/schema/vault.ts';
import { AppError } from '../ground/errors.ts';
import type { Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import { type Identity, setAsideIdentity, wrapIdentity } from './identity.ts';
import { unwrapKey, wrapAnew } from './person-keys.ts';
import { addRootKey, firstOf, makeRootKey, missingKey, type RootKeys, readRootKeys } from './root-key.ts';

/** What a process is given to open and to sign with. */
export interface Vault {
  readonly rootKey: Buffer;
  readonly firstKey: Buffer;
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
 * The key file and the identity that belong to this database; both are made where it is new. What stands under a former root key comes under
 * the newest. Rejects with `config`, and makes nothing, when the file is missing although the database needs one, or is another than the one
 * it was written with. Only for the process that holds the database.
 */
export async function openVault({ db, home, keyFile, random, log }: VaultDeps): Promise<Vault> {
  const rootKeys = (await readRootKeys(keyFile)) ?? (await firstKey(db, keyFile, random));
  const closed = await db.asSystem((tx) => wrapPersonKeys(tx, { rootKeys, keyFile, random }));
  if (closed > 0) log.warn('person-keys-not-opened', { count: closed });
  return { rootKey: rootKeys[0], firstKey: firstOf(rootKeys), identity: await wrapIdentity({ home, rootKeys, random }) };
}

/** From now on a new root key wraps everything. Killed at any moment, what is left of it is done by the next `openVault`, such as a start. */
export async function rotateRootKey(deps: VaultDeps): Promise<void> {
  await openVault(deps);
  await addRootKey(deps.keyFile, deps.random);
  await openVault(deps);
}

/**
 * Where the key file is lost: what no key opens is given up, and a new one is made if there is none. Gives the number of persons who lost
 * what was sealed.
 */
export async function giveUpLostKey({ db, home, keyFile, random }: VaultDeps): Promise<number> {
  const rootKeys = (await readRootKeys(keyFile)) ?? (await makeRootKey(keyFile, random));
  await setAsideIdentity({ home, rootKeys, random });
  return db.asSystem(async (tx) => {
    const rows = await tx.select().from(personKeys);
    const lost = rows.filter(({ personId, wrapped }) => !wrapAnew(rootKeys, personId, wrapped, random));
    for (const { personId } of lost) {
      await tx.delete(personKeys).where(eq(personKeys.personId, personId));
      await tx.delete(credentials).where(eq(credentials.personId, personId));
    }
    return lost.length;
  });
}

async function firstKey(db: Database, keyFile: string, random: Random): Promise<RootKeys> {
  const needsOne = sql`select exists (select from person_keys) or exists (select from audit) as needs`;
  const { rows } = await db.asSystem((tx) => tx.execute<{ needs: boolean }>(needsOne));
  if (rows[0]?.needs === false) return makeRootKey(keyFile, random);
  throw new AppError('config', `${missingKey(keyFile, 'This database was written with one, so no new one was made.')} ${LOST}`);
}

interface Wrapping {
  readonly rootKeys: RootKeys;
  readonly keyFile: string;
  readonly random: Random;
}

/** How many persons' keys open with none of these. One of many may be damaged: that is their own trouble. All of them are a wrong key file. */
async function wrapPersonKeys(tx: Tx, { rootKeys, keyFile, random }: Wrapping): Promise<number> {
  const rows = await tx.select().from(personKeys);
  const outdated = rows.filter(({ personId, wrapped }) => !unwrapKey(rootKeys[0], personId, wrapped));
  let closed = 0;
  for (const { personId, wrapped } of outdated) {
    const anew = wrapAnew(rootKeys, personId, wrapped, random);
    if (anew) await tx.update(personKeys).set({ wrapped: anew }).where(eq(personKeys.personId, personId));
    else closed += 1;
  }
  if (rows.length > 0 && closed === rows.length) throw wrongKey(keyFile);
  return closed;
}

const LOST =
  'Where there is no copy any more, `npm run rotate-key -- --lost` begins with a new key: connected accounts and stored files are lost then, what was said and remembered stays.';

function wrongKey(keyFile: string): AppError {
  return new AppError(
    'config',
    `This database was written with another key file than ${keyFile}. Put your copy of that file back, or name its place in ADJUTANT_KEY_FILE, and try again. Nothing was changed. ${LOST}`,
  );
}
