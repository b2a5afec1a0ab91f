import { type FetchFunction, type Logger, LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import type { Clock } from '../../src/ground/clock.ts';

/** A request that has no answer by then may or may not have been carried out. */
const REQUEST_MS = 20_000;

export interface SlackClient {
  readonly web: WebClient;
  /** What every other client of Slack's SDKs is to be made with. */
  readonly options: WebClientOptions;
  /** A request of our own, such as an upload; ends after `limitMs` of our clock, or with `outer`. */
  request(url: string, init: RequestInit, limitMs?: number, outer?: AbortSignal): Promise<Response>;
}

export function createSlackClient(token: string, apiUrl: string, clock: Clock): SlackClient {
  async function request(url: string | URL, init: RequestInit, limitMs = REQUEST_MS, outer?: AbortSignal): Promise<Response> {
    const over = new AbortController();
    const answered = new AbortController();
    clock.sleep(limitMs, answered.signal).then(
      () => over.abort(),
      () => undefined,
    );
    try {
      const signal = AbortSignal.any([over.signal, ...(outer ? [outer] : []), ...(init.signal ? [init.signal] : [])]);
      const response = await fetch(url, { ...init, signal, redirect: 'error' });
      // Read here, so that the deadline holds for the whole answer.
      const { status, statusText, headers } = response;
      return new Response(await response.arrayBuffer(), { status, statusText, headers });
    } finally {
      answered.abort();
    }
  }

  const fetchWithin: FetchFunction = (url, init) => request(url, init ?? {});
  const options: WebClientOptions = {
    slackApiUrl: `${apiUrl}/`,
    fetch: fetchWithin,
    // Whether a request may be repeated is for the core to say.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  };
  return { web: new WebClient(token, options), options, request };
}

/** The SDKs log whole payloads and addresses that hold tickets: none of that reaches our log. */
export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
