import type { IncomingMessage } from 'node:http';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { AppError } from '../../src/ground/errors.ts';

const MOST_BYTES = 5 * 1024 * 1024;

/** The decoded body. Rejects with `invalid` as soon as it is known to be too large, whether packed or not. */
export async function readBody(response: IncomingMessage, mostBytes = MOST_BYTES): Promise<Uint8Array> {
  const tooLarge = new AppError('invalid', `That page is larger than ${mostBytes / 1024 / 1024} MB, more than I read.`);
  if (Number(response.headers['content-length'] ?? 0) > mostBytes) throw tooLarge;
  const packing = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const unpacked = packing === 'identity' ? response : response.pipe(unpacker(packing));
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      unpacked.on('data', (chunk: Uint8Array) => {
        size += chunk.length;
        if (size > mostBytes) reject(tooLarge);
        else chunks.push(chunk);
      });
      unpacked.once('end', resolve);
      unpacked.once('error', reject);
      // What is piped does not hear of trouble before the pipe.
      response.once('error', reject);
      response.once('close', () => !response.complete && reject(new Error('the answer was cut off')));
    });
  } finally {
    unpacked.destroy();
    response.destroy();
  }
  return Buffer.concat(chunks);
}

function unpacker(packing: string) {
  if (packing === 'gzip' || packing === 'x-gzip') return createGunzip();
  if (packing === 'br') return createBrotliDecompress();
  throw new AppError('invalid', 'That page comes packed in a way that I cannot open.');
}
