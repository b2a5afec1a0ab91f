/** The dotted path that `wish` is most likely meant to be; undefined when none is near. */
export function nearest(wish: string, paths: readonly string[]): string | undefined {
  const said = wish.slice(0, 80).toLowerCase();
  const rated = paths.map((path) => ({ path, far: farness(said, path.toLowerCase()) }));
  const best = rated.reduce((a, b) => (b.far < a.far ? b : a));
  return best.far <= 0.4 ? best.path : undefined;
}

/** From 0 for the same to 1 for nothing in common; whoever names only the last word of a path means that path. */
function farness(said: string, path: string): number {
  const ends = [said, path].map((text) => text.slice(text.lastIndexOf('.') + 1));
  return Math.min(share(said, path), share(ends[0] ?? '', ends[1] ?? '') + 0.01);
}

function share(a: string, b: string): number {
  return distance(a, b) / Math.max(a.length, b.length, 1);
}

/** Letters to insert, delete or replace (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const kept = (row[j] ?? 0) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(kept, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
