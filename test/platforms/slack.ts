import type { KnownBlock, PlainTextInput } from '@slack/types';
import { escaped } from '../../adapters/slack/mrkdwn.ts';
import { pressableOnSlack } from '../adapters/pressable.ts';
import type { Fault } from '../fakes/slack/faults.ts';
import { type SlackFake, startSlackFake } from '../fakes/slack/server.ts';
import { directOf, type ShownMessage } from '../fakes/slack/world.ts';
import type { FakePlatform, Person, SendTrouble, Shown } from './platform.ts';

const GROUP = 'C0TEAM';
/** The commands that stand by themselves; every other one is `/adjutant <command>`. */
const OWN_NAMES = ['brief', 'today', 'agenda', 'tasks'];

const TROUBLES: Readonly<Record<SendTrouble, Fault>> = {
  'asks to wait': 429,
  fails: { error: 'service_unavailable', status: 503 },
  'cuts off': 'drop-before-accept',
  swallows: 'drop-after-accept',
};

/** Slack, in one workspace: a press is brought once, and what is not acknowledged within three seconds is shown as failed. */
export async function startSlack({
  now,
}: {
  readonly now?: () => number;
} = {}): Promise<FakePlatform & { readonly fake: SlackFake }> {
  const fake = await startSlackFake({ ...(now && { now }) });
  return {
    name: 'slack',
    settings: settingsOf(fake),
    exactlyOnce: true,
    pressFailsAfterMs: 3_000,
    fake,
    person: (number) => personOn(fake, `U0P${number}`),
    pending: () => fake.pending().filter(({ kind }) => kind === 'events_api').length,
    waitFor: fake.waitFor,
    stop: fake.stop,
  };
}

/** What the product is told of this Slack. */
export function settingsOf({ botToken, appToken, apiUrl }: SlackFake): Readonly<Record<string, string>> {
  return { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl };
}

function personOn(fake: SlackFake, user: string): Person {
  const chat = directOf(user);
  return {
    userId: `${fake.world.team}:${user}`,
    chat,
    messages: () => fake.messages(chat).map(toShown),
    writes: (text, { thread } = {}) =>
      fake.userSends({ chat, text: escaped(text), ...(thread !== undefined && { thread }) }).messageId,
    quotes: (words, text) => fake.userSends({ chat, text: `${words.replaceAll(/^/gm, '&gt; ')}\n${escaped(text)}` }).messageId,
    forwards(words) {
      const attachments = [{ is_share: true, author_name: 'Mallory', text: escaped(words), fallback: words }];
      fake.userSends({ chat, text: '', more: { attachments } });
    },
    edits: (messageId, text) => void fake.userEdits({ chat, messageId, text: escaped(text) }),
    runs(name, argument = '') {
      const stands = OWN_NAMES.includes(name);
      fake.userRuns({
        chat,
        command: stands ? `/${name}` : '/adjutant',
        text: stands ? argument : `${name} ${argument}`.trim(),
      });
    },
    sends: ({ kind, caption, ...file }) =>
      fake.userSendsFile({ chat, kind, ...file, ...(caption !== undefined && { caption: escaped(caption) }) }).messageId,
    presses(messageId, data) {
      const { queryId, envelope } = fake.userPresses({ chat, messageId, data });
      let hasFailed = false;
      return {
        said: () => fake.answerTo(queryId),
        form: () => {
          const input = fake.windowOf(queryId)?.blocks.find(({ type }) => type === 'input') as
            | { readonly element: PlainTextInput }
            | undefined;
          return input?.element.initial_value;
        },
        submit: (text) => void fake.userSubmits(queryId, text),
        isTaken: () => fake.answerTo(queryId) !== '' || (envelope.acknowledged && !hasFailed),
        fails() {
          hasFailed = true;
        },
      };
    },
    asksInGroup: (text) => void fake.userSends({ chat: GROUP, user, text: `<@${fake.world.bot}> ${escaped(text)}` }),
    readInGroup: () =>
      fake
        .messages(GROUP)
        .filter(({ from }) => from === 'bot')
        .map(toShown),
    opensPage: () => void fake.userOpensHome(user),
    pageText: () => fake.homeText(user),
    blocks: () => fake.block(chat),
    unblocks: () => fake.unblock(chat),
    meets(troubles) {
      for (const trouble of troubles) fake.fail({ method: 'chat.postMessage', chat, with: TROUBLES[trouble] });
    },
    tries: () => fake.calls('chat.postMessage').filter(({ payload }) => payload.channel === chat).length,
    changes: (messageId) =>
      fake.calls('chat.update').filter(({ payload, status }) => payload.ts === messageId && status !== undefined).length,
  };
}

function toShown({ blocks, notification, ...message }: ShownMessage): Shown {
  return { ...message, silent: false, code: codeIn(blocks), links: pressableOnSlack(blocks) };
}

function codeIn(blocks: readonly KnownBlock[]): string[] {
  return blocks
    .flatMap((block) => (block.type === 'rich_text' ? block.elements : []))
    .flatMap((frame) => {
      if (frame.type === 'rich_text_preformatted') return [frame.elements.map(({ text }) => text).join('')];
      if (frame.type === 'rich_text_list') return [];
      return frame.elements.flatMap((element) => (element.type === 'text' && element.style?.code ? [element.text] : []));
    });
}
