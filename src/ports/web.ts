export interface WebPage {
  /** Where it was found in the end. */
  readonly url: string;
  readonly title: string;
  /** What a reader would see, as plain text. */
  readonly text: string;
}

export interface WebReader {
  /**
   * One public page. Redirects are followed on the host of `url` only. Rejects with `denied` for what must not be reached (private
   * networks, other schemes, ports and hosts), `invalid` for what is no readable page or is too large, `unavailable` otherwise.
   */
  read(url: string, signal: AbortSignal): Promise<WebPage>;
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
