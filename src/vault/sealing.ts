import { eq } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { personKeys } from '../db/schema/vault.ts';
import type { Clock } from '../ground/clock.ts';
import { AppError } from '../ground/errors.ts';
import type { Random } from '../ground/random.ts';
import { decrypt, encrypt, NONCE_BYTES } from './cipher.ts';
import { boundTo, unwrapKey, wrapNewKey } from './person-keys.ts';

/**
 * Encrypts what is one person's with that person's own key, which the root key wraps. In that person's transaction, all of it.
 * `purpose` says what the bytes are, such as `file <id>`: what was sealed for one purpose or person opens for no other.
 */
export interface Sealing {
  /** Makes the person's key when there is none yet: by it a start knows whether it has the right root key. */
  ensureKey(tx: Tx, personId: string): Promise<void>;
  /** Makes the person's key when there is none yet. */
  seal(tx: Tx, personId: string, purpose: string, bytes: Uint8Array): Promise<Buffer>;
  /** Rejects with `not-found` without the person's key, `config` under another root key, `invalid` for what was changed since. */
  open(tx: Tx, personId: string, purpose: string, sealed: Uint8Array): Promise<Buffer>;
  /** All that was sealed for the person is unreadable from now on, in this database; what is sealed later gets a new key. */
  destroyKey(tx: Tx, personId: string): Promise<void>;
}

interface SealingDeps {
  readonly rootKey: Buffer;
  readonly random: Random;
  readonly clock: Clock;
}

export function createSealing({ rootKey, random, clock }: SealingDeps): Sealing {
  async function keyOf(tx: Tx, personId: string): Promise<Buffer | undefined> {
    const [row] = await tx.select({ wrapped: personKeys.wrapped }).from(personKeys).where(eq(personKeys.personId, personId));
    const key = row && unwrapKey(rootKey, personId, row.wrapped);
    if (row && !key)
      throw new AppError(
        'config',
        'This was encrypted under another key file than the one in use. Put your copy of that file back (ADJUTANT_KEY_FILE) and start again.',
      );
    return key;
  }

  /** Of two that make it at once, the second waits for the first. */
  async function ensureKey(tx: Tx, personId: string): Promise<void> {
    const wrapped = wrapNewKey(rootKey, personId, random);
    await tx.insert(personKeys).values({ personId, wrapped, createdAt: clock.now() }).onConflictDoNothing();
  }

  async function makeKey(tx: Tx, personId: string): Promise<Buffer> {
    await ensureKey(tx, personId);
    const key = await keyOf(tx, personId);
    if (!key) throw new Error('the key that was just made is gone');
    return key;
  }

  return {
    ensureKey,
    async seal(tx, personId, purpose, bytes) {
      const key = (await keyOf(tx, personId)) ?? (await makeKey(tx, personId));
      return encrypt(key, random.bytes(NONCE_BYTES), boundTo(personId, purpose), bytes);
    },
    async open(tx, personId, purpose, sealed) {
      const key = await keyOf(tx, personId);
      if (!key)
        throw new AppError('not-found', 'The key to this is gone, so nobody can read it any more. Please give it to me anew.');
      const opened = decrypt(key, boundTo(personId, purpose), sealed);
      if (!opened)
        throw new AppError(
          'invalid',
          'What is stored here was changed or damaged, so I do not use it. Please give it to me anew.',
        );
      return opened;
    },
    async destroyKey(tx, personId) {
      await tx.delete(personKeys).where(eq(personKeys.personId, personId));
    },
  };
}
