import { isAppError } from '../ground/errors.ts';

/**
 * Lets many callers share a transaction: what arrives while one is under way goes into the next one together, in the order of the calls.
 * When a shared one fails, each of its items is tried by itself, so that one of them cannot take the others with it; without a database
 * all of them reject at once.
 */
export function createGroupCommit<I, O>(commit: (items: readonly I[]) => Promise<readonly O[]>): (item: I) => Promise<O> {
  interface Waiting {
    readonly item: I;
    readonly resolve: (result: O) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let busy = false;

  async function tryTogether(group: readonly Waiting[]): Promise<void> {
    const results = await commit(group.map(({ item }) => item));
    for (const [place, result] of results.entries()) group[place]?.resolve(result);
  }

  async function settle(group: readonly Waiting[]): Promise<void> {
    try {
      await tryTogether(group);
    } catch (error) {
      const alone = group.length === 1 || isAppError(error, 'unavailable');
      for (const one of group) {
        if (alone) one.reject(error);
        else await tryTogether([one]).catch(one.reject);
      }
    }
  }

  async function work(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, MOST_TOGETHER);
      waiting = waiting.slice(MOST_TOGETHER);
      await settle(group);
    }
    busy = false;
  }

  return (item) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!busy) void work();
    });
}

/** A transaction holds the embedded database for itself: a longer one would keep presses waiting. */
const MOST_TOGETHER = 50;
