import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createSeeded } from '../../bench/seeded.ts';
import { homeFiles } from '../../src/db/home-files.ts';
import { type OpenDatabase, openDatabase } from '../../src/db/open.ts';
import { persons } from '../../src/db/schema/people.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { addPerson, silentLog } from '../fixtures/database.ts';
import { cutPower, type Fate, photograph } from '../fixtures/power-cut.ts';

const template = inject('databaseTemplate');
const seeds = Array.from({ length: Number(process.env.POWER_CUTS ?? 1) }, (_, seed) => seed);
const FATES: readonly Fate[] = ['whole', 'older', 'torn', 'cut', 'lost'];
const anyFate = (chance: number): Fate => FATES[Math.floor(chance * FATES.length)] ?? 'whole';

let outer: string;
let home: string;
/** Persons that the snapshot of the life before holds, and all that were ever written. */
let kept: string[];
let all: string[];
let open: OpenDatabase | undefined;
const progress: string[] = [];

beforeAll(async () => {
  outer = await mkdtemp(join(tmpdir(), 'adjutant-power-'));
  home = join(outer, 'first');
  if (!('folder' in template)) return;
  await cp(template.folder, home, { recursive: true });
  const { db, snapshots } = await openHere();
  const add = async (count: number) => Promise.all(Array.from({ length: count }, () => addPerson(db)));
  await snapshots?.take('hourly');
  kept = await add(30);
  await photograph(home, join(outer, 'before-checkpoint'));
  await snapshots?.take('hourly');
  const later = await add(30);
  await photograph(home, join(outer, 'older'));
  const last = await add(30);
  await photograph(home, join(outer, 'newer'));
  all = [...kept, ...later, ...last];
  await closeHere();
});
beforeEach(async () => {
  home = join(outer, 'home');
  await mkdir(home);
  await cp(homeFiles(join(outer, 'first')).snapshots, homeFiles(home).snapshots, { recursive: true });
});
afterEach(async () => {
  await closeHere();
  progress.length = 0;
  await rm(home, { recursive: true });
});
afterAll(() => rm(outer, { recursive: true }));

async function openHere(): Promise<OpenDatabase> {
  const onProgress = (sentence: string) => progress.push(sentence);
  open = await openDatabase({ home, clock: systemClock, log: silentLog, onProgress, onGone: (reason) => progress.push(reason) });
  return open;
}

async function closeHere(): Promise<void> {
  await open?.close();
  open = undefined;
}

const cut = (fateOf: (file: string) => Fate) => cutPower(home, join(outer, 'older'), join(outer, 'newer'), fateOf);
/** Takes what is on the disk from before the last checkpoint, which is brought there whole as long as the disk does what it says. */
const cutDeeper = (fateOf: (file: string) => Fate) =>
  cutPower(home, join(outer, 'before-checkpoint'), join(outer, 'newer'), fateOf);

async function personsOf({ db }: OpenDatabase): Promise<string[]> {
  return (await db.asSystem((tx) => tx.select({ id: persons.id }).from(persons))).map(({ id }) => id);
}

describe.runIf('folder' in template)('a power cut', { timeout: 300_000 }, () => {
  test('that spared every file loses nothing, and is told of until that is settled', async () => {
    await cut(() => 'whole');
    const database = await openHere();
    expect((await personsOf(database)).sort()).toEqual(all.toSorted());
    expect([database.writesMayBeLost, database.restored, database.setbackId === '']).toEqual([true, false, false]);
    expect(progress).toEqual(['The computer went down while Adjutant was running. Looking over the database.']);
    await database.settled();
    await closeHere();
    expect((await openHere()).setbackId).toBe('');
  });

  test('that lost the last of the log costs the last writes and nothing else', async () => {
    await cut((file) => (file.startsWith('pg_wal') ? 'older' : 'whole'));
    const found = await personsOf(await openHere());
    expect(kept.filter((id) => !found.includes(id))).toEqual([]);
    expect(found.filter((id) => !all.includes(id))).toEqual([]);
  });

  test('that broke the database is survived from the newest snapshot that is whole, and the damaged one is kept', async () => {
    await cut((file) => (file === 'global/pg_control' ? 'cut' : 'whole'));
    await rm(join(home, 'db', 'global', 'pg_control'));
    const spoiled = join(homeFiles(home).snapshots, '2099-01-01T00-00-00.000Z', 'db');
    await mkdir(spoiled, { recursive: true });
    const database = await openHere();
    expect((await personsOf(database)).sort()).toEqual(kept.toSorted());
    expect([database.writesMayBeLost, database.restored]).toEqual([true, true]);
    expect(progress.at(-1)).toMatch(
      /^The database is damaged\. Going back to the snapshot 20[^9].*; the damaged one is kept aside\.$/,
    );
    expect((await readdir(home)).filter((name) => name.startsWith('db.before-'))).toHaveLength(1);
    await addPerson(database.db);
  });

  test.each(seeds)(
    'that left files of different moments, torn and cut ones is survived with all that the snapshot holds (%i)',
    async (seed) => {
      const random = createSeeded(seed);
      await cut(() => anyFate(random()));
      const database = await openHere();
      const found = await personsOf(database);
      expect(kept.filter((id) => !found.includes(id))).toEqual([]);
      expect(found.filter((id) => !all.includes(id))).toEqual([]);
      const added = await addPerson(database.db);
      const { rows } = await database.db.asSystem((tx) => tx.execute(sql`select id from persons where id = ${added}`));
      expect(rows).toHaveLength(1);
    },
  );

  test('in the middle of a checkpoint goes back to the newest snapshot, since older pages may be anywhere', async () => {
    await cut(() => 'whole');
    await writeFile(homeFiles(home).checkpointMarker, '');
    const database = await openHere();
    expect((await personsOf(database)).sort()).toEqual(kept.toSorted());
    expect(database.restored).toBe(true);
    await closeHere();
    expect(await personsOf(await openHere())).toHaveLength(kept.length);
  });

  test.each(seeds)('on a disk that lies about what it has stored is survived by a database without damage (%i)', async (seed) => {
    const random = createSeeded(seed);
    await cutDeeper(() => anyFate(random()));
    const database = await openHere();
    expect((await personsOf(database)).filter((id) => !all.includes(id))).toEqual([]);
    await addPerson(database.db);
  });

  test('without any snapshot that is whole says what can be done, and throws nothing away', async () => {
    await cut(() => 'whole');
    await rm(join(home, 'db', 'global', 'pg_control'));
    await rm(homeFiles(home).snapshots, { recursive: true });
    await expect(openHere()).rejects.toThrow('no snapshot is whole');
    expect(await readdir(join(home, 'db'))).toContain('base');
  });
});
