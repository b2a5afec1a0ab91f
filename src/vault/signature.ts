import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../ground/errors.ts';

/** The step from one key of an instance to its next one, signed by the earlier. */
const rotation = z.object({ from: z.string(), to: z.string(), signature: z.string() });
export type Rotation = z.infer<typeof rotation>;

/** What stands beside signed words: the public id of the key, how that key came after the earlier ones, and the signature (base64url). */
export const signatureSchema = z.object({ key: z.string(), rotations: z.array(rotation).max(100), signature: z.string() });
export type Signature = z.infer<typeof signatureSchema>;

/** What is signed: an export as lines, one as a document, the end of a record, the receipt of an erasing, or a next key. A signature for one is none for another. */
export type Purpose = 'export lines' | 'export document' | 'audit head' | 'receipt' | 'next key';

export function signedBytes(purpose: Purpose, text: string): Buffer {
  return Buffer.from(`adjutant ${purpose}\n${text}`);
}

/**
 * Rejects with `invalid` unless the key made this signature, and, where `trusted` is given, that is the trusted key or came after it by
 * steps that each earlier key has signed.
 */
export function checkSignature(purpose: Purpose, text: string, given: Signature, trusted?: string): void {
  if (!isBy(given.key, purpose, text, given.signature)) {
    throw new AppError(
      'invalid',
      'The signature does not fit: this was changed or damaged after it was made. Nothing of it was used.',
    );
  }
  if (trusted !== undefined && !comesAfter(trusted, given)) {
    throw new AppError(
      'invalid',
      `This was signed by another instance (\`${given.key}\`) than the expected one (\`${trusted}\`). Nothing of it was used. If you trust that instance, whose id its /status shows, name the id behind the file.`,
    );
  }
}

function comesAfter(trusted: string, { key, rotations }: Signature): boolean {
  let current = trusted;
  for (const { from, to, signature } of rotations) if (from === current && isBy(from, 'next key', to, signature)) current = to;
  return current === key;
}

function isBy(id: string, purpose: Purpose, text: string, signature: string): boolean {
  const key = publicKeyOf(id);
  return key !== undefined && verify(null, signedBytes(purpose, text), key, Buffer.from(signature, 'base64url'));
}

/** The id is the key itself (RFC 8037: the `x` of an Ed25519 key). */
function publicKeyOf(id: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: id }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
