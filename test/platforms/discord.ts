import { type APIMessage, type APITextInputComponent, MessageReferenceType, MessageType } from 'discord-api-types/v10';
import type { Fault } from '../fakes/discord/faults.ts';
import { readMarkdown } from '../fakes/discord/read-markdown.ts';
import { type DiscordFake, startDiscordFake } from '../fakes/discord/server.ts';
import { dmOf, type ShownMessage } from '../fakes/discord/world.ts';
import type { FakePlatform, Person, SendTrouble, Shown } from './platform.ts';

const CHANNEL = '500';

const POST = 'POST /channels/:id/messages';
const TROUBLES: Readonly<Record<SendTrouble, Fault>> = {
  'asks to wait': 429,
  fails: 503,
  'cuts off': 'drop-before-accept',
  swallows: 'drop-after-accept',
};

/** Discord: nothing is brought twice, and an interaction without an answer within three seconds has failed. */
export async function startDiscord({
  now,
}: {
  readonly now?: () => number;
} = {}): Promise<FakePlatform & { readonly fake: DiscordFake }> {
  const fake = await startDiscordFake({ ...(now && { now }) });
  return {
    name: 'discord',
    settings: settingsOf(fake),
    exactlyOnce: true,
    pressFailsAfterMs: 3_000,
    fake,
    person: (number) => personOn(fake, String(4700 + number)),
    pending: () => 0,
    waitFor: fake.waitFor,
    stop: fake.stop,
  };
}

/** What the product is told of this Discord. */
export function settingsOf({ token, apiUrl }: DiscordFake): Readonly<Record<string, string>> {
  return { DISCORD_BOT_TOKEN: token, DISCORD_API_URL: apiUrl };
}

function personOn(fake: DiscordFake, user: string): Person {
  const chat = dmOf(user);
  const from = { username: `ann${user}`, global_name: `Ann ${user}` };
  return {
    userId: user,
    chat,
    messages: () => fake.messages(chat).map(toShown),
    writes: (text) => fake.userSends({ chat, from, text }).messageId,
    quotes(words, text) {
      // In a direct conversation the words of others are those that the person handed on before.
      const referenced_message = { author: { id: user, username: `ann${user}` }, ...handedOn(words), content: '' };
      const more = { type: MessageType.Reply, referenced_message } as unknown as Partial<APIMessage>;
      return fake.userSends({ chat, from, text, more }).messageId;
    },
    forwards: (words) => void fake.userSends({ chat, from, text: '', more: handedOn(words) }),
    edits: (messageId, text) => void fake.userEdits({ chat, from, messageId, text }),
    runs: (name, argument) => void fake.userCommands({ chat, from, name, ...(argument !== undefined && { value: argument }) }),
    sends: ({ kind, ...file }) => fake.userSendsFile({ chat, from, kind, ...file }).messageId,
    presses(messageId, data) {
      const { interactionId } = fake.userPresses({ chat, from, messageId, data });
      return {
        said: () => fake.answerTo(interactionId),
        form() {
          const [part] = fake.formOf(interactionId)?.components ?? [];
          return part && 'component' in part ? (part.component as APITextInputComponent).value : undefined;
        },
        submit: (text) => void fake.userSubmits({ interactionId, text }),
        isTaken: () => fake.interaction(interactionId)?.answeredBy !== undefined,
        fails: () => fake.expire(interactionId),
      };
    },
    asksInGroup(text) {
      const me = { id: '4242', username: 'adjutant', discriminator: '0', global_name: null, avatar: null };
      fake.userSends({ chat: CHANNEL, user, from, text: `<@4242> ${text}`, more: { mentions: [me] } });
    },
    readInGroup: () =>
      fake
        .messages(CHANNEL)
        .filter((message) => message.from === 'bot')
        .map(toShown),
    opensPage: () => {
      throw new Error('Discord has no pages');
    },
    pageText: () => '',
    blocks: () => fake.block(chat),
    unblocks: () => fake.unblock(chat),
    meets(troubles) {
      for (const trouble of troubles) fake.fail({ route: POST, chat, with: TROUBLES[trouble] });
    },
    tries: () => fake.calls(POST).filter(({ ids }) => ids[0] === chat).length,
    changes: (messageId) =>
      fake.calls('PATCH /channels/:id/messages/:id').filter(({ ids, status }) => ids[1] === messageId && status !== undefined)
        .length,
  };
}

function handedOn(words: string): Partial<APIMessage> {
  return {
    message_reference: { type: MessageReferenceType.Forward, message_id: '1', channel_id: '2' },
    message_snapshots: [{ message: { content: words, attachments: [] } }],
  } as unknown as Partial<APIMessage>;
}

function toShown({ content, ...message }: ShownMessage): Shown {
  const { runs, links } = readMarkdown(content);
  const code = runs.filter(({ looks }) => looks.includes('code') || looks.includes('block')).map(({ text }) => text);
  return { ...message, code, links };
}
