import { createHash } from 'node:crypto';

/** The same text gives the same UUID, on every machine (RFC 9562, section 5.8). */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The same for several words, each told from the next. */
export function namedUuid(...words: readonly (string | number)[]): string {
  return uuidOf(JSON.stringify(words));
}
