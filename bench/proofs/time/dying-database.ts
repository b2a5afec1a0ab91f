import type { Database, Tx } from '../../../src/db/client.ts';

/** A process is killed by taking its database away: nothing that it does afterwards counts. */
export interface DyingDatabase extends Database {
  /** Resolves when it has died. */
  readonly died: Promise<void>;
  readonly isDead: () => boolean;
}

/**
 * Dies at its `last` transaction, counted from 1, before it or, where `committed`, when it has been carried out and nobody has heard of
 * it: between these two lies every moment at which a kill makes a difference to what is stored.
 */
export function createDyingDatabase(db: Database, last: number, committed: boolean): DyingDatabase {
  let begun = 0;
  let dead = false;
  let die = () => {};
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });

  async function transact<T>(run: () => Promise<T>): Promise<T> {
    begun += 1;
    if (dead) throw new Error('killed');
    if (begun < last) return run();
    dead = true;
    if (committed) await run();
    die();
    throw new Error('killed');
  }

  return {
    died,
    isDead: () => dead,
    asPerson: <T>(personId: string, work: (tx: Tx) => Promise<T>) => transact(() => db.asPerson(personId, work)),
    asSystem: <T>(work: (tx: Tx) => Promise<T>) => transact(() => db.asSystem(work)),
    close: async () => undefined,
  };
}
