import { type SQL, sql } from 'drizzle-orm';

/** One word in one memory of a segment. */
export interface Posting {
  /** Neighbouring places of one session were said one after the other. */
  readonly place: number;
  /** Numbered within the segment. */
  readonly session: number;
  /** How often the word stands there; 15 at most. */
  readonly count: number;
  /** Of the memory, in different words; 255 at most. */
  readonly length: number;
  /** True when somebody else's words stand inside. */
  readonly tainted: boolean;
  /** True for the first and for the last memory of its session. */
  readonly first: boolean;
  readonly last: boolean;
}

/** How many bytes one posting takes: three big-endian 16-bit numbers, of which none is negative. */
const BYTES = 6;

/** Reads what `packedPostings` wrote. A posting is to be read at once: the next one is handed over in the same object, since there are tens of thousands. */
export function eachPosting(packed: Uint8Array, visit: (posting: Posting) => void): void {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const posting = { place: 0, session: 0, count: 0, length: 0, tainted: false, first: false, last: false };
  for (let at = 0; at + BYTES <= view.byteLength; at += BYTES) {
    const rest = view.getUint16(at + 4);
    posting.place = view.getUint16(at);
    posting.session = view.getUint16(at + 2);
    posting.count = (rest >> 8) & 15;
    posting.length = rest & 255;
    posting.tainted = (rest & TAINTED) !== 0;
    posting.first = (rest & FIRST) !== 0;
    posting.last = (rest & LAST) !== 0;
    visit(posting);
  }
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
