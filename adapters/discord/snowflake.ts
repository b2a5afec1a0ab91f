/** 1 January 2015, from which Discord's ids count their milliseconds (API reference, "Snowflakes"). */
const DISCORD_EPOCH_MS = 1_420_070_400_000;

/** When the thing with this id was made, in milliseconds since 1970. */
export function toInstant(id: string): number {
  return Number(BigInt(id) >> 22n) + DISCORD_EPOCH_MS;
}

/** The lowest id that something made at this instant could have. */
export function snowflakeAt(epochMs: number): string {
  return String(BigInt(Math.max(0, epochMs - DISCORD_EPOCH_MS)) << 22n);
}

export function isLater(one: string, other: string): boolean {
  return BigInt(one) > BigInt(other);
}
