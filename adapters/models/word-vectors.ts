import { readFile } from 'node:fs/promises';
import { AppError } from '../../src/ground/errors.ts';

export interface WordVectors {
  readonly dimensions: number;
  /** The row of a lower-case word, if it is known. */
  find(word: string): number | undefined;
  /** 1 for the most frequent word of the language, 50,000 for the rarest that is known. */
  rankOf(row: number): number;
  /** Adds the row's vector, times `weight`, to `sum`. */
  addTo(sum: Float64Array, row: number, weight: number): void;
}

const MAGIC = 'ADJWV001';
const HEADER_BYTES = 20;
const NEWLINE = 10;

/**
 * Reads the file that scripts/word-vectors.mjs makes. Little-endian: 8 bytes of magic, then as uint32 the count of words, the
 * dimensions and the bytes of text; then per word a float32 scale, per word a uint16 frequency rank, per word `dimensions` signed
 * bytes, and the words in byte order, each ended by a newline. It is searched where it lies: 50,000 words stay one buffer of 6 MB.
 */
export async function readWordVectors(path: string): Promise<WordVectors> {
  const file = await readFile(path);
  if (file.length < HEADER_BYTES || file.toString('latin1', 0, 8) !== MAGIC) throw broken(path);
  const count = file.readUInt32LE(8);
  const dimensions = file.readUInt32LE(12);
  const ranksAt = HEADER_BYTES + count * 4;
  const numbersAt = ranksAt + count * 2;
  const textAt = numbersAt + count * dimensions;
  if (file.length !== textAt + file.readUInt32LE(16)) throw broken(path);
  const starts = lineStarts(file, textAt, count);

  return {
    dimensions,
    find(word) {
      const wanted = Buffer.from(word);
      let low = 0;
      let high = count - 1;
      while (low <= high) {
        const middle = (low + high) >>> 1;
        const order = wanted.compare(file, starts[middle], (starts[middle + 1] ?? 0) - 1);
        if (order === 0) return middle;
        if (order < 0) high = middle - 1;
        else low = middle + 1;
      }
      return undefined;
    },
    rankOf: (row) => file.readUInt16LE(ranksAt + row * 2),
    addTo(sum, row, weight) {
      const factor = weight * file.readFloatLE(HEADER_BYTES + row * 4);
      const from = numbersAt + row * dimensions;
      for (let i = 0; i < dimensions; i++) sum[i] = (sum[i] ?? 0) + factor * file.readInt8(from + i);
    },
  };
}

/** Where each word begins, and at the end where one more would begin. */
function lineStarts(file: Buffer, textAt: number, count: number): Uint32Array {
  const starts = new Uint32Array(count + 1);
  let at = textAt;
  for (let row = 0; row < count; row++) {
    starts[row] = at;
    at = file.indexOf(NEWLINE, at) + 1;
  }
  starts[count] = at;
  return starts;
}

function broken(path: string): AppError {
  return new AppError('config', `The word vectors in ${path} are incomplete. Install Adjutant again.`);
}
