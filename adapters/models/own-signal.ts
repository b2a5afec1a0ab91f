/**
 * Runs one call with a signal of its own that follows the given one. The SDKs leave their listeners on the signal they get, so a
 * signal that lives as long as a background job would gather one a call. A result that comes after the abort counts as aborted.
 */
export async function withOwnSignal<Result>(signal: AbortSignal, run: (own: AbortSignal) => Promise<Result>): Promise<Result> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const follow = () => controller.abort(signal.reason);
  signal.addEventListener('abort', follow, { once: true });
  try {
    return await run(controller.signal);
  } finally {
    signal.removeEventListener('abort', follow);
    signal.throwIfAborted();
  }
}
