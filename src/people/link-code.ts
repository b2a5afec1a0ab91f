import { createHmac } from 'node:crypto';
import type { Random } from '../ground/random.ts';

/** Without letters that look like another (Crockford's base 32). */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_BYTES = 5;

/** A code of 40 random bits for people to copy: `7K2M-9QXA`. */
export function makeLinkCode(random: Random): string {
  const bits = BigInt(`0x${random.bytes(CODE_BYTES).toString('hex')}`);
  const letters = Array.from({ length: 8 }, (_, place) => LETTERS[Number((bits >> BigInt(place * 5)) & 31n)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** The one spelling of a code, however it was typed; undefined for what cannot be one. */
export function readLinkCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(letters) ? `${letters.slice(0, 4)}-${letters.slice(4)}` : undefined;
}

/** What is kept of a code: a keyed hash, since 40 bits could be tried out on a plain one. */
export function hashLinkCode(key: Buffer, code: string): string {
  return createHmac('sha256', key).update(code).digest('hex');
}
