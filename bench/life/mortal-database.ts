import type { Database, Tx } from '../../src/db/client.ts';

export interface MortalDatabase extends Database {
  /** The process dies at the so-many-th transaction from now on. */
  dieAt(at: number, committed: boolean): void;
}

/**
 * Takes the process with it by SIGKILL, before a transaction or when it has been carried out and nobody has heard of it: between these two
 * lies every moment at which a kill makes a difference to what is stored.
 */
export function createMortalDatabase(db: Database): MortalDatabase {
  let left = Number.POSITIVE_INFINITY;
  let afterwards = false;

  async function transact<T>(run: () => Promise<T>): Promise<T> {
    left -= 1;
    if (left !== 0) return run();
    if (afterwards) await run();
    process.kill(process.pid, 'SIGKILL');
    return new Promise<never>(() => undefined);
  }

  return {
    ...db,
    dieAt(at, committed) {
      left = at;
      afterwards = committed;
    },
    asPerson: <T>(personId: string, work: (tx: Tx) => Promise<T>) => transact(() => db.asPerson(personId, work)),
    asSystem: <T>(work: (tx: Tx) => Promise<T>) => transact(() => db.asSystem(work)),
  };
}
