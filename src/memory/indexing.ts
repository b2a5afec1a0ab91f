import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import { isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Embedder } from '../ports/embedder.ts';
import { dropOtherModels, personsWithUnembedded, storeVectors, type Unembedded, unembedded } from './unembedded.ts';

export interface Indexing {
  /** Picks up what earlier runs, or another model, left without a vector. Call it once at the start. */
  catchUp(): Promise<void>;
  /** Embeds in the background what this person's memory holds without a vector; call it right after a commit that added some. */
  soon(personId: string): void;
  /** Resolves when nothing is left to do; with an embedder that is down, not before it is back or `stop` is called. */
  settle(): Promise<void>;
  /** Ends the work after the batch in hand; what is left is picked up at the next start. */
  stop(): Promise<void>;
}

interface Deps {
  readonly db: Database;
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps a vector of the embedder's model beside every memory. Failures wait and are tried again, however long it takes. */
export function createIndexing({ db, embedder, clock, log }: Deps): Indexing {
  const wanted = new Set<string>();
  /** Memories whose text the embedder refuses: left alone until the next start, found by their words. */
  const refused = new Set<string>();
  /** Persons whose vectors of other models are gone. */
  const tidied = new Set<string>();
  const stopping = new AbortController();
  let working: Promise<void> | undefined;

  function soon(personId: string): void {
    if (stopping.signal.aborted) return;
    wanted.add(personId);
    working ??= work().finally(() => {
      working = undefined;
      // Somebody may have been added between the last look and here.
      for (const left of wanted) soon(left);
    });
  }

  async function work(): Promise<void> {
    let failures = 0;
    for (let [personId] = wanted; personId && !stopping.signal.aborted; [personId] = wanted) {
      // Taken out first: what is wanted while this runs is done again.
      wanted.delete(personId);
      try {
        await index(personId);
        failures = 0;
      } catch (error) {
        wanted.add(personId);
        log.warn('memory_indexing_waits', { failures, ...describeError(error) });
        await clock.sleep(backoffMs(failures, error), stopping.signal).catch(() => undefined);
        failures += 1;
      }
    }
  }

  async function index(personId: string): Promise<void> {
    for (let full = true; full && !stopping.signal.aborted; ) {
      const batch = await db.asPerson(personId, (tx) => unembedded(tx, personId, embedder.model, BATCH, [...refused]));
      full = batch.length === BATCH;
      if (batch.length === 0) continue;
      const embedded = await embed(batch);
      await db.asPerson(personId, (tx) => storeVectors(tx, personId, embedder.model, embedded));
    }
    if (stopping.signal.aborted || tidied.has(personId)) return;
    await db.asPerson(personId, (tx) => dropOtherModels(tx, personId, embedder.model));
    tidied.add(personId);
  }

  async function embed(batch: readonly Unembedded[]): Promise<{ memory: Unembedded; vector: readonly number[] }[]> {
    const texts = batch.map(({ text }) => text.slice(0, LONGEST_TEXT));
    try {
      const vectors = await embedder.embed(texts, stopping.signal);
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
      return [...(await embed(batch.slice(0, half))), ...(await embed(batch.slice(half)))];
    }
  }

  async function settle(): Promise<void> {
    while (working !== undefined) await working;
  }

  return {
    async catchUp() {
      const personIds = await db.asSystem((tx) => personsWithUnembedded(tx, embedder.model));
      for (const personId of personIds) soon(personId);
    },
    soon,
    settle,
    async stop() {
      stopping.abort(new Error('the indexing of memory is stopped'));
      await settle();
    },
  };
}

const BATCH = 64;
/** Characters; embedders cut or refuse longer texts. */
const LONGEST_TEXT = 8_000;
const LONGEST_WAIT_MS = 5 * 60_000;

function backoffMs(failures: number, error: unknown): number {
  const asked = isAppError(error) ? error.retryAfterMs : undefined;
  return Math.min(LONGEST_WAIT_MS, asked ?? 1_000 * 2 ** Math.min(failures, 10));
}

function given(vector: readonly number[] | undefined): readonly number[] {
  if (!vector) throw new Error('the embedder gave fewer vectors than texts');
  return vector;
}
