import { AppError } from '../../src/ground/errors.ts';
import type { DocumentReader } from '../../src/ports/documents.ts';

/** Reads UTF-8; of what holds a zero byte it says that it cannot. */
export const fakeDocuments: DocumentReader = {
  async textOf({ bytes }, signal) {
    signal.throwIfAborted();
    if (bytes.includes(0)) throw new AppError('invalid', 'I cannot read this.');
    return new TextDecoder().decode(bytes);
  },
};
