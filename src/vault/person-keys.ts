import type { Random } from '../ground/random.ts';
import { decrypt, encrypt, KEY_BYTES, NONCE_BYTES } from './cipher.ts';
import { deriveKey, type RootKeys } from './root-key.ts';

/** A new key of the person's, as it stands in `person_keys`: wrapped by the root key. */
export function wrapNewKey(rootKey: Buffer, personId: string, random: Random): Buffer {
  return encrypt(wrappingKey(rootKey), random.bytes(NONCE_BYTES), boundTo(personId, 'key'), random.bytes(KEY_BYTES));
}

/** The same key under the newest root key; undefined when none of these opens it. */
export function wrapAnew(keys: RootKeys, personId: string, wrapped: Uint8Array, random: Random): Buffer | undefined {
  for (const rootKey of keys) {
    const key = unwrapKey(rootKey, personId, wrapped);
    if (key) return encrypt(wrappingKey(keys[0]), random.bytes(NONCE_BYTES), boundTo(personId, 'key'), key);
  }
  return undefined;
}

/** Undefined for one that another root key wrapped, or for another person. */
export function unwrapKey(rootKey: Buffer, personId: string, wrapped: Uint8Array): Buffer | undefined {
  return decrypt(wrappingKey(rootKey), boundTo(personId, 'key'), wrapped);
}

/** What is sealed is bound to its person and to what it is. */
export function boundTo(personId: string, purpose: string): Buffer {
  return Buffer.from(JSON.stringify([personId, purpose]));
}

function wrappingKey(rootKey: Buffer): Buffer {
  return deriveKey(rootKey, 'person keys');
}
