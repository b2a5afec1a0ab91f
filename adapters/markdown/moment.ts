/** The moment that a link of ours names (`time:2026-03-06T13:30:00Z`, see `OutgoingMessage`), in Unix seconds; undefined for every other one. */
export function momentOf(address: string): number | undefined {
  const [, instant] = /^time:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/.exec(address) ?? [];
  const ms = instant === undefined ? Number.NaN : Date.parse(instant);
  return Number.isNaN(ms) ? undefined : ms / 1000;
}
