import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { AppError } from '../../src/ground/errors.ts';

const MOST_BYTES = 5 * 1024 * 1024;
const TOO_LARGE = 'That page is larger than 5 MB, more than I read.';

/** The decoded body. Rejects with `invalid` as soon as it is known to be too large, whether packed or not. */
export async function readBody(response: IncomingMessage): Promise<Uint8Array> {
  if (Number(response.headers['content-length'] ?? 0) > MOST_BYTES) throw new AppError('invalid', TOO_LARGE);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const collect = async (source: AsyncIterable<Uint8Array>) => {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > MOST_BYTES) return;
      chunks.push(chunk);
    }
  };
  const packing = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const reading = packing === 'identity' ? pipeline(response, collect) : pipeline(response, unpacker(packing), collect);
  await reading.catch((error: unknown) => {
    // Whatever the streams say of it when their reader leaves.
    if (size <= MOST_BYTES) throw error;
  });
  if (size > MOST_BYTES) throw new AppError('invalid', TOO_LARGE);
  return Buffer.concat(chunks);
}

function unpacker(packing: string) {
  if (packing === 'gzip' || packing === 'x-gzip') return createGunzip();
  if (packing === 'br') return createBrotliDecompress();
  throw new AppError('invalid', 'That page comes packed in a way that I cannot open.');
}
