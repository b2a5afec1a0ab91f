import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** Writes lines into a new file that only its owner may read, compressed when its name ends in .gz. A failure leaves no file. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  const packed = path.endsWith('.gz') ? createGzip() : new PassThrough();
  try {
    await pipeline(Readable.from(endingInNewlines(lines)), packed, file.createWriteStream());
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

export async function* readLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const unpacked = path.endsWith('.gz') ? createGunzip() : new PassThrough();
  const done = pipeline(file, unpacked);
  done.catch(() => undefined); // told below, after the last line that could be read
  yield* createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY });
  await done;
}

async function* endingInNewlines(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
