/** Of a document's text that is read; the rest is left out. */
export const MOST_CHARACTERS = 1_000_000;
