/** Speech as it was recorded. */
export interface Recording {
  readonly name: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
}

/** Writes down what was said. */
export interface Transcriber {
  /** Its address: who gets to hear recordings. */
  readonly url: string;
  /**
   * The spoken words, empty when there are none. One call is one try: retries and deadlines are the caller's. Rejects with `invalid`
   * (cannot be read, too long), `denied`, `not-found`, `rate-limited` or `unavailable`.
   */
  transcribe(recording: Recording, signal: AbortSignal): Promise<string>;
}
