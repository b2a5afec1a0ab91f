import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../../src/db/client.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { bindIdentity, type Identity } from '../../src/people/identities.ts';
import { createPerson } from '../../src/people/persons.ts';
import { type DiscordFake, startDiscordFake } from '../../test/fakes/discord/server.ts';
import { dmOf } from '../../test/fakes/discord/world.ts';
import { startModelFake } from '../../test/fakes/model/model-fake.ts';
import { type SlackFake, startSlackFake } from '../../test/fakes/slack/server.ts';
import { settingsOf as slackSettings } from '../../test/platforms/slack.ts';
import { type Figure, figure, percentile } from '../figure.ts';
import { openPlace } from '../open-place.ts';
import { type DatabaseKind, makePlace, metricOn, type Place } from '../place.ts';
import { startProduct } from '../product.ts';

const PEOPLE = 20;
/** On each platform, half of them commands and half presses. */
const INTERACTIONS = 200;
const MODEL_MS = 20_000;
const PATIENCE_MS = 300_000;
/** Discord shows after three seconds that an interaction failed, Slack too; the target on Slack is one second. */
const GOALS = { slack: 1_000, discord: 3_000 } as const;

/** One platform in the hands of people who give commands and press what comes of them. */
interface Hands {
  readonly name: keyof typeof GOALS;
  /** Person `n` writes something that the model is asked about. */
  talk(n: number): void;
  /** Each resolves with the milliseconds until the platform was told that it arrived. */
  command(n: number, text: string): Promise<number>;
  press(n: number, messageId: string, data: string): Promise<number>;
  /** The buttons that stand in the chat of person `n`. */
  buttons(n: number): readonly { readonly messageId: string; readonly data: string }[];
  /** True once what was missed before the start has been read in every conversation: until then a command has to wait. */
  hasCaughtUp(): boolean;
  until<T>(look: () => T): Promise<unknown>;
}

/** How the commands and presses come: a hundred a second, as the messages of `burst` do, and all of a kind in one moment. */
const PACES = [
  { name: 'ack', gapMs: 10 },
  { name: 'ack_at_once', gapMs: 0 },
] as const;
type Pace = (typeof PACES)[number];

/** How soon Slack and Discord are told that a command or a press arrived, while every person waits for a slow model. */
export async function* measureAck(kind: DatabaseKind): AsyncGenerator<Figure> {
  for (const pace of PACES) yield* measureAt(kind, pace);
}

async function* measureAt(kind: DatabaseKind, { name, gapMs }: Pace): AsyncGenerator<Figure> {
  const place = await makePlace(kind);
  const [slack, discord, model] = await Promise.all([
    startSlackFake(),
    startDiscordFake(),
    startModelFake(() => ({ text: 'At last.', delayMs: MODEL_MS })),
  ]);
  const all = [slackHands(slack), discordHands(discord)];
  await seed(place, slack);
  const product = await startProduct({
    ADJUTANT_HOME: place.home,
    ...(place.databaseUrl !== undefined && { DATABASE_URL: place.databaseUrl }),
    ...slackSettings(slack),
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    OPENAI_BASE_URL: model.openAiUrl,
    OPENAI_MODEL: 'scripted',
  });
  try {
    for (const hands of all) {
      const ackMs = await burst(hands, gapMs);
      yield figure(metricOn(kind, `${hands.name}_${name}_p50_ms`), percentile(ackMs, 50), 'ms', GOALS[hands.name]);
      yield figure(metricOn(kind, `${hands.name}_${name}_p99_ms`), percentile(ackMs, 99), 'ms', GOALS[hands.name]);
    }
  } finally {
    await product.kill();
    await Promise.all([slack.stop(), discord.stop(), model.stop()]);
    await place.remove();
  }
}

