import { type SQL, sql } from 'drizzle-orm';

/** How many bytes one posting takes: three big-endian 16-bit numbers, of which none is negative. */
const BYTES = 6;

/** How many postings there are of one word in one segment, as `packedPostings` puts them, in the order of places. Each is read where it lies. */
export function countIn(packed: Uint8Array): number {
  return packed.length / BYTES;
}

/** The place of the n-th. Neighbouring places of one session were said one after the other. */
export function placeAt(packed: Uint8Array, n: number): number {
  return numberAt(packed, n * BYTES);
}

/** The session of the n-th, numbered within the segment. */
export function sessionAt(packed: Uint8Array, n: number): number {
  return numberAt(packed, n * BYTES + 2);
}

/** What the functions below read off the n-th: twelve bits of `countAndLength`, and three marks. */
export function restAt(packed: Uint8Array, n: number): number {
  return numberAt(packed, n * BYTES + 4);
}

function numberAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** How often the word stands there, 15 at most, times 256, and the memory's length in different words, 255 at most. */
export function countAndLength(rest: number): number {
  return rest & 0xfff;
}

/** True when somebody else's words stand inside. */
export function isTainted(rest: number): boolean {
  return (rest & TAINTED) !== 0;
}

/** True for the first memory of its session. */
export function isFirst(rest: number): boolean {
  return (rest & FIRST) !== 0;
}

/** True for the last memory of its session. */
export function isLast(rest: number): boolean {
  return (rest & LAST) !== 0;
}

/** The postings without those of these places. */
export function withoutPlaces(packed: Uint8Array, places: ReadonlySet<number>): Uint8Array {
  const kept: number[] = [];
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let at = 0; at + BYTES <= view.byteLength; at += BYTES) {
    if (!places.has(view.getUint16(at))) kept.push(...packed.subarray(at, at + BYTES));
  }
  return Uint8Array.from(kept);
}

const TAINTED = 1 << 12;
const FIRST = 1 << 13;
const LAST = 1 << 14;

/** All postings of one group in one `bytea`, of rows with `place`, `session`, `occurs`, `length`, `tainted`, `first` and `last`. */
export const packedPostings: SQL = sql`string_agg(
  int2send(place::int2) || int2send(session::int2) || int2send((
    least(length, 255) + least(occurs, 15) * 256 + tainted::int * ${sql.raw(String(TAINTED))}
    + first::int * ${sql.raw(String(FIRST))} + last::int * ${sql.raw(String(LAST))})::int2), ''::bytea order by place)`;
