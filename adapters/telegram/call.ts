import { Api } from 'grammy';
import type { Clock } from '../../src/ground/clock.ts';

/** A request that has no answer by then may or may not have been carried out. */
const REQUEST_MS = 20_000;

type Signal = NonNullable<Parameters<Api['getMe']>[0]>;

export interface TelegramApi {
  readonly api: Api;
  /** Gives the call a signal that fires after `limitMs` of our clock, or with `outer`. */
  within<T>(call: (signal: Signal) => Promise<T>, outer?: AbortSignal, limitMs?: number): Promise<T>;
}

export function createTelegramApi(token: string, apiRoot: string, clock: Clock): TelegramApi {
  const api = new Api(token, { apiRoot });
  return {
    api,
    async within(call, outer, limitMs = REQUEST_MS) {
      const over = new AbortController();
      const answered = new AbortController();
      const abort = () => over.abort();
      if (outer?.aborted) abort();
      outer?.addEventListener('abort', abort, { once: true });
      clock.sleep(limitMs, answered.signal).then(abort, () => undefined);
      try {
        return await call(forGrammy(over.signal));
      } finally {
        answered.abort();
        outer?.removeEventListener('abort', abort);
      }
    },
  };
}

/** grammY types signals after an old polyfill; at run time it takes Node's own. */
function forGrammy(signal: AbortSignal): Signal {
  if (isSignal(signal)) return signal;
  throw new TypeError('not a signal');
}

function isSignal(signal: unknown): signal is Signal {
  return signal instanceof AbortSignal;
}
