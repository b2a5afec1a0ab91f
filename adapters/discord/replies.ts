import type { Clock } from '../../src/ground/clock.ts';
import type { Log } from '../../src/ground/log.ts';
import type { DiscordApi } from './call.ts';
import { describeTrouble } from './outcome.ts';
import type { Reply } from './parse-interaction.ts';

/** Discord, interactions: a token is good for 15 minutes. A little less, so that nothing is begun in its last seconds. */
const TOKEN_MS = 14.5 * 60_000;

/** Replies that slash commands wait for, with "thinking" in their place. */
export interface Replies {
  /** A command awaits its reply from now on. `opened` tells whether the person sees that it does. */
  open(key: string, reply: Reply, opened: Promise<boolean>): void;
  /** The reply that one of these messages awaits; undefined when none does, or its time is over. */
  of(keys: readonly string[]): Promise<{ readonly key: string; readonly path: `/${string}` } | undefined>;
  /** The reply has come, or cannot come any more. */
  done(key: string): void;
  /** Takes away every "thinking" that is left. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly path: `/${string}`;
  readonly opened: Promise<boolean>;
  readonly over: AbortController;
}

export function createReplies(api: DiscordApi, clock: Clock, log: Log): Replies {
  const waiting = new Map<string, Waiting>();
  const closing = new Set<Promise<void>>();

  /** Better nothing than a reply that never comes. */
  async function takeAway(key: string): Promise<void> {
    const one = waiting.get(key);
    waiting.delete(key);
    if (!one || !(await one.opened)) return;
    await api.request('DELETE', one.path, { auth: false, limitMs: 5_000 }).catch((error: unknown) => {
      log.warn('discord_reply_left', { key, trouble: describeTrouble(error) });
    });
  }

  return {
    open(key, reply, opened) {
      const over = new AbortController();
      waiting.set(key, { path: originalOf(reply), opened, over });
      const end = clock
        .sleep(TOKEN_MS, over.signal)
        .then(() => takeAway(key))
        .catch(() => undefined)
        .finally(() => closing.delete(end));
      closing.add(end);
    },
    async of(keys) {
      const key = keys.find((one) => waiting.has(one));
      const one = key === undefined ? undefined : waiting.get(key);
      if (key === undefined || !one || !(await one.opened) || !waiting.has(key)) return undefined;
      return { key, path: one.path };
    },
    done(key) {
      waiting.get(key)?.over.abort();
      waiting.delete(key);
    },
    async stop() {
      const left = [...waiting];
      for (const [, { over }] of left) over.abort();
      await Promise.all([...left.map(([key]) => takeAway(key)), ...closing]);
    },
  };
}

/** The first answer to an interaction, to be filled in later. */
export function originalOf({ applicationId, token }: Reply): `/${string}` {
  return `/webhooks/${applicationId}/${encodeURIComponent(token)}/messages/@original`;
}
