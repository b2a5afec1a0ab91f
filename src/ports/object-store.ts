/** One object of a store, by its key below the store's own root. */
export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601 instant. */
  readonly changedAt: string;
  /** Changes with every change. */
  readonly etag: string;
}

/**
 * Objects under one root of a storage, which no key leads out of. A change rejects with an AppError when it surely did nothing: with `invalid` where the
 * object is not as expected; with any other error nobody knows.
 */
export interface ObjectStore {
  /** All of them as far as they are listed, in no order. */
  list(signal: AbortSignal): Promise<readonly StoredObject[]>;
  /** True where something lies in this folder; the root is always there. */
  hasFolder(folder: string, signal: AbortSignal): Promise<boolean>;
  /** Rejects with `not-found`, and with `invalid` for more than `mostBytes`. */
  read(key: string, mostBytes: number, signal: AbortSignal): Promise<StoredObject & { readonly bytes: Uint8Array }>;
  /** Over the version `etag`, or anew where that is null. */
  put(key: string, bytes: Uint8Array, etag: string | null, signal: AbortSignal): Promise<void>;
  remove(key: string, etag: string, signal: AbortSignal): Promise<void>;
}
