import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { homeFiles } from '../../src/db/home-files.ts';
import { createHousekeeping } from '../../src/db/housekeeping.ts';
import { type OpenDatabase, openDatabase } from '../../src/db/open.ts';
import { restoreSnapshot } from '../../src/db/restore-snapshot.ts';
import { persons } from '../../src/db/schema/people.ts';
import { listSnapshots } from '../../src/db/snapshots.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { addPerson, silentLog } from '../fixtures/database.ts';
import { type DatabaseProcess, startDatabaseProcess } from '../fixtures/database-process.ts';

let home: string;
let child: DatabaseProcess | undefined;
let open: OpenDatabase | undefined;
const progress: string[] = [];

const openHere = async () => {
  open = await openDatabase({
    home,
    clock: systemClock,
    log: silentLog,
    onProgress: (sentence) => progress.push(sentence),
    onGone: (reason) => progress.push(reason),
  });
  return open;
};
const closeHere = async () => {
  await open?.close();
  open = undefined;
};
const countPersons = (database: Pick<OpenDatabase, 'db'>) => database.db.asSystem((tx) => tx.$count(persons));

/** As after an orderly end; making a database takes seconds. */
async function givenDatabase(): Promise<void> {
  const template = inject('databaseTemplate');
  if ('folder' in template) await cp(join(template.folder, 'db'), join(home, 'db'), { recursive: true });
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-home-'));
});
afterEach(async () => {
  await closeHere();
  await child?.kill();
  child = undefined;
  progress.length = 0;
  await rm(home, { recursive: true });
});

/** The same with either database; once is enough. */
const once = describe.runIf('folder' in inject('databaseTemplate'));

once('the embedded database under a home', () => {
  test('is made once, says so, and keeps what is written', async () => {
    const first = await openHere();
    expect(progress).toHaveLength(1);
    expect([first.unclean, first.writesMayBeLost, first.restored]).toEqual([false, false, false]);
    expect((await stat(join(home, 'db'))).mode & 0o777).toBe(0o700);
    await addPerson(first.db);
    await closeHere();
    const again = await openHere();
    expect(await countPersons(again)).toBe(1);
    expect(progress).toHaveLength(1);
    expect(again.unclean).toBe(false);
    await closeHere();
    expect((await readdir(home)).sort()).toEqual(['db', 'db.synced', 'snapshots'].filter((name) => existsSync(join(home, name))));
  });

  test('is refused to a second process, in a sentence that tells who has it', async () => {
    await givenDatabase();
    await openHere();
    child = startDatabaseProcess(home, 'hold');
    const said = await child.said((line) => line.startsWith('refused'));
    expect(said).toBe(
      `refused: Adjutant is already running on ${home} (process ${process.pid}). Stop it first, or set ADJUTANT_HOME to another folder.`,
    );
    expect(await child.end()).toBe(1);
  });

  test('loses nothing that was acknowledged when its process is killed, and half of nothing', { timeout: 300_000 }, async () => {
    await givenDatabase();
    let acknowledged: string[] = [];
    for (const round of [40, 150, 300]) {
      child = startDatabaseProcess(home, 'write');
      await child.saidLines(round);
      await child.kill();
      acknowledged = acknowledged.concat(child.lines.filter((line) => /^[0-9a-f-]{36}$/.test(line)));
    }
    const database = await openHere();
    expect([database.unclean, database.writesMayBeLost]).toEqual([true, false]);
    const { rows } = await database.db.asSystem((tx) =>
      tx.execute<{ id: string; whole: boolean }>(
        sql`select id, exists (select from profiles where person_id = id) as whole from persons`,
      ),
    );
    const found = new Set(rows.map((row) => row.id));
    expect(acknowledged.length).toBeGreaterThan(400);
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
    expect(rows.filter((row) => !row.whole)).toEqual([]);
  });

  test('starts in order after its first start was killed, wherever that was', { timeout: 180_000 }, async () => {
    const files = homeFiles(home);
    const points: [string, () => boolean][] = [
      ['the folder stood', () => existsSync(files.unfinished)],
      ['the version was written', () => existsSync(join(files.unfinished, 'base', '5', 'PG_VERSION'))],
      ['it was in its place', () => existsSync(files.database)],
      ['it was open', () => child?.lines.includes('open') === true],
    ];
    for (const [where, reached] of points) {
      child = startDatabaseProcess(home, 'hold');
      await vi.waitUntil(reached, { timeout: 60_000, interval: 2 });
      await child.kill();
      const database = await openHere();
      await addPerson(database.db);
      expect(await countPersons(database), where).toBe(1);
      await closeHere();
      expect(existsSync(files.unfinished)).toBe(false);
      await rm(files.database, { recursive: true });
    }
  });

  test('tells of writes that may be lost after a power cut until that is settled', async () => {
    await givenDatabase();
    await openHere();
    await closeHere();
    await writeFile(homeFiles(home).openMarker, 'another boot of this machine');
    expect((await openHere()).writesMayBeLost).toBe(true);
    await closeHere();
    const again = await openHere();
    expect([again.unclean, again.writesMayBeLost]).toEqual([false, true]);
    await again.settled();
    await closeHere();
    expect((await openHere()).writesMayBeLost).toBe(false);
  });

  test('that cannot be read says which command brings a snapshot back', async () => {
    await givenDatabase();
    await openHere();
    await closeHere();
    await writeFile(join(home, 'db', 'global', 'pg_control'), 'rubbish');
    await expect(openHere()).rejects.toThrow('npm run restore');
    await expect(openHere()).rejects.toThrow('npm run restore'); // and has let go of the lock
  });
});

