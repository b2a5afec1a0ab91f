import { type RawFile, REST, RequestMethod } from '@discordjs/rest';
import type { Clock } from '../../src/ground/clock.ts';

/** A request that has no answer by then may or may not have been carried out. */
const REQUEST_MS = 20_000;
/** Never reached: the limits above are of our clock. */
const LONGEST_MS = 3_600_000;

interface Options {
  readonly body?: unknown;
  readonly files?: readonly RawFile[];
  readonly query?: Readonly<Record<string, string>>;
  /** False for addresses that carry a token of their own. */
  readonly auth?: boolean;
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
}

const METHODS = {
  GET: RequestMethod.Get,
  POST: RequestMethod.Post,
  PUT: RequestMethod.Put,
  PATCH: RequestMethod.Patch,
  DELETE: RequestMethod.Delete,
} as const;

export interface DiscordApi {
  /** One request, one outcome: nothing is repeated or held back. Resolves with the parsed body; rejects as `toOutcome` reads it. */
  request(method: keyof typeof METHODS, path: `/${string}`, options?: Options): Promise<unknown>;
}

/** `apiUrl` without the version: https://discord.com/api. */
export function createDiscordApi(token: string, apiUrl: string, clock: Clock): DiscordApi {
  // By itself it would repeat, and wait for as long as a bucket asks, while we would not know what became of a message.
  const rest = new REST({ api: apiUrl, version: '10', retries: 0, timeout: LONGEST_MS, rejectOnRateLimit: () => true });

  return {
    async request(method, fullRoute, { body, files, query, auth = true, signal, limitMs = REQUEST_MS } = {}) {
      const answered = new AbortController();
      const over = new AbortController();
      clock.sleep(limitMs, answered.signal).then(
        () => over.abort(),
        () => undefined,
      );
      // A 401 makes it forget the token.
      rest.setToken(token);
      try {
        return await rest.request({
          method: METHODS[method],
          fullRoute,
          auth,
          signal: signal ? AbortSignal.any([over.signal, signal]) : over.signal,
          ...(body !== undefined && { body }),
          ...(files && files.length > 0 && { files: [...files] }),
          ...(query && { query: new URLSearchParams(query) }),
        });
      } finally {
        answered.abort();
      }
    },
  };
}
