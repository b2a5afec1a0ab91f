import type { PlatformFake } from '../platform.ts';
import type { Envelope } from './envelopes.ts';
import { type SlackFake, startSlackFake } from './server.ts';
import { directOf } from './world.ts';

/** Slack, in one workspace: a press is brought once, and what is not acknowledged within three seconds is shown as failed. */
export async function startSlackPlatform(): Promise<PlatformFake> {
  const slack = await startSlackFake();
  const presses = new Map<string, Envelope>();
  return {
    name: 'slack',
    settings: settingsOf(slack),
    exactlyOnce: true,
    pressFailsAfterMs: 3_000,
    account: (n) => ({ user: `${slack.world.team}:U${n}`, chat: directOf(`U${n}`) }),
    says: (chat, text) => void slack.userSends({ chat, text }),
    handsOn: (chat, text) =>
      void slack.userSends({ chat, text: '', more: { attachments: [{ is_share: true, author_name: 'Mallory', text }] } }),
    presses(chat, messageId, data) {
      const { queryId, envelope } = slack.userPresses({ chat, messageId, data });
      presses.set(queryId, envelope);
      return queryId;
    },
    answerTo: slack.answerTo,
    isTaken: (press) => slack.answerTo(press) !== '' || presses.get(press)?.acknowledged === true,
    fails: (press) => void presses.delete(press),
    messages: slack.messages,
    changes: (messageId) =>
      slack.calls('chat.update').filter(({ payload, status }) => payload.ts === messageId && status !== undefined).length,
    pending: () => slack.pending().filter(({ kind }) => kind === 'events_api').length,
    losesAnswer: (chat) => slack.fail({ method: 'chat.postMessage', chat, with: 'drop-after-accept' }),
    waitFor: slack.waitFor,
    stop: slack.stop,
  };
}

/** What the product is told of this Slack. */
export function settingsOf({ botToken, appToken, apiUrl }: SlackFake): Readonly<Record<string, string>> {
  return { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl };
}
