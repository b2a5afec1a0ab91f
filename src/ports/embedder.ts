/** Turns texts into vectors. The same text always gives the same vector for one `model`. */
export interface Embedder {
  /** Stands beside every stored vector: vectors of different models are never compared. */
  readonly model: string;
  /** Unit vectors, one a text, all of one length; the zero vector for a text it knows nothing of. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]>;
}

/** Knows which words are near to each other in meaning, in this process and without a network. */
export interface WordLikeness {
  /** Takes a question apart. */
  of(question: string): Promise<WordsAsked>;
}

export interface WordsAsked {
  /** How much each of the question's words says, from 0 for those that stand in every text to 1. */
  readonly weights: readonly number[];
  /** For each of them the cosine of the nearest word in a text: 1 for the word itself. */
  nearest(text: string): readonly number[];
}
