export interface WebPage {
  /** Where it was found in the end. */
  readonly url: string;
  readonly title: string;
  /** What a reader would see, as plain text. */
  readonly text: string;
}

/** The page has moved to another host: whoever wants it asks for this address. The address is the server's word, so text from outside. */
export interface WebMove {
  readonly movedTo: string;
}

export interface WebReader {
  /**
   * The address as `read` will ask for it: what stands on a card, byte for byte. Throws `denied` for one that by its words alone must
   * not be reached, and `invalid` for what is no address; a name is looked up by `read` only.
   */
  admit(url: string): string;
  /**
   * One public page. Redirects are followed on the host of `url` only. Rejects with `denied` for what must not be reached (private
   * networks, other schemes, ports and hosts), `not-found` where its host says that there is none (404, 410), `invalid` for what is no
   * readable page or is too large, `unavailable` otherwise.
   */
  read(url: string, signal: AbortSignal): Promise<WebPage | WebMove>;
}

export interface WebHit {
  readonly title: string;
  readonly url: string;
  readonly snippet: string;
}

export interface WebSearcher {
  /** The best first, at most `limit`. */
  search(query: string, limit: number, signal: AbortSignal): Promise<readonly WebHit[]>;
}
