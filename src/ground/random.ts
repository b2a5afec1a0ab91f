import { randomBytes, randomUUID } from 'node:crypto';

/** The only source of chance. */
export interface Random {
  /** `count` bytes fit for secrets. */
  bytes(count: number): Buffer;
  /** A version 4 UUID (RFC 9562). */
  uuid(): string;
  /** A number from 0 up to, not including, 1: for jitter, never for secrets. */
  fraction(): number;
}

export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  uuid: () => randomUUID(),
  fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
};
