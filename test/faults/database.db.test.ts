import { inArray, ne } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSeeded } from '../../bench/seeded.ts';
import { createDatabase } from '../../src/db/client.ts';
import { actions } from '../../src/db/schema/actions.ts';
import { inbox, outbox } from '../../src/db/schema/chat.ts';
import { tasks } from '../../src/db/schema/planning.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { type Line, openLine } from '../fixtures/database-line.ts';
import { type House, openHouse } from '../wiring/house.ts';

const MESSAGES = 15;
/** Each try of a turn with many steps needs all of them to get through: chance alone might never let one. */
const MOST_LOST = 40;
const MARK = /\bm(\d+)\b/g;
const usage = { promptTokens: 100, outputTokens: 10 };

let direct: TestDatabase;
let line: Line;
let house: House;
let personId: string;

beforeEach(async () => {
  direct = await openTestDatabase();
  line = await openLine(direct.connection);
  const db = createDatabase({ connection: line.connection, maxConnections: 4, log: silentLog });
  const close = async () => {
    await db.close();
    await line.close();
    await direct.close();
  };
  house = await openHouse({ database: { db, connection: line.connection, close } });
  personId = await house.move('ann');
  house.play(({ messages }) => {
    const marks = [...(messages.findLast(({ role }) => role === 'user')?.content ?? '').matchAll(MARK)].map(([mark]) => mark);
    const last = messages.at(-1);
    if (last?.role === 'tool') return { text: `Answered ${marks.join(' ')}.`, toolCalls: [], usage };
    const toolCalls = marks.map((mark) => ({
      id: mark,
      name: 'task_add',
      arguments: JSON.stringify({ title: `errand ${mark}` }),
    }));
    return { text: '', toolCalls, usage };
  });
});
afterEach(() => house.close());

/** Hands a message over as a platform does: again and again, under its own key, until it is taken. */
async function deliver(n: number): Promise<void> {
  const key = `telegram:mark-${n}`;
  for (let tries = 0; tries < 200; tries += 1) {
    const taken = await house.say('ann', `Put errand m${n} on my list`, { key, messageId: `in-m${n}` }).then(
      () => true,
      () => false,
    );
    if (taken) return;
  }
  throw new Error('the message was never taken');
}

/** Lets pauses after failures pass, until all is answered, the answers have gone out and nobody waits any more. */
async function comeToRest(): Promise<void> {
  await untilQuiet(async () => (await waiting()) === 0);
  let settled = false;
  // Whoever was told nothing of its last commit pauses before it looks again: the clock must go on for it.
  const settling = house.assistant().settle();
  void settling.then(() => {
    settled = true;
  });
  // A round asks the database as well: minutes must not go by faster than it works.
  await untilQuiet(async () => (await waiting()) === 0 && settled);
  await settling;
}

async function untilQuiet(isQuiet: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 3000; round += 1) {
    await house.clock.advance(1000);
    if (await isQuiet()) return;
  }
  throw new Error('something went on for fifty minutes');
}

/** Messages that are not done with, and answers that have not gone out. */
function waiting(): Promise<number> {
  return direct.db.asSystem(async (tx) => {
    const messages = await tx.$count(inbox, ne(inbox.state, 'done'));
    return messages + (await tx.$count(outbox, inArray(outbox.state, ['queued', 'sending'])));
  });
}

async function expectEachOnce(): Promise<void> {
  const shown = house.shown('ann').map(({ message }) => message.text);
  const answers = (texts: readonly string[]) =>
    texts.flatMap((text) => /^Answered ([m\d ]+)/.exec(text)?.[1]?.trim().split(' ') ?? []);
  const all = Array.from({ length: MESSAGES }, (_, n) => `m${n}`).sort();
  expect([...new Set(answers(shown))].sort()).toEqual(all);
  expect(answers(shown.filter((text) => !text.includes('may be a repeat'))).length).toBeLessThanOrEqual(MESSAGES);
  const titles = await direct.db.asPerson(personId, (tx) => tx.select({ title: tasks.title }).from(tasks));
  expect(titles.map(({ title }) => title.replace('errand ', '')).sort()).toEqual(all);
  const rows = await direct.db.asPerson(personId, (tx) => tx.select({ state: actions.state }).from(actions));
  expect(rows.map(({ state }) => state)).toEqual(all.map(() => 'done'));
  expect(shown.filter((text) => /does not answer|went wrong/.test(text))).toEqual([]);
}

test('a COMMIT whose reply is lost, again and again, loses nothing, does nothing twice and is told to nobody', {
  timeout: 60_000,
}, async () => {
  const random = createSeeded(3);
  line.loseCommits(() => line.breaks < MOST_LOST && random() < 0.15);
  for (let n = 0; n < MESSAGES; n += 1) await deliver(n);
  await comeToRest();
  line.heal();
  await expectEachOnce();
  expect(line.breaks).toBeGreaterThan(5);
});

test('a line to the database that breaks after so many bytes, again and again, loses nothing and does nothing twice', {
  timeout: 60_000,
}, async () => {
  const random = createSeeded(7);
  line.breakAfter(() => 500 + Math.floor(random() * 12_000));
  for (let n = 0; n < MESSAGES; n += 1) await deliver(n);
  line.heal();
  await comeToRest();
  await expectEachOnce();
  expect(line.breaks).toBeGreaterThan(3);
});

test('a database that is gone for a while takes no message, keeps every one it has taken, and all goes on when it is back', {
  timeout: 60_000,
}, async () => {
  for (let n = 0; n < 10; n += 1) await deliver(n);
  line.cut();
  const refused = house.say('ann', 'Put errand m10 on my list', { key: 'telegram:mark-10', messageId: 'in-m10' });
  await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
  line.heal();
  for (let n = 10; n < MESSAGES; n += 1) await deliver(n);
  await comeToRest();
  await expectEachOnce();
});
