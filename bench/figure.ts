/** One measured figure beside its goal, as it is printed: one JSON object a line. */
export interface Figure {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
  readonly holds: boolean;
}

/** A figure that holds when it is not above its goal. */
export function figure(metric: string, value: number, unit: string, goal: number): Figure {
  const rounded = Math.round(value * 10) / 10;
  return { metric, value: rounded, unit, goal, holds: rounded <= goal };
}

/** The smallest value that at least `percent` of all values do not exceed (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const at = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (at === undefined) throw new Error('there is nothing to take a percentile of');
  return at;
}
