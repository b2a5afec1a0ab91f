import { createCipheriv, createDecipheriv } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { personKeys } from '../db/schema/vault.ts';
import type { Clock } from '../ground/clock.ts';
import { AppError } from '../ground/errors.ts';
import type { Random } from '../ground/random.ts';
import { deriveKey } from './root-key.ts';

/**
 * Encrypts what is one person's with that person's own key, which the root key wraps. In that person's transaction, all of it.
 * `purpose` says what the bytes are, such as `file <id>`: what was sealed for one purpose or person opens for no other.
 */
export interface Sealing {
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

/** What every sealed value begins with; the last byte is the version of the format: mark, nonce, tag, ciphertext. */
const MARK = Buffer.from('\0sealed\x01', 'latin1');
const KEY_BYTES = 32;
/** The only length for which GCM uses the nonce as it is (NIST SP 800-38D, 8.2); random, so one key is good for 2^32 values. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** By how much a sealed value is longer than what it hides. */
export const SEAL_BYTES = MARK.length + NONCE_BYTES + TAG_BYTES;

export function isSealed(bytes: Uint8Array): boolean {
  return MARK.equals(bytes.subarray(0, MARK.length));
}

export function createSealing({ rootKey, random, clock }: SealingDeps): Sealing {
  const wrappingKey = deriveKey(rootKey, 'person keys');

  async function keyOf(tx: Tx, personId: string): Promise<Buffer | undefined> {
    const [row] = await tx.select({ wrapped: personKeys.wrapped }).from(personKeys).where(eq(personKeys.personId, personId));
    return row && unwrap(wrappingKey, personId, row.wrapped);
  }

  /** Of two that make it at once, the second waits for the first and then takes its key. */
  async function makeKey(tx: Tx, personId: string): Promise<Buffer> {
    const nonce = random.bytes(NONCE_BYTES);
    const wrapped = encrypt(wrappingKey, nonce, boundTo(personId, 'key'), random.bytes(KEY_BYTES));
    await tx.insert(personKeys).values({ personId, wrapped, createdAt: clock.now() }).onConflictDoNothing();
    const key = await keyOf(tx, personId);
    if (!key) throw new Error('the key that was just made is gone');
    return key;
  }

  return {
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

function unwrap(wrappingKey: Buffer, personId: string, wrapped: Uint8Array): Buffer {
  const key = decrypt(wrappingKey, boundTo(personId, 'key'), wrapped);
  if (key) return key;
  throw new AppError(
    'config',
    'This was encrypted under another key file than the one in use. Put your copy of that file back (ADJUTANT_KEY_FILE) and start again.',
  );
}

function boundTo(personId: string, purpose: string): Buffer {
  return Buffer.from(JSON.stringify([personId, purpose]));
}

/** `about` is bound to the result: it opens with the same only. */
export function encrypt(key: Buffer, nonce: Buffer, about: Buffer, bytes: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(about);
  const body = [cipher.update(bytes), cipher.final()];
  return Buffer.concat([MARK, nonce, cipher.getAuthTag(), ...body]);
}

/** Undefined for what this key did not make, or not for this. */
export function decrypt(key: Buffer, about: Buffer, sealed: Uint8Array): Buffer | undefined {
  const tagAt = MARK.length + NONCE_BYTES;
  if (!isSealed(sealed) || sealed.length < SEAL_BYTES) return undefined;
  const [nonce, tag, body] = [
    sealed.subarray(MARK.length, tagAt),
    sealed.subarray(tagAt, SEAL_BYTES),
    sealed.subarray(SEAL_BYTES),
  ];
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(about).setAuthTag(tag);
  const text = decipher.update(body);
  try {
    return Buffer.concat([text, decipher.final()]);
  } catch {
    return undefined;
  }
}
