import { hkdfSync } from 'node:crypto';
import { AppError } from '../ground/errors.ts';
import type { Random } from '../ground/random.ts';
import { makeSecret, readSecret } from './secret-file.ts';

const KEY_BYTES = 32;

/**
 * The 32 bytes from which every other key is derived, from the file at `path`; made there at the first boot.
 * A file that cannot be used is never replaced: rejects with `config`, since a new key would make everything encrypted unreadable.
 */
export async function loadRootKey(path: string, random: Random): Promise<Buffer> {
  try {
    const stored = await readSecret(path);
    const text = stored ?? (await makeSecret(path, random.bytes(KEY_BYTES).toString('base64url'), random));
    return parseKey(path, text);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const message = `The key file ${path} cannot be read or made. Give this user the right to it, or name another place in ADJUTANT_KEY_FILE.`;
    throw new AppError('config', message, { cause: error });
  }
}

/** 32 bytes for one purpose (HKDF-SHA-256, RFC 5869): the same root and purpose always give the same key. */
export function deriveKey(root: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `adjutant ${purpose}`, KEY_BYTES));
}

function parseKey(path: string, text: string): Buffer {
  const key = Buffer.from(text, 'base64url');
  if (key.length === KEY_BYTES && key.toString('base64url') === text) return key;
  throw new AppError(
    'config',
    `The key file ${path} holds no key. Put your copy of it back. Without one, move the file away to start with a new key: what the old key encrypted then stays unreadable.`,
  );
}
