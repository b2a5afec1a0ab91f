import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createJobs, type Jobs } from '../../src/db/jobs.ts';
import { systemRandom } from '../../src/ground/random.ts';
import { addPerson, openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';

const note = z.object({ text: z.string() });

let database: TestDatabase;
const running: Jobs[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(async () => {
  for (const jobs of running) await jobs.stop();
  await database.close();
});

function createTestJobs(): Jobs {
  const jobs = createJobs({ connection: database.connection, random: systemRandom, log: silentLog });
  running.push(jobs);
  return jobs;
}

/** Collects what a handler gets, and tells when a text has come. */
function collector() {
  const texts: string[] = [];
  let watchers: { readonly text: string; readonly done: () => void }[] = [];
  return {
    texts,
    add(text: string) {
      texts.push(text);
      for (const watcher of watchers.filter((each) => each.text === text)) watcher.done();
      watchers = watchers.filter((watcher) => watcher.text !== text);
    },
    came: (text: string) =>
      new Promise<void>((done) => {
        if (texts.includes(text)) done();
        else watchers.push({ text, done });
      }),
  };
}

describe('a job', () => {
  test('exists exactly when the transaction of a person that wants it commits, and leaves that transaction to the person', async () => {
    const jobs = createTestJobs();
    const got = collector();
    const queue = jobs.define('notes', note, async ({ text }) => got.add(text));
    await jobs.start();
    const ana = await addPerson(database.db);
    const rolledBack = database.db.asPerson(ana, async (tx) => {
      await queue.send(tx, { text: 'never' });
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    const role = await database.db.asPerson(ana, async (tx) => {
      await queue.send(tx, { text: 'kept' });
      return (await tx.execute(sql`select current_user::text as role`)).rows[0]?.role;
    });
    expect(role).toBe('adjutant_app');
    await database.db.asSystem((tx) => queue.send(tx, { text: 'last' }));
    await got.came('last');
    expect(got.texts).toEqual(['kept', 'last']);
  });

  test('of one key is added once while it waits or runs, and again afterwards', async () => {
    const jobs = createTestJobs();
    const got = collector();
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const queue = jobs.define('keyed', note, async ({ text }) => {
      got.add(text);
      if (text === 'first') await held;
    });
    await jobs.start();
    const send = (text: string) => database.db.asSystem((tx) => queue.send(tx, { text }, { key: 'k' }));
    expect(await send('first')).toBe(true);
    await got.came('first');
    expect(await send('second')).toBe(false);
    finish();
    await jobs.stop();
    await jobs.start();
    expect(await send('third')).toBe(true);
    await got.came('third');
    expect(got.texts).toEqual(['first', 'third']);
  });

  test('that fails is tried again, and its neighbours go on', async () => {
    const jobs = createTestJobs();
    const got = collector();
    const queue = jobs.define(
      'failing',
      note,
      async ({ text }) => {
        got.add(text);
        if (text === 'bad' && got.texts.filter((each) => each === 'bad').length === 1) throw new Error('not yet');
        if (text === 'bad') got.add('bad, at last');
      },
      { retries: 2 },
    );
    await jobs.start();
    await database.db.asSystem(async (tx) => {
      await queue.send(tx, { text: 'bad' });
      await queue.send(tx, { text: 'good' });
    });
    await got.came('bad, at last');
    expect([...got.texts].sort()).toEqual(['bad', 'bad', 'bad, at last', 'good']);
  });

  test('that a dead process left running is taken up at the next start', async () => {
    const first = createTestJobs();
    const got = collector();
    const endless = new Promise<void>(() => {});
    const queue = first.define('orphans', note, ({ text }) => {
      got.add(text);
      return endless;
    });
    await first.start();
    await database.db.asSystem((tx) => queue.send(tx, { text: 'taken' }));
    await got.came('taken');
    const second = createTestJobs();
    second.define('orphans', note, async ({ text }) => got.add(`${text} again`));
    await second.start();
    await got.came('taken again');
    running.splice(running.indexOf(first), 1);
  });

  test('is sent by whoever waits for the start, once that is over', async () => {
    const jobs = createTestJobs();
    const got = collector();
    const queue = jobs.define('waited-for', note, async ({ text }) => got.add(text));
    const sent = jobs.started().then(() => database.db.asSystem((tx) => queue.send(tx, { text: 'after all' })));
    await jobs.start();
    expect(await sent).toBe(true);
    await got.came('after all');
  });

  test('sent before the start is a bug and says so', async () => {
    const queue = createTestJobs().define('early', note, async () => {});
    await expect(database.db.asSystem((tx) => queue.send(tx, { text: 'x' }))).rejects.toThrow('before the jobs had started');
  });
});
