import type { Database } from '../db/client.ts';
import { packSegment } from './postings.ts';

/** Packs what a person's memory holds by the segment, as long as there is enough and the signal does not stop it. */
type Packing = (personId: string, signal: AbortSignal) => Promise<void>;

/** Looks at a person's memory the first time it is called for, and then every so many times: a look takes a millisecond. */
export function createPacking(db: Database): Packing {
  const calls = new Map<string, number>();

  return async (personId, signal) => {
    const before = calls.get(personId) ?? 0;
    calls.set(personId, before + 1);
    for (let more = before % LOOK_EVERY === 0; more && !signal.aborted; ) {
      more = await db.asPerson(personId, (tx) => packSegment(tx, personId));
    }
  };
}

const LOOK_EVERY = 8;
