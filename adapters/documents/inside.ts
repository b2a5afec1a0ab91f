/** Where in a document the reading is. */
export interface Inside {
  opens(name: string): void;
  closes(name: string): void;
  /** True in one of `seen`, however deep, and in none of `unseen`. */
  now(): boolean;
  /** True in one of `unseen`. */
  hidden(): boolean;
}

export function createInside(seen: readonly string[], unseen: readonly string[] = []): Inside {
  let depth = 0;
  let hiddenDepth = 0;
  const move = (name: string, by: number) => {
    if (seen.includes(name)) depth += by;
    if (unseen.includes(name)) hiddenDepth += by;
  };
  return {
    opens: (name) => move(name, 1),
    closes: (name) => move(name, -1),
    now: () => depth > 0 && hiddenDepth === 0,
    hidden: () => hiddenDepth > 0,
  };
}
