import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import { isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Embedder } from '../ports/embedder.ts';
import { indexWhenMany } from './nearest.ts';
import { createPacking } from './packing.ts';
import { personsToPack } from './postings.ts';
import { createRounds, type Rounds } from './rounds.ts';
import { dropOtherModels, personsWithUnembedded, storeVectors, type Unembedded, unembedded } from './unembedded.ts';

/**
 * Keeps a vector beside every memory, and packs them by the segment: call `soon` right after a commit that added some. Until then it is
 * found by its words, and the last of it stands in the prompt anyway. What is left at a `stop` is picked up at the next start.
 */
export interface Indexing extends Rounds {
  /** Picks up what earlier runs, or another model, left without a vector or unpacked. Call it once at the start. */
  catchUp(): Promise<void>;
}

interface Deps {
  readonly db: Database;
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly log: Log;
}

export function createIndexing({ db, embedder, clock, log }: Deps): Indexing {
  /** Memories whose text the embedder refuses: left alone until the next start, found by their words. */
  const refused = new Set<string>();
  /** Persons whose vectors of other models are gone. */
  const tidied = new Set<string>();
  const rounds = createRounds({ clock, log, failed: 'memory_indexing_waits', work });
  const pack = createPacking(db);

  async function work(personId: string, signal: AbortSignal): Promise<void> {
    const isFirst = !tidied.has(personId);
    const hasGrown = await pack(personId, signal);
    await index(personId, signal);
    // After a change of the embedder nothing grows, yet all vectors are new; what was cut short is made up for as well.
    if ((hasGrown || isFirst) && !signal.aborted) await indexWhenMany(db, personId, embedder.model);
  }

  async function index(personId: string, signal: AbortSignal): Promise<void> {
    for (let full = true; full && !signal.aborted; ) {
      const batch = await db.asPerson(personId, (tx) => unembedded(tx, personId, embedder.model, BATCH, [...refused]));
      full = batch.length === BATCH;
      if (batch.length === 0) continue;
      const embedded = await embed(batch, signal);
      await db.asPerson(personId, (tx) => storeVectors(tx, personId, embedder.model, embedded));
    }
    if (signal.aborted || tidied.has(personId)) return;
    await db.asPerson(personId, (tx) => dropOtherModels(tx, personId, embedder.model));
    tidied.add(personId);
  }

  async function embed(batch: readonly Unembedded[], signal: AbortSignal): Promise<Embedded[]> {
    const texts = batch.map(({ text }) => text.slice(0, LONGEST_TEXT));
    try {
      const vectors = await embedder.embed(texts, signal);
      return batch.map((memory, place) => ({ memory, vector: given(vectors[place]) }));
    } catch (error) {
      if (!isAppError(error, 'invalid')) throw error;
      const [only] = batch;
      if (batch.length === 1 && only) {
        refused.add(only.id);
        log.warn('memory_text_refused', { kind: only.kind, id: only.id, ...describeError(error) });
        return [];
      }
      const half = Math.ceil(batch.length / 2);
      return [...(await embed(batch.slice(0, half), signal)), ...(await embed(batch.slice(half), signal))];
    }
  }

  return {
    async catchUp() {
      const personIds = await db.asSystem(async (tx) => [
        ...(await personsWithUnembedded(tx, embedder.model)),
        ...(await personsToPack(tx)),
      ]);
      for (const personId of personIds) rounds.soon(personId);
    },
    ...rounds,
  };
}

const BATCH = 64;
/** Characters; embedders cut or refuse longer texts. */
const LONGEST_TEXT = 8_000;

interface Embedded {
  readonly memory: Unembedded;
  readonly vector: readonly number[];
}

function given(vector: readonly number[] | undefined): readonly number[] {
  if (!vector) throw new Error('the embedder gave fewer vectors than texts');
  return vector;
}