async function burst(hands: Hands, gapMs: number): Promise<number[]> {
  const turns = Array.from({ length: INTERACTIONS / 2 }, (_, at) => at % PEOPLE);
  await hands.until(() => hands.hasCaughtUp());
  const quiet = Array.from({ length: PEOPLE }, (_, n) => n);
  const first = turns.map((n) => () => hands.command(n, `add thing ${n}`));
  const commands = await inTurn(first, gapMs);
  const buttons = () => quiet.flatMap((n) => hands.buttons(n).map((button) => ({ n, ...button })));
  await hands.until(() => buttons().length >= INTERACTIONS / 2);
  // From here on every conversation waits for the model; presses pass it by, and commands wait behind it without the platform waiting.
  for (const n of quiet) hands.talk(n);
  const presses = buttons().map(
    ({ n, messageId, data }) =>
      () =>
        hands.press(n, messageId, data),
  );
  const behind = turns.map((n) => () => hands.command(n, `add more ${n}`));
  const mixed = presses.flatMap((press, at) => [press, ...behind.slice(at, at + 1)]);
  return [...commands, ...(await inTurn([...mixed, ...behind.slice(presses.length)], gapMs))];
}

/** One begins after the other, whether or not that has been acknowledged. */
async function inTurn(acts: readonly (() => Promise<number>)[], gapMs: number): Promise<number[]> {
  const begun: Promise<number>[] = [];
  for (const act of acts) {
    begun.push(act());
    if (gapMs > 0) await wait(gapMs);
  }
  return Promise.all(begun);
}

async function since(startedAt: number, done: Promise<unknown>): Promise<number> {
  await done;
  return performance.now() - startedAt;
}

const slackUser = (n: number) => `U0P${n}`;
const slackChat = (n: number) => `D0P${n}`;

function slackHands(slack: SlackFake): Hands {
  const timed = (envelope: { readonly acknowledged: boolean }) =>
    since(
      performance.now(),
      slack.waitFor(() => envelope.acknowledged, PATIENCE_MS),
    );
  return {
    name: 'slack',
    talk: (n) => void slack.userSends({ chat: slackChat(n), text: 'What do you think?' }),
    command: (n, text) => timed(slack.userRuns({ chat: slackChat(n), command: '/tasks', text })),
    press: (n, messageId, data) => timed(slack.userPresses({ chat: slackChat(n), messageId, data }).envelope),
    buttons: (n) => buttonsIn(slack.messages(slackChat(n))),
    hasCaughtUp: () => slack.calls('conversations.history').filter(({ status }) => status === 200).length >= PEOPLE,
    until: (look) => slack.waitFor(look, PATIENCE_MS),
  };
}

const discordUser = (n: number) => String(4700 + n);
const discordChat = (n: number) => dmOf(discordUser(n));

function discordHands(discord: DiscordFake): Hands {
  const timed = ({ interactionId }: { readonly interactionId: string }) =>
    since(
      performance.now(),
      discord.waitFor(() => discord.interaction(interactionId)?.answeredBy !== undefined, PATIENCE_MS),
    );
  return {
    name: 'discord',
    talk: (n) => void discord.userSends({ chat: discordChat(n), text: 'What do you think?' }),
    command: (n, value) => timed(discord.userCommands({ chat: discordChat(n), name: 'tasks', value })),
    press: (n, messageId, data) => timed(discord.userPresses({ chat: discordChat(n), messageId, data })),
    buttons: (n) => buttonsIn(discord.messages(discordChat(n))),
    hasCaughtUp: () => discord.calls('GET /channels/:id/messages').filter(({ status }) => status === 200).length >= PEOPLE,
    until: (look) => discord.waitFor(look, PATIENCE_MS),
  };
}

interface WithButtons {
  readonly messageId: string;
  readonly buttons: readonly (readonly { readonly data: string }[])[];
}

function buttonsIn(messages: readonly WithButtons[]) {
  return messages.flatMap(({ messageId, buttons }) => buttons.flat().map(({ data }) => ({ messageId, data })));
}

async function seed(place: Place, slack: SlackFake): Promise<void> {
  const database = await openPlace(place);
  for (let n = 0; n < PEOPLE; n += 1) {
    const name = `Person ${n}`;
    const onSlack = { platform: 'slack', userId: `${slack.world.team}:${slackUser(n)}`, chat: slackChat(n), name } as const;
    const onDiscord = { platform: 'discord', userId: discordUser(n), chat: discordChat(n), name } as const;
    await letIn(database.db, onSlack);
    await letIn(database.db, onDiscord);
  }
  await database.close();
}

async function letIn(db: Database, account: Identity): Promise<void> {
  const now = systemClock.now();
  await db.asSystem(async (tx) => {
    await bindIdentity(tx, await createPerson(tx, { zone: 'UTC', name: account.name, operator: false }, now), account, now);
  });
}
