import { hashOf } from '../../canonical.ts';

/**
 * An id of our own for an event: the same wish gives the same one, so that creating it again finds it. Forty hexadecimal digits are a UID
 * (RFC 5545, 3.8.4.7) and an id that Google's calendar takes (base32hex).
 */
export function makeEventId(wish: readonly unknown[]): string {
  return hashOf(wish).slice(0, 40);
}
