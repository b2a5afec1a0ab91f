import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inArray, like } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../src/db/client.ts';
import { actions } from '../../../src/db/schema/actions.ts';
import { outbox } from '../../../src/db/schema/chat.ts';
import { reminders, tasks } from '../../../src/db/schema/planning.ts';
import { startModelFake } from '../../../test/fakes/model/model-fake.ts';
import { startTelegramFake, type TelegramFake } from '../../../test/fakes/telegram/server.ts';
import { type Life, startLife } from '../../life/life.ts';
import { openPlace } from '../../open-place.ts';
import { createSeeded } from '../../seeded.ts';
import type { Day } from './check.ts';
import { messageOf, obedient } from './script.ts';

const ME = 4711;
const START = Temporal.Instant.from('2026-03-02T00:00:00Z');
const MINUTE_MS = 60_000;
const PATIENCE_MS = 60_000;
/** A kill comes this long after the message or the turn of the clock, at most: about as long as the work takes. */
const LONGEST_WORK_MS = 250;
/** The minute of a life in which its memory is looked at. */
const LOOK_AT = 40;
/** Until the last reminders have rung. */
const AFTERWARDS = 20;

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  /** The control: each message comes a second time, under a key of its own, so that nothing can know it for the same. */
  readonly twice?: boolean;
  readonly say: (line: string) => void;
}

export interface Soaked {
  readonly day: Day;
  readonly kills: number;
  /** Of each life that came that far, after forty messages. */
  readonly rssMb: readonly number[];
}

/** A day of the real core in minutes: a message a minute, and once an hour, at a moment that the seed fixes, a kill -9. */
export async function soak({ minutes, seed, twice = false, say }: SoakOptions): Promise<Soaked> {
  const [telegram, model, home] = await Promise.all([
    startTelegramFake(),
    startModelFake(obedient),
    mkdtemp(join(tmpdir(), 'adjutant-soak-')),
  ]);
  const random = createSeeded(seed);
  const killAt = new Set(
    Array.from({ length: Math.floor(minutes / 60) }, (_, hour) => hour * 60 + 45 + Math.floor(random() * 15)),
  );
  let now = START;
  const begin = () =>
    startLife({
      settings: {
        ADJUTANT_HOME: home,
        LIFE_NOW: now.toString(),
        TELEGRAM_BOT_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: telegram.apiRoot,
        OPENAI_BASE_URL: model.openAiUrl,
      },
    });
  let life = begin();
  const rssMb: number[] = [];
  let age = 0;

  async function killAfter(moment: number): Promise<void> {
    await wait(moment * LONGEST_WORK_MS);
    await life.kill();
    life = begin();
    await life.ready;
    age = 0;
  }

  async function minute(n: number): Promise<void> {
    send(telegram, n, twice);
    // Some kills come while the message is worked on, some while the clock goes on.
    const [kills, early, moment] = [killAt.has(n), random() < 0.7, random()];
    if (kills && early) await killAfter(moment);
    await answered(telegram, n);
    age += 1;
    const passing = life.pass(MINUTE_MS, age === LOOK_AT).catch(() => undefined);
    now = now.add({ milliseconds: MINUTE_MS });
    if (kills && !early) await killAfter(moment);
    const rss = await passing;
    if (rss !== undefined) rssMb.push(rss);
  }

  try {
    await claim(telegram, life);
    for (let n = 0; n < minutes; n += 1) {
      await minute(n);
      if (n % 60 === 59)
        say(`hour ${(n + 1) / 60}: ${heard(telegram).length} messages heard, ${Math.round(rssMb.at(-1) ?? 0)} MB`);
    }
    for (let n = 0; n < AFTERWARDS; n += 1) await life.pass(MINUTE_MS);
    await life.stop();
    return { day: { minutes, shown: heard(telegram), ...(await remains(home)) }, kills: killAt.size, rssMb };
  } finally {
    await life.kill();
    await Promise.all([telegram.stop(), model.stop()]);
    await rm(home, { recursive: true, force: true });
  }
}

async function claim(telegram: TelegramFake, life: Life): Promise<void> {
  telegram.userSends({ chat: ME, text: `/start ${await life.ready}` });
  await telegram.waitFor(() => heard(telegram)[0], PATIENCE_MS);
}

function send(telegram: TelegramFake, n: number, twice: boolean): void {
  telegram.userSends({ chat: ME, text: messageOf(n) });
  if (twice) telegram.userSends({ chat: ME, text: messageOf(n) });
}

async function answered(telegram: TelegramFake, n: number): Promise<void> {
  const named = new RegExp(`Answered .*\\bm${n}\\b`);
  await telegram.waitFor(
    () =>
      heard(telegram)
        .slice(-20)
        .some((text) => named.test(text)),
    PATIENCE_MS,
  );
}

function heard(telegram: TelegramFake): string[] {
  return telegram
    .messages(ME)
    .filter(({ from }) => from === 'bot')
    .map(({ text }) => text);
}

async function remains(home: string): Promise<Omit<Day, 'minutes' | 'shown'>> {
  const database = await openPlace({ home, databaseUrl: undefined });
  try {
    return await database.db.asSystem(readRemains);
  } finally {
    await database.close();
  }
}

async function readRemains(tx: Tx): Promise<Omit<Day, 'minutes' | 'shown'>> {
  const texts = (rows: readonly { readonly text: string }[]) => rows.map(({ text }) => text);
  return {
    tasks: texts(await tx.select({ text: tasks.title }).from(tasks)),
    reminders: texts(await tx.select({ text: reminders.text }).from(reminders)),
    briefs: texts(await tx.select({ text: outbox.key }).from(outbox).where(like(outbox.key, 'brief:%'))),
    unsent: await tx.$count(outbox, inArray(outbox.state, ['queued', 'sending', 'dead'])),
    unfinished: await tx.$count(actions, inArray(actions.state, ['proposed', 'running', 'unknown'])),
  };
}
