import { z } from 'zod';
import { AppError } from '../ground/errors.ts';
import type { Identity } from './identity.ts';
import { checkSignature, signatureSchema } from './signature.ts';

const signed = z.looseObject({ signature: signatureSchema });

/** The document as text, with a signature of all that stands before it. */
export function signDocument(document: Readonly<Record<string, unknown>>, { sign }: Identity): string {
  return textOf({ ...document, signature: sign('export document', textOf(document)) });
}

/** Gives the key that signed the document; rejects as `checkSignature` does, and with `invalid` for what carries no signature. */
export function verifyDocument(text: string, trusted: string | undefined): string {
  const { signature, ...document } = parsed(text);
  checkSignature('export document', textOf(document), signature, trusted);
  return signature.key;
}

function parsed(text: string) {
  try {
    return signed.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError('invalid', 'This file carries no signature: it was cut, or no instance of Adjutant made it.', {
      cause: error,
    });
  }
}

function textOf(document: object): string {
  return JSON.stringify(document, null, 2);
}
