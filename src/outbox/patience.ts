/** After this long without success a message goes to the person's other channel, if there is one. */
export const FAILOVER_AFTER_MS = 60_000;
/** A message that gets through nowhere for this long is given up. */
export const MESSAGE_LIFE_MS = 24 * 60 * 60_000;
/** A send without an answer is tried at most this often: each repeat may be one message too many. */
export const MOST_UNANSWERED = 5;

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** How long to wait after so many tries, in milliseconds: twice as long each time, 25 % more or less by `chance` (0 to 1), and never shorter than the platform asks. */
export function waitMs(attempts: number, askedMs: number, chance: number): number {
  const doubling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 6));
  return Math.ceil(Math.max(askedMs, doubling * (0.75 + chance / 2)));
}
