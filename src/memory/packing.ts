import { sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { packSegment } from './postings.ts';

/** Packs what a person's memory holds by the segment, as long as there is enough and the signal does not stop it. True when there was any. */
type Packing = (personId: string, signal: AbortSignal) => Promise<boolean>;

/** Looks at a person's memory the first time it is called for, and then every so many times: a look takes a millisecond. */
export function createPacking(db: Database): Packing {
  const calls = new Map<string, number>();

  return async (personId, signal) => {
    const before = calls.get(personId) ?? 0;
    calls.set(personId, before + 1);
    if (before % LOOK_EVERY !== 0) return false;
    let packed = 0;
    while (!signal.aborted && (await db.asPerson(personId, (tx) => packSegment(tx, personId)))) packed += 1;
    // The planner would go on looking through the whole table for what is loose. Nobody else tells the embedded database in time.
    if (packed > 0) await db.asSystem((tx) => tx.execute(sql`analyze episodes, facts, postings, segments`));
    return packed > 0;
  };
}

const LOOK_EVERY = 8;
