export interface WebPage {
  /** Where it was found in the end. */
  readonly url: string;
  readonly title: string;
  /** What a reader would see, as plain text. */
  readonly text: string;
}

/** One entry of a feed; what it lacks is empty. */
export interface FeedEntry {
  /** Tells it from the others of its feed. */
  readonly id: string;
  readonly title: string;
  /** Where it can be read whole. */
  readonly url: string;
  /** What the feed shows of it, as plain text. */
  readonly text: string;
}

/** How a server names the state of what lies at an address (RFC 9110, 8.8), as it wrote it. */
export interface WebVersion {
  readonly etag?: string;
  readonly modified?: string;
}

/** What lies at an address that is looked at now and again. */
export interface WebLook extends WebPage {
  readonly version: WebVersion;
  /** Of a feed (RSS, Atom) its entries, in its order; its text is empty. */
  readonly entries?: readonly FeedEntry[];
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
  /** The same of a page or a feed; `unchanged` where its server says that it is still in the state `known`, so that nothing was fetched. */
  look(url: string, known: WebVersion, signal: AbortSignal): Promise<WebLook | WebMove | 'unchanged'>;
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
