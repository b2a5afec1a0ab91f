/** Somebody in the person's address book (vCard, RFC 6350). */
export interface Contact {
  readonly id: string;
  readonly name: string;
  /** Mail addresses, the preferred one first. */
  readonly addresses: readonly string[];
}

export interface ContactReader {
  /** Those whose name or address holds all the words, at most `limit`; without words, everybody. */
  find(text: string, limit: number, signal: AbortSignal): Promise<readonly Contact[]>;
}
