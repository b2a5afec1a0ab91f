import type { Clock } from '../../ground/clock.ts';
import { describeError, type Log } from '../../ground/log.ts';
import type { Fact } from './fact.ts';
import { prosePrompt, readProse } from './prose.ts';

/** For whom the lines are worded: it counts as theirs. */
interface Reader {
  readonly personId: string;
  /** IANA. */
  readonly zone: string;
}

/** Lets a model word the lines; undefined when it has no answer. `by` is the model's name. */
export type Write = (
  prompt: string,
  signal: AbortSignal,
  reader: Reader,
) => Promise<{ readonly text: string; readonly by: string } | undefined>;

interface Reworded {
  readonly facts: readonly Fact[];
  /** `rule`, or the model's name. */
  readonly by: string;
}

/** A model that words slower than this is not waited for. */
const LIMIT_MS = 20_000;

/**
 * Gives the facts in a model's words where there is one and its words hold, else as they are: those with words from outside in any case,
 * so that no stranger has a say in what the others become. Belongs outside of every transaction.
 */
export function createRewording({ clock, log, write }: { clock: Clock; log: Log; write: Write | undefined }) {
  return async (facts: readonly Fact[], reader: Reader, signal: AbortSignal): Promise<Reworded> => {
    const asTheyAre = { facts, by: 'rule' };
    const own = facts.filter(({ tainted }) => !tainted);
    if (!write || own.length === 0) return asTheyAre;
    try {
      const answer = await within(clock, signal, (limited) => write(prosePrompt(own), limited, reader));
      const worded = answer && readProse(answer.text, own);
      if (worded)
        return { facts: facts.map((fact) => worded.find(({ source }) => source === fact.source) ?? fact), by: answer.by };
      log.info('brief-words-refused', { facts: own.length });
    } catch (error) {
      signal.throwIfAborted();
      log.warn('brief-without-model', describeError(error));
    }
    return asTheyAre;
  };
}

async function within<T>(clock: Clock, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const tooLong = new AbortController();
  const watch = clock.sleep(LIMIT_MS, over.signal).then(
    () => tooLong.abort(),
    () => undefined,
  );
  try {
    return await work(AbortSignal.any([signal, tooLong.signal]));
  } finally {
    over.abort();
    await watch;
  }
}
