import type { PlatformFake } from '../platform.ts';
import { type DiscordFake, startDiscordFake } from './server.ts';
import { dmOf } from './world.ts';

/** Discord, in direct conversations: nothing is brought twice, and an interaction without an answer within three seconds has failed. */
export async function startDiscordPlatform(): Promise<PlatformFake> {
  const discord = await startDiscordFake();
  return {
    name: 'discord',
    settings: settingsOf(discord),
    exactlyOnce: true,
    pressFailsAfterMs: 3_000,
    account: (n) => ({ user: String(n), chat: dmOf(String(n)) }),
    says: (chat, text) => void discord.userSends({ chat, text }),
    handsOn(chat, text) {
      const message_snapshots = [{ message: { content: text, attachments: [] } }];
      discord.userSends({ chat, text: '', more: { message_snapshots } as never });
    },
    presses: (chat, messageId, data) => discord.userPresses({ chat, messageId, data }).interactionId,
    answerTo: discord.answerTo,
    isTaken: (press) => discord.interaction(press)?.answeredBy !== undefined,
    fails: discord.expire,
    messages: discord.messages,
    changes: (messageId) =>
      discord.calls('PATCH /channels/:id/messages/:id').filter(({ ids, status }) => ids[1] === messageId && status !== undefined)
        .length,
    pending: () => 0,
    losesAnswer: (chat) => discord.fail({ route: 'POST /channels/:id/messages', chat, with: 'drop-after-accept' }),
    waitFor: discord.waitFor,
    stop: discord.stop,
  };
}

/** What the product is told of this Discord. */
export function settingsOf({ token, apiUrl }: DiscordFake): Readonly<Record<string, string>> {
  return { DISCORD_BOT_TOKEN: token, DISCORD_API_URL: apiUrl };
}
