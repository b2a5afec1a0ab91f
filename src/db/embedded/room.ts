import { statfs } from 'node:fs/promises';

/**
 * Keeps some of the disk free: the embedded Postgres hangs for good when its log finds no room, while a statement that it refuses harms
 * nobody. What is read is read all the same.
 */
export interface RoomDeps {
  /** Bytes that may still be written. */
  readonly free: () => Promise<number>;
  readonly reserveBytes: number;
  /** Refuses all writes from now on, or takes them again. */
  readonly refuseWrites: (refuse: boolean) => Promise<void>;
  readonly startTimer: (ms: number, run: () => void) => () => void;
  /** Called at each change. */
  readonly onChange: (enough: boolean) => void;
}

export const RESERVE_BYTES = 64_000_000;
/** Far less than the reserve is written in this time. */
const LOOK_EVERY_MS = 1000;
/** So much more than the reserve must be free before writes are taken again. */
const AMPLE = 1.5;

export function watchRoom({ free, reserveBytes, refuseWrites, startTimer, onChange }: RoomDeps): void {
  let enough = true;

  async function look(): Promise<void> {
    const bytes = await free();
    const isEnough = bytes >= (enough ? reserveBytes : reserveBytes * AMPLE);
    if (isEnough === enough) return;
    await refuseWrites(!isEnough);
    enough = isEnough;
    onChange(enough);
  }

  const lookOn = () => {
    // A look that fails changes nothing.
    const next = () => void startTimer(LOOK_EVERY_MS, lookOn);
    look().then(next, next);
  };
  lookOn();
}

export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