once('a snapshot', () => {
  test('brings back the state it was taken in, and says so until that is settled', async () => {
    await givenDatabase();
    const first = await openHere();
    await addPerson(first.db);
    const name = await first.snapshots?.take('hourly');
    await addPerson(first.db);
    await closeHere();
    await restoreSnapshot({ home, name: name ?? '', clock: systemClock });
    const restored = await openHere();
    expect([restored.restored, await countPersons(restored)]).toEqual([true, 1]);
    await addPerson(restored.db);
    await closeHere();
    const unsettled = await openHere();
    expect([unsettled.restored, await countPersons(unsettled)]).toEqual([true, 2]);
    expect((await readdir(home)).some((file) => file.startsWith('db.before-'))).toBe(true);
    await unsettled.settled();
    await closeHere();
    expect((await openHere()).restored).toBe(false);
    expect((await readdir(home)).some((file) => file.startsWith('db.before-'))).toBe(false);
  });

  test('is complete in itself although it shares files with an older one', async () => {
    await givenDatabase();
    const { db, snapshots } = await openHere();
    await snapshots?.take('hourly');
    await addPerson(db);
    const second = await snapshots?.replaceAll(async () => undefined);
    expect((await listSnapshots(homeFiles(home))).map((each) => each.name)).toEqual([second]);
    await closeHere();
    await restoreSnapshot({ home, name: second ?? '', clock: systemClock });
    expect(await countPersons(await openHere())).toBe(1);
  });

  test('waits for the transaction that is under way, and holds it whole', async () => {
    await givenDatabase();
    const { db, snapshots } = await openHere();
    const begun = () => existsSync(join(home, 'snapshots')) && readdirSync(join(home, 'snapshots'))[0];
    let taken: Promise<string> | undefined;
    let copied = false;
    await db.asSystem(async (tx) => {
      taken = snapshots?.take('hourly');
      await vi.waitUntil(begun, { timeout: 60_000, interval: 2 });
      for (let round = 0; round < 500; round += 1) {
        await tx.insert(persons).values({ createdAt: systemClock.now() });
        copied ||= existsSync(join(home, 'snapshots', begun() || '', 'db'));
      }
    });
    expect(copied).toBe(false);
    const written = await countPersons({ db });
    const name = await taken;
    await closeHere();
    await restoreSnapshot({ home, name: name ?? '', clock: systemClock });
    expect(await countPersons(await openHere())).toBe(written);
  });

  test('is taken before a migration, and stands when that fails', async () => {
    await givenDatabase();
    const { db } = await openHere();
    await db.asSystem((tx) => tx.execute(sql`update drizzle.__drizzle_migrations set created_at = 1`));
    await closeHere();
    await expect(openHere()).rejects.toThrow('Failed query');
    const [snapshot] = await listSnapshots(homeFiles(home));
    await restoreSnapshot({ home, name: snapshot?.name ?? '', clock: systemClock });
  });

  test('is not restored while Adjutant runs, nor when there is none of that name', async () => {
    await givenDatabase();
    const { snapshots } = await openHere();
    const name = (await snapshots?.take('hourly')) ?? '';
    await expect(restoreSnapshot({ home, name, clock: systemClock })).rejects.toThrow('already running');
    await closeHere();
    await expect(restoreSnapshot({ home, name: 'yesterday', clock: systemClock })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('is taken by the hourly round only when something has changed', async () => {
    await givenDatabase();
    const database = await openHere();
    const housekeeping = createHousekeeping({ database, clock: systemClock, log: silentLog });
    const count = async () => (await listSnapshots(homeFiles(home))).length;
    await housekeeping.round();
    expect(await count()).toBe(1);
    await housekeeping.round();
    expect(await count()).toBe(1);
    await addPerson(database.db);
    await database.db.asSystem((tx) => tx.execute(sql`select pg_stat_force_next_flush()`));
    await housekeeping.round();
    expect(await count()).toBe(2);
  });
});
