import { setTimeout as wait } from 'node:timers/promises';
import type { Message } from '@grammyjs/types';
import { persons } from '../../src/db/schema/people.ts';
import { reminders, tasks } from '../../src/db/schema/planning.ts';
import { openPlace } from '../open-place.ts';
import type { DatabaseKind } from '../place.ts';
import { ME, openScene, type Scene } from '../scene.ts';
import { createSeeded } from '../seeded.ts';
import { type Broken, checkRemains } from './check-kill.ts';
import { messageOf, obedient } from './script.ts';

const MESSAGES = 30;
const KILLS = 12;
/** Longer than a start takes, so that some kills hit the start and some the work. */
const LONGEST_LIFE_MS = 4000;
const LONGEST_GAP_MS = 1500;
const QUIET_MS = 4000;
const PATIENCE_MS = 60_000;

/** One conversation of thirty messages, half-written into by kills at moments that the seed fixes; resolves with what was broken. */
export async function surviveKills(kind: DatabaseKind, seed: number): Promise<Broken> {
  const random = createSeeded(seed);
  const scene = await openScene(kind, obedient);
  try {
    const gaps = Array.from({ length: MESSAGES }, () => random() * LONGEST_GAP_MS);
    const lives = Array.from({ length: KILLS }, () => random() * LONGEST_LIFE_MS);
    await Promise.all([talk(scene, gaps), killAgainAndAgain(scene, lives)]);
    return await conclude(scene, MESSAGES);
  } finally {
    await scene.close();
  }
}

/** The control: Telegram hands every message out a second time under a new key, so that nothing can know it for the same. */
export async function hearTwice(kind: DatabaseKind, messages: number): Promise<Broken> {
  const scene = await openScene(kind, obedient);
  try {
    for (let n = 0; n < messages; n += 1) {
      await scene.say(messageOf(n));
      const chat = { id: ME, type: 'private', first_name: 'Ann' } as const;
      const from = { id: ME, is_bot: false, first_name: 'Ann' };
      const again: Message = { message_id: 900_000 + n, date: 1_790_000_000, chat, from, text: messageOf(n) };
      scene.telegram.pushUpdate({ message: { ...again, chat, from } });
    }
    return await conclude(scene, messages);
  } finally {
    await scene.close();
  }
}

async function talk({ telegram }: Scene, gaps: readonly number[]): Promise<void> {
  for (const [n, gap] of gaps.entries()) {
    await wait(gap);
    telegram.userSends({ chat: ME, text: messageOf(n) });
  }
}

async function killAgainAndAgain(scene: Scene, lives: readonly number[]): Promise<void> {
  for (const life of lives) {
    await wait(life);
    await scene.product.kill();
    scene.spawn();
  }
}

/** Lets the program finish in peace, ends it, and looks. */
async function conclude(scene: Scene, messages: number): Promise<Broken> {
  const { telegram, product, place } = scene;
  await product.ready;
  const deadline = performance.now() + PATIENCE_MS;
  const remains = () => ({
    messages,
    shown: telegram
      .messages(ME)
      .filter(({ from }) => from === 'bot')
      .map(({ text }) => text),
  });
  const isOver = () => telegram.pending().length === 0 && saidAll(remains().shown, messages);
  while (!isOver() && performance.now() < deadline) await wait(200);
  await wait(QUIET_MS); // whatever would come a second time comes now
  await product.stop();
  const database = await openPlace(place);
  const rows = await database.db.asSystem((tx) => tx.select({ id: persons.id }).from(persons));
  const kept = await Promise.all(
    rows.map(({ id }) =>
      database.db.asPerson(id, async (tx) => ({
        tasks: (await tx.select({ title: tasks.title }).from(tasks)).map(({ title }) => title),
        reminders: (await tx.select({ text: reminders.text }).from(reminders)).map(({ text }) => text),
      })),
    ),
  );
  await database.close();
  return checkRemains({
    ...remains(),
    tasks: kept.flatMap((one) => one.tasks),
    reminders: kept.flatMap((one) => one.reminders),
  });
}

function saidAll(shown: readonly string[], messages: number): boolean {
  return checkRemains({ messages, shown, tasks: everything(messages), reminders: [] }).lost === 0;
}

function everything(messages: number): string[] {
  return Array.from({ length: messages }, (_, n) => `m${n}`);
}
