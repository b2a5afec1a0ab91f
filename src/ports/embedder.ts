/** Turns texts into vectors. The same text always gives the same vector for one `model`. */
export interface Embedder {
  /** Stands beside every stored vector: vectors of different models are never compared. */
  readonly model: string;
  /** Unit vectors, one a text, all of one length; the zero vector for a text it knows nothing of. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]>;
}
