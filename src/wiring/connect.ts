import type { Clock } from '../ground/clock.ts';
import { AppError, isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { ChatAdapter, ChatHandlers, ChatStarted, MenuCommand, Platform } from '../ports/chat.ts';

interface ConnectDeps {
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  readonly handlers: ChatHandlers;
  readonly menu: readonly MenuCommand[];
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Called for each platform when it is connected. */
  readonly onConnected: (platform: Platform, started: ChatStarted) => void;
  /** Called once all are, however long that took. */
  readonly onAll: () => void;
}

const PATIENCE_MS = 10_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Connects every platform. Resolves with the platforms that were not reached within ten seconds; those are tried again in the
 * background for as long as it takes. Rejects with `config` when a platform refuses its token.
 */
export async function connectAll(deps: ConnectDeps): Promise<Platform[]> {
  const { adapters, clock, signal } = deps;
  const missing = new Set(adapters.keys());
  const connecting = Promise.all(
    [...adapters.values()].map((adapter) => connect(deps, adapter).then(() => missing.delete(adapter.platform))),
  );
  connecting.then(deps.onAll, () => undefined);
  // A token that turns out wrong only after the ten seconds is told of by the log.
  connecting.catch((error: unknown) => deps.log.error('channel-refused', describeError(error)));
  const over = new AbortController();
  const patience = clock.sleep(PATIENCE_MS, AbortSignal.any([signal, over.signal])).catch(() => undefined);
  await Promise.race([connecting, patience]).finally(() => over.abort());
  return [...missing];
}

async function connect(deps: ConnectDeps, adapter: ChatAdapter): Promise<void> {
  for (let waitMs = 1000; !deps.signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      deps.onConnected(adapter.platform, await adapter.start(deps.handlers, deps.menu));
      return;
    } catch (error) {
      if (isAppError(error, 'config')) throw error;
      deps.log.warn('channel-unreachable', { platform: adapter.platform, ...describeError(error) });
      await deps.clock.sleep(waitMs, deps.signal).catch(() => undefined);
    }
  }
  throw new AppError('unavailable', `${adapter.platform} was not reached before the stop.`);
}
