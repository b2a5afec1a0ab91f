import type { Clock } from '../ground/clock.ts';
import { AppError, isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Recording, Transcriber } from '../ports/transcriber.ts';

/** The words of a recording. Rejects like `Transcriber`; its message tells the person what to do. */
export type WriteDown = (recording: Recording, signal: AbortSignal) => Promise<string>;

interface WriteDownDeps {
  readonly transcriber: Transcriber;
  readonly clock: Clock;
  readonly log: Log;
}

/** Bytes: what OpenAI takes, and most servers with it (API reference, audio/transcriptions). */
export const MOST_BYTES = 25 * 1024 * 1024;
const PATIENCE_MS = 120_000;
const RETRY_AFTER_MS = 500;
/** Who asks for a longer pause counts as out: the person hears of it instead of waiting. */
const LONGEST_PAUSE_MS = 3_000;

/** Has a recording written down, with one retry where that can help, and never waits longer than two minutes. */
export function createWriteDown({ transcriber, clock, log }: WriteDownDeps): WriteDown {
  async function once(recording: Recording, signal: AbortSignal): Promise<string> {
    const over = new AbortController();
    const late = new AbortController();
    const watching = clock.sleep(PATIENCE_MS, over.signal).then(
      () => late.abort(),
      () => undefined,
    );
    try {
      return await transcriber.transcribe(recording, AbortSignal.any([signal, late.signal]));
    } catch (error) {
      signal.throwIfAborted();
      if (late.signal.aborted) throw new AppError('unavailable', TOO_SLOW);
      throw error;
    } finally {
      over.abort();
      await watching;
    }
  }

  return async (recording, signal) => {
    if (recording.bytes.length > MOST_BYTES) throw tooLarge();
    try {
      return await once(recording, signal);
    } catch (error) {
      const pauseMs = isAppError(error) && error.message === TOO_SLOW ? undefined : pauseBeforeRetry(error);
      if (pauseMs === undefined || signal.aborted) throw error;
      log.warn('transcriber-retry', describeError(error));
      await clock.sleep(pauseMs, signal);
      return await once(recording, signal);
    }
  };
}

const TOO_SLOW = 'What writes recordings down said nothing for two minutes, so I stopped waiting.';

export function tooLarge(): AppError {
  return new AppError(
    'invalid',
    'This recording is larger than 25 MB, more than I can have written down. Record it in shorter parts.',
  );
}

function pauseBeforeRetry(error: unknown): number | undefined {
  if (!isAppError(error, 'unavailable') && !isAppError(error, 'rate-limited')) return undefined;
  const askedMs = error.retryAfterMs ?? RETRY_AFTER_MS;
  return askedMs > LONGEST_PAUSE_MS ? undefined : askedMs;
}
