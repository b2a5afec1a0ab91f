import { createCipheriv, createDecipheriv } from 'node:crypto';

/** What every sealed value begins with; the last byte is the version of the format: mark, nonce, tag, ciphertext. */
const MARK = Buffer.from('\0sealed\x01', 'latin1');
export const KEY_BYTES = 32;
/** The only length for which GCM uses the nonce as it is (NIST SP 800-38D, 8.2); random, so one key is good for 2^32 values. */
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** By how much a sealed value is longer than what it hides. */
export const SEAL_BYTES = MARK.length + NONCE_BYTES + TAG_BYTES;

export function isSealed(bytes: Uint8Array): boolean {
  return MARK.equals(bytes.subarray(0, MARK.length));
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
