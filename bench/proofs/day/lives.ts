import type { Life } from '../../life/life.ts';

/** The lives of the program one after the other: when one has died, the next is begun at once. */
export interface Lives {
  /** How many have died. */
  readonly deaths: number;
  /** After how many deaths there was a life again. */
  readonly reborn: number;
  /** Lets the time of whichever life there is go on, and comes back when all that was due has begun. */
  pass(ms: number): Promise<void>;
  /** The life that there is now dies at the so-many-th transaction from now on. */
  dieAt(at: number, committed: boolean): void;
  stop(): Promise<void>;
}

/** `begin` starts a life at the moment it is by then. */
export function createLives(begin: () => Life): Lives {
  let deaths = 0;
  let reborn = 0;
  let stillborn = 0;
  let isOver = false;
  const watchers: (() => void)[] = [];
  let life = watched(begin());

  function watched(one: Life): Life {
    void one.over.then(async () => {
      if (isOver) return;
      deaths += 1;
      life = watched(begin());
      stillborn = await life.ready.then(
        () => 0,
        () => stillborn + 1,
      );
      if (stillborn === MOST_STILLBORN) throw new Error('the program does not start any more');
      reborn += 1;
      for (const tell of watchers.splice(0)) tell();
    });
    return one;
  }

  return {
    get deaths() {
      return deaths;
    },
    get reborn() {
      return reborn;
    },
    async pass(ms) {
      const before = reborn;
      try {
        await life.ready;
        await life.pass(ms);
      } catch {
        // The next one begins where the clock stands by then.
        if (reborn === before) await new Promise<void>((resolve) => watchers.push(resolve));
      }
    },
    dieAt: (at, committed) => life.dieAt(at, committed),
    async stop() {
      isOver = true;
      await life.ready.catch(() => undefined);
      await life.stop();
    },
  };
}

/** One may die at its start; so many in a row do not die by chance. */
const MOST_STILLBORN = 3;
