import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../ground/errors.ts';
import type { Identity } from './identity.ts';
import { checkSignature, signatureSchema } from './signature.ts';

const lastLine = z.object({ signature: signatureSchema });

/** The lines, and behind them one that signs them all. */
export async function* signedLines(lines: AsyncIterable<string>, { sign }: Identity): AsyncGenerator<string> {
  const hash = createHash('sha256');
  for await (const line of lines) {
    hash.update(`${line}\n`);
    yield line;
  }
  yield JSON.stringify({ signature: sign('export lines', hash.digest('hex')) });
}

/**
 * The lines without their signature. The last of them comes only once the signature has been checked, so whoever needs that one to count
 * them as whole never takes lines of others. Rejects as `checkSignature` does, and with `invalid` for lines without a signature.
 */
export async function* verifiedLines(
  lines: AsyncIterable<string>,
  trusted: string | undefined,
  onKey: (id: string) => void,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const held: string[] = [];
  for await (const line of lines) {
    held.push(line);
    if (held.length <= 2) continue;
    const [sure = ''] = held.splice(0, 1);
    hash.update(`${sure}\n`);
    yield sure;
  }
  const [end = '', last = ''] = held;
  const signature = parsed(last);
  checkSignature('export lines', hash.update(`${end}\n`).digest('hex'), signature, trusted);
  onKey(signature.key);
  yield end;
}

function parsed(line: string) {
  try {
    return lastLine.parse(JSON.parse(line)).signature;
  } catch (error) {
    throw new AppError(
      'invalid',
      'This file ends without a signature: it was cut, or no instance of Adjutant made it. Nothing of it was used.',
      {
        cause: error,
      },
    );
  }
}
