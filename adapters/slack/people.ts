import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../src/ground/clock.ts';

/** The name is decoration, and the message waits to be stored for it. Without an answer nobody passes for a member: there is no name. */
const DESCRIBE_MS = 1_000;
/** Slack tells the giver of a command after three seconds that it failed: then it must not be carried out any more. */
const OPEN_MS = 2_000;

export interface People {
  /** What the workspace calls this user; undefined when Slack does not say it soon. Asked once for each. */
  describe(user: string): Promise<{ readonly name: string; readonly language?: string } | undefined>;
  /** Our direct conversation with this user, asked for once. Rejects when Slack opens none, or not soon. */
  directChannel(user: string): Promise<string>;
}

export function createPeople(web: WebClient, clock: Clock): People {
  const known = new Map<string, ReturnType<People['describe']>>();
  const channels = new Map<string, Promise<string>>();

  async function ask(user: string) {
    const { user: found } = await web.users.info({ user, include_locale: true });
    const name = found?.profile?.display_name || found?.real_name || found?.name;
    if (!found || !name) return undefined;
    const guest = found.is_restricted || found.is_ultra_restricted || found.is_stranger ? ' (guest)' : '';
    return { name: name + guest, ...(found.locale && { language: found.locale }) };
  }

  async function open(user: string): Promise<string> {
    const found = (await web.conversations.open({ users: user })).channel?.id;
    if (!found) throw new Error('Slack opened no conversation');
    return found;
  }

  /** Undefined when it takes longer; the late answer is kept for the next time. */
  async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
    const settled = new AbortController();
    const over = clock.sleep(ms, settled.signal).catch(() => undefined);
    try {
      return (await Promise.race([work, over])) ?? undefined;
    } finally {
      settled.abort();
    }
  }

  return {
    describe(user) {
      const asked =
        known.get(user) ??
        ask(user).catch(() => {
          known.delete(user);
          return undefined;
        });
      known.set(user, asked);
      return within(DESCRIBE_MS, asked);
    },
    async directChannel(user) {
      const asked =
        channels.get(user) ??
        open(user).catch((error: unknown) => {
          channels.delete(user);
          throw error;
        });
      channels.set(user, asked);
      const found = await within(OPEN_MS, asked);
      if (!found) throw new Error('Slack opened no conversation in time');
      return found;
    },
  };
}
