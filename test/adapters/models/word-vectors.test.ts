import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readWordVectors } from '../../../adapters/models/word-vectors.ts';

const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Three words of two dimensions: ant (rank 3), bee (1), zoo (2). */
const whole = Buffer.concat([
  Buffer.from('ADJWV001'),
  Buffer.from(Uint32Array.of(3, 2, 12).buffer),
  Buffer.from(Float32Array.of(1, 0.5, 2).buffer),
  Buffer.from(Uint16Array.of(3, 1, 2).buffer),
  Buffer.from(Int8Array.of(1, 2, -4, 6, 127, -127).buffer),
  Buffer.from('ant\nbee\nzoo\n'),
]);

function read(bytes: Buffer) {
  const path = join(folder, `${bytes.length}.bin`);
  writeFileSync(path, bytes);
  return readWordVectors(path);
}

describe('the file of word vectors', () => {
  it('finds the first, the middle and the last word and no other', async () => {
    const words = await read(whole);
    expect(['ant', 'bee', 'zoo', 'an', 'ants', 'bef', 'zoos', '', 'aaa'].map(words.find)).toEqual([
      0,
      1,
      2,
      ...new Array(6).fill(undefined),
    ]);
  });

  it('gives rank and scaled vector of a row', async () => {
    const words = await read(whole);
    const sum = new Float64Array(words.dimensions);
    words.addTo(sum, 1, 2);
    words.addTo(sum, 0, 1);
    expect([...sum]).toEqual([-3, 8]);
    expect([0, 1, 2].map(words.rankOf)).toEqual([3, 1, 2]);
  });

  it.each([0, 10, 20, whole.length - 1])('refuses a file that ends after %i bytes', async (length) => {
    await expect(read(whole.subarray(0, length))).rejects.toMatchObject({ code: 'config' });
  });
});
