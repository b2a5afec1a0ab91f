import { createHash, timingSafeEqual } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../ground/random.ts';
import { makeSecret, readSecret } from '../vault/secret-file.ts';

/** The one-time token that makes a chat the owner's, in a file only the owner of this machine reads. */
export interface ClaimToken {
  /** The token that stands in the file, written first when there is none. */
  make(): Promise<string>;
  /** Compares in constant time; false without a file. */
  matches(guess: string): Promise<boolean>;
  remove(): Promise<void>;
}

/** 24 bytes are 32 characters of base64url: they fit a Telegram start payload (64 of A-Z a-z 0-9 _ -; Telegram, bot features, deep linking). */
const TOKEN_BYTES = 24;
const SHAPE = /^[\w-]{32}$/;

/** Keeps the token in `<home>/claim-token`. */
export function createClaimToken(home: string, random: Random): ClaimToken {
  const path = join(home, 'claim-token');
  const read = async () => {
    const text = await readSecret(path);
    return text !== undefined && SHAPE.test(text) ? text : undefined;
  };
  return {
    async make() {
      const standing = await read();
      if (standing !== undefined) return standing;
      await rm(path, { force: true });
      return makeSecret(path, random.bytes(TOKEN_BYTES).toString('base64url'), random);
    },
    async matches(guess) {
      const token = await read();
      return token !== undefined && timingSafeEqual(digest(token), digest(guess));
    },
    remove: () => rm(path, { force: true }),
  };
}

/** Both sides of one length, whatever was guessed. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
