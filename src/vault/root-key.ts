import { hkdfSync } from 'node:crypto';
import { AppError } from '../ground/errors.ts';
import type { Random } from '../ground/random.ts';
import { KEY_BYTES } from './cipher.ts';
import { makeSecret, readSecret } from './secret-file.ts';

/**
 * The 32 bytes that wrap every person's key and from which the others are derived, from the file at `path`. Rejects with `config` when
 * there is none or it cannot be used: a new key would make everything encrypted unreadable, so none is made here.
 */
export async function loadRootKey(path: string): Promise<Buffer> {
  const key = await readRootKey(path);
  if (key) return key;
  throw new AppError('config', missingKey(path, 'Nothing here can be opened or signed without it.'));
}

/** Undefined when there is no such file; rejects with `config` when it cannot be used. */
export async function readRootKey(path: string): Promise<Buffer | undefined> {
  const text = await orUnusable(path, readSecret(path));
  return text === undefined ? undefined : parseKey(path, text);
}

/** A new key in a new file; where another process was faster, its key. Only for a deployment that has none yet. */
export async function makeRootKey(path: string, random: Random): Promise<Buffer> {
  return parseKey(path, await orUnusable(path, makeSecret(path, random.bytes(KEY_BYTES).toString('base64url'), random)));
}

export function missingKey(path: string, so: string): string {
  return `The key file ${path} is missing. ${so} Put your copy of it back, or name its place in ADJUTANT_KEY_FILE, and try again.`;
}

/** 32 bytes for one purpose (HKDF-SHA-256, RFC 5869): the same root and purpose always give the same key. */
export function deriveKey(root: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `adjutant ${purpose}`, KEY_BYTES));
}

async function orUnusable<T>(path: string, file: Promise<T>): Promise<T> {
  return file.catch((error: unknown) => {
    const message = `The key file ${path} cannot be read or made. Give this user the right to it, or name another place in ADJUTANT_KEY_FILE.`;
    throw new AppError('config', message, { cause: error });
  });
}

function parseKey(path: string, text: string): Buffer {
  const key = Buffer.from(text, 'base64url');
  if (key.length === KEY_BYTES && key.toString('base64url') === text) return key;
  throw new AppError('config', `The key file ${path} holds no key. Put your copy of it back, and try again.`);
}
