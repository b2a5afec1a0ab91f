import type { Clock } from '../ground/clock.ts';
import { AppError, isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { ModelAnswer, ModelProvider, ModelRequest } from '../ports/model.ts';

interface AskDeps {
  readonly model: ModelProvider;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AskOptions {
  readonly signal: AbortSignal;
  /** Called once when the model has been silent for five seconds. */
  readonly onSlow: () => void;
}

/** Rejects with `unavailable`, `denied`, `rate-limited`, `invalid` or `not-found`; its message is fit for the person. */
export type Ask = (request: ModelRequest, options: AskOptions) => Promise<ModelAnswer>;

const SLOW_AFTER_MS = 5_000;
const SILENT_AFTER_MS = 120_000;
const RETRY_AFTER_MS = 500;
/** A model that asks for a longer pause than this counts as out: the person hears of it instead of waiting. */
const LONGEST_PAUSE_MS = 3_000;

/** Asks with one retry where that can help, tells of slowness, and never waits longer than two silent minutes. */
export function createAsk({ model, clock, log }: AskDeps): Ask {
  return async (request, { signal, onSlow }) => {
    const watch = createWatch(clock, onSlow);
    try {
      return await once(request, signal, watch);
    } catch (error) {
      const pauseMs = watch.gaveUp() ? undefined : pauseBeforeRetry(error);
      if (pauseMs === undefined || signal.aborted) throw error;
      log.warn('model-retry', { model: model.name, ...describeError(error) });
      await clock.sleep(pauseMs, signal);
      return await once(request, signal, watch);
    }
  };

  async function once(request: ModelRequest, signal: AbortSignal, watch: Watch): Promise<ModelAnswer> {
    const over = new AbortController();
    const tooSilent = new AbortController();
    const watching = watch.run(over.signal, tooSilent);
    try {
      const options = { signal: AbortSignal.any([signal, tooSilent.signal]), onProgress: watch.heard };
      return await model.answer(request, options);
    } catch (error) {
      signal.throwIfAborted();
      if (tooSilent.signal.aborted)
        throw new AppError('unavailable', `${model.name} said nothing for two minutes, so I stopped waiting.`);
      throw error;
    } finally {
      over.abort();
      await watching;
    }
  }
}

function pauseBeforeRetry(error: unknown): number | undefined {
  if (isAppError(error, 'unavailable')) return RETRY_AFTER_MS;
  if (!isAppError(error, 'rate-limited')) return undefined;
  const pauseMs = error.retryAfterMs ?? RETRY_AFTER_MS;
  return pauseMs <= LONGEST_PAUSE_MS ? pauseMs : undefined;
}

interface Watch {
  readonly heard: () => void;
  readonly gaveUp: () => boolean;
  readonly run: (over: AbortSignal, tooSilent: AbortController) => Promise<void>;
}

function createWatch(clock: Clock, onSlow: () => void): Watch {
  let toldSlow = false;
  let gaveUp = false;
  let heardAtMs = 0;
  return {
    gaveUp: () => gaveUp,
    heard() {
      heardAtMs = clock.now().epochMilliseconds;
    },
    async run(over, tooSilent) {
      heardAtMs = clock.now().epochMilliseconds;
      while (!over.aborted) {
        await clock.sleep(SLOW_AFTER_MS, over).catch(() => undefined);
        if (over.aborted) return;
        const silentMs = clock.now().epochMilliseconds - heardAtMs;
        if (silentMs >= SILENT_AFTER_MS) {
          gaveUp = true;
          return tooSilent.abort();
        }
        if (silentMs >= SLOW_AFTER_MS && !toldSlow) {
          toldSlow = true;
          onSlow();
        }
      }
    },
  };
}
