export interface FileInfo {
  /** Where it lies, as the person would say it; the handle of every other call. */
  readonly path: string;
  readonly mime: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601 instant. */
  readonly changedAt: string;
}

export interface FileContent extends FileInfo {
  readonly bytes: Uint8Array;
}

/** Looks into the folders that the person granted, and nowhere else: a path outside rejects with `denied`. */
export interface FileReader {
  /** Whose files they are, as the person would say it. */
  readonly name: string;
  /** Where the files of several places are seen as one: each of them. */
  readonly parts?: readonly FileReader[];
  /** Files whose path or text holds all the words, the latest first, at most `limit`; without words, all of them. */
  search(text: string, limit: number, signal: AbortSignal): Promise<readonly FileInfo[]>;
  /** Rejects with `not-found`, and with `invalid` above the size that can be read. */
  read(path: string, signal: AbortSignal): Promise<FileContent>;
  /**
   * The whole path of a file that may be written, there or not; nothing is touched. Rejects with `denied` for what is never written
   * (outside, hidden, for reading only, what a computer would run) and `not-found` when there is no such folder.
   */
  placeFor(path: string, signal: AbortSignal): Promise<string>;
}

/** Writes into the granted folders. Each call rejects when it surely did nothing: with `invalid` when the file is not as expected. */
export interface FileWriter {
  /** `before` is the SHA-256 of what stands there now, in hex; null when nothing does. */
  write(path: string, bytes: Uint8Array, before: string | null, signal: AbortSignal): Promise<void>;
  remove(path: string, before: string, signal: AbortSignal): Promise<void>;
}
