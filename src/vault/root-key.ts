import { hkdfSync } from 'node:crypto';
import { AppError } from '../ground/errors.ts';
import type { Random } from '../ground/random.ts';
import { KEY_BYTES } from './cipher.ts';
import { makeSecret, readSecret, replaceSecret } from './secret-file.ts';

/**
 * The root keys of a deployment, 32 bytes each, the newest first: that one wraps every person's key. The former ones open what older
 * backups hold, and from the first ever made, the last here, comes what must outlive them all.
 */
export type RootKeys = readonly [Buffer, ...Buffer[]];

/** From the file at `path`, one key a line. Rejects with `config` when there is none or it cannot be used: another key would open nothing, so none is made here. */
export async function loadRootKeys(path: string): Promise<RootKeys> {
  const keys = await readRootKeys(path);
  if (keys) return keys;
  throw new AppError('config', missingKey(path, 'Nothing here can be opened or signed without it.'));
}

/** Undefined when there is no such file; rejects with `config` when it cannot be used. */
export async function readRootKeys(path: string): Promise<RootKeys | undefined> {
  const text = await orUnusable(path, readSecret(path));
  return text === undefined ? undefined : parseKeys(path, text);
}

/** A key in a new file; where another process was faster, its own. Only for a deployment that has none. */
export async function makeRootKey(path: string, random: Random): Promise<RootKeys> {
  return parseKeys(path, await orUnusable(path, makeSecret(path, freshLine(random), random)));
}

/** From now on the file begins with a new key, and the others stand below it. */
export async function addRootKey(path: string, random: Random): Promise<void> {
  const keys = await loadRootKeys(path);
  await orUnusable(path, replaceSecret(path, [freshLine(random), ...keys.map(lineOf)].join('\n')));
}

export function firstOf(keys: RootKeys): Buffer {
  return keys.at(-1) ?? keys[0];
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
    const message = `The key file ${path} cannot be read or written. Give this user the right to it, or name another place in ADJUTANT_KEY_FILE.`;
    throw new AppError('config', message, { cause: error });
  });
}

function freshLine(random: Random): string {
  return lineOf(random.bytes(KEY_BYTES));
}

function lineOf(key: Buffer): string {
  return key.toString('base64url');
}

function parseKeys(path: string, text: string): RootKeys {
  const lines = text.split(/\s*\n/);
  const [newest, ...former] = lines.map((line) => Buffer.from(line, 'base64url'));
  const isKey = (key: Buffer, at: number) => key.length === KEY_BYTES && lineOf(key) === lines[at];
  if (newest && [newest, ...former].every(isKey)) return [newest, ...former];
  throw new AppError('config', `The key file ${path} holds no key. Put your copy of it back, and try again.`);
}
