/** A stretch on an axis. */
export interface Span {
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
}

export interface Placed<T> {
  readonly item: T;
  /** Its column, from 0, of so many that stand side by side there. */
  readonly lane: number;
  readonly lanes: number;
}

/** Lays what overlaps side by side in at most `most` columns, by their beginnings, the longer first. What finds no room is left over. */
export function inLanes<T extends Span>(items: readonly T[], most: number): { placed: Placed<T>[]; left: T[] } {
  const placed: Placed<T>[] = [];
  const left: T[] = [];
  for (const group of overlapping(items)) {
    const ends: number[] = [];
    const taken: { item: T; lane: number }[] = [];
    for (const item of group) {
      const free = ends.findIndex((end) => end <= item.from);
      const lane = free < 0 ? ends.length : free;
      if (lane < most) {
        ends[lane] = item.until;
        taken.push({ item, lane });
      } else left.push(item);
    }
    placed.push(...taken.map((each) => ({ ...each, lanes: ends.length })));
  }
  return { placed, left };
}

/** Groups of what hangs together by overlaps. */
function overlapping<T extends Span>(items: readonly T[]): T[][] {
  const groups: T[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const item of [...items].sort((a, b) => a.from - b.from || b.until - a.until)) {
    if (item.from >= end) groups.push([]);
    groups.at(-1)?.push(item);
    end = Math.max(end, item.until);
  }
  return groups;
}
