import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, isAppError } from '../ground/errors.ts';
import type { Random } from '../ground/random.ts';
import { decrypt, encrypt, NONCE_BYTES } from './cipher.ts';
import { deriveKey, type RootKeys } from './root-key.ts';
import { makeSecret, readSecret, replaceSecret } from './secret-file.ts';
import { type Purpose, type Rotation, type Signature, signatureSchema, signedBytes } from './signature.ts';

/** The key pair by which this instance is known (Ed25519, RFC 8032). */
export interface Identity {
  /** The public key, 43 letters of base64url. */
  readonly id: string;
  sign(purpose: Purpose, text: string): Signature;
}

interface IdentityDeps {
  readonly home: string;
  readonly rootKeys: RootKeys;
  readonly random: Random;
}

const stored = z.object({ sealed: z.string(), rotations: signatureSchema.shape.rotations });
type Stored = z.infer<typeof stored>;

const SEED_BYTES = 32;
/** What stands before the seed in a PKCS #8 key of Ed25519 (RFC 8410, section 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const ABOUT = Buffer.from('identity');

/**
 * The instance's key pair, its private part sealed with the newest root key in `<home>/identity`, or with a former one until `wrapIdentity`;
 * made there at the first start. Rejects with `config` when it cannot be opened.
 */
export async function loadIdentity(deps: IdentityDeps): Promise<Identity> {
  const { seed, rotations } = await loadSeed(deps);
  return identityOf(seed, rotations);
}

/** The same, sealed with the newest root key from now on. */
export async function wrapIdentity(deps: IdentityDeps): Promise<Identity> {
  const { seed, rotations, isUnderNewest } = await loadSeed(deps);
  if (!isUnderNewest) await replaceSecret(pathIn(deps.home), fileText(deps, seed, rotations));
  return identityOf(seed, rotations);
}

/** A new key pair takes the place of the old one, which signs it: whoever knows the old id accepts the new key. */
export async function rotateIdentity(deps: IdentityDeps): Promise<Identity> {
  const old = await loadIdentity(deps);
  const seed = deps.random.bytes(SEED_BYTES);
  const to = identityOf(seed, []).id;
  const { rotations, signature } = old.sign('next key', to);
  const chain = [...rotations, { from: old.id, to, signature }];
  await replaceSecret(pathIn(deps.home), fileText(deps, seed, chain));
  return identityOf(seed, chain);
}

async function loadSeed(deps: IdentityDeps) {
  const path = pathIn(deps.home);
  const fresh = () => fileText(deps, deps.random.bytes(SEED_BYTES), []);
  const text = (await readSecret(path)) ?? (await makeSecret(path, fresh(), deps.random));
  const { sealed, rotations } = parsed(path, text);
  for (const rootKey of deps.rootKeys) {
    const seed = decrypt(deriveKey(rootKey, 'identity'), ABOUT, Buffer.from(sealed, 'base64url'));
    if (seed?.length === SEED_BYTES) return { seed, rotations, isUnderNewest: rootKey === deps.rootKeys[0] };
  }
  throw unusable(path);
}

/** One that none of these keys opens is kept under another name, and counts no more. */
export async function setAsideIdentity(deps: IdentityDeps): Promise<void> {
  const path = pathIn(deps.home);
  try {
    if (await hasIdentity(deps.home)) await loadSeed(deps);
  } catch (error) {
    if (!isAppError(error, 'config')) throw error;
    await rename(path, `${path}.lost`);
  }
}

/** True once this home has an identity. */
export async function hasIdentity(home: string): Promise<boolean> {
  return (await readSecret(pathIn(home))) !== undefined;
}

function pathIn(home: string): string {
  return join(home, 'identity');
}

export function identityOf(seed: Buffer, rotations: readonly Rotation[]): Identity {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const { x: id } = createPublicKey(key).export({ format: 'jwk' });
  if (id === undefined) throw new Error('an Ed25519 key came without its public part');
  return {
    id,
    sign(purpose, text) {
      const signature = sign(null, signedBytes(purpose, text), key).toString('base64url');
      return { key: id, rotations: [...rotations], signature };
    },
  };
}

function fileText({ rootKeys, random }: IdentityDeps, seed: Buffer, rotations: Rotation[]): string {
  const sealed = encrypt(deriveKey(rootKeys[0], 'identity'), random.bytes(NONCE_BYTES), ABOUT, seed).toString('base64url');
  return JSON.stringify({ sealed, rotations } satisfies Stored);
}

function parsed(path: string, text: string): Stored {
  try {
    return stored.parse(JSON.parse(text));
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, cause?: unknown): AppError {
  return new AppError(
    'config',
    `The identity in ${path} does not open with this key file. Put back the key file or the identity that belong together; to begin with a new identity, move ${path} away: what the old one signed then counts as another instance's.`,
    { cause },
  );
}
