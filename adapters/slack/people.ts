import type { WebClient } from '@slack/web-api';

export interface People {
  /** What the workspace calls this user; undefined when Slack does not say it soon. Asked once for each. */
  describe(user: string): Promise<{ readonly name: string; readonly language?: string } | undefined>;
  /** Our direct conversation with this user. Rejects when Slack opens none. */
  directChannel(user: string): Promise<string>;
}

export function createPeople(web: WebClient): People {
  const known = new Map<string, ReturnType<People['describe']>>();
  const channels = new Map<string, string>();

  async function ask(user: string) {
    const { user: found } = await web.users.info({ user, include_locale: true });
    const name = found?.profile?.display_name || found?.real_name || found?.name;
    if (!found || !name) return undefined;
    const guest = found.is_restricted || found.is_ultra_restricted || found.is_stranger ? ' (guest)' : '';
    return { name: name + guest, ...(found.locale && { language: found.locale }) };
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
      return asked;
    },
    async directChannel(user) {
      const found = channels.get(user) ?? (await web.conversations.open({ users: user })).channel?.id;
      if (!found) throw new Error('Slack opened no conversation');
      channels.set(user, found);
      return found;
    },
  };
}
