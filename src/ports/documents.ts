/** A file as it came from outside. */
export interface Document {
  readonly name: string;
  /** As its sender calls it, which proves nothing. */
  readonly mime: string;
  readonly bytes: Uint8Array;
}

/** Reads what is written in a file. */
export interface DocumentReader {
  /**
   * What a reader would see of it, at most 1,000,000 characters. Rejects with `invalid`, in a sentence that repeats nothing of the file, for
   * what holds no text, cannot be read, or takes more time or memory than a file of its kind should.
   */
  textOf(document: Document, signal: AbortSignal): Promise<string>;
}
