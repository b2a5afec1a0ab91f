import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { describe, expect, inject, test } from 'vitest';
import { createHousekeeping } from '../../src/db/housekeeping.ts';
import { openDatabase } from '../../src/db/open.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { eraseExpired } from '../../src/memory/erase.ts';
import { hide } from '../../src/memory/forgetting.ts';
import { held } from '../../src/memory/held.ts';
import { learn } from '../../src/memory/slots/learn.ts';
import { addPerson, silentLog } from '../fixtures/database.ts';
import { keep, say, T0 } from '../memory/fill.ts';

/** The files under a folder that hold this word as it is. */
async function filesWith(folder: string, word: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(word)) found.push(path.slice(folder.length + 1));
  }
  return found;
}

/** A server's files and backups are its administrator's. */
const embedded = describe.runIf('folder' in inject('databaseTemplate'));

embedded('the embedded database', () => {
  test('R94 holds nothing that was forgotten in any file after the next hourly round, nor does a snapshot', {
    timeout: 300_000,
  }, async () => {
    const home = await mkdtemp(join(tmpdir(), 'adjutant-erased-'));
    const template = inject('databaseTemplate');
    if ('folder' in template) await cp(join(template.folder, 'db'), join(home, 'db'), { recursive: true });
    const database = await openDatabase({ home, clock: systemClock, log: silentLog, onGone: () => undefined });
    const { db, snapshots } = database;
    const { round } = createHousekeeping({ database, clock: systemClock, log: silentLog });
    try {
      const personId = await addPerson(db);
      await db.asPerson(personId, async (tx) => {
        const told = 'My sister is Zwetschgenkern';
        await say(tx, personId, told, { source: 'telegram:plum' });
        await learn(tx, { personId, own: told, trust: 'owner', source: 'telegram:plum', zone: 'UTC', now: T0 });
        await keep(tx, personId, 'Zwetschgenkern lives above the bakery');
        for (let line = 0; line < 40; line += 1) await say(tx, personId, `What stays is Rhabarber ${line}`);
      });
      await db.asSystem((tx) => tx.execute(sql`analyze`));
      await round();
      await db.asPerson(personId, async (tx) =>
        hide(tx, personId, await held(tx, personId, { words: 'Zwetschgenkern' }, 'UTC'), T0),
      );
      await round();
      expect((await filesWith(home, 'Zwetschgenkern')).filter((path) => path.startsWith('snapshots'))).not.toEqual([]);
      await db.asPerson(personId, async (tx) => {
        await snapshots?.outdate();
        await eraseExpired(tx, personId, T0.add({ hours: 25 }));
      });
      await round();
      expect(await filesWith(home, 'Zwetschgenkern')).toEqual([]);
      expect(await filesWith(home, 'Rhabarber')).not.toEqual([]);
      expect(await snapshots?.areOutdated()).toBe(false);
    } finally {
      await database.close();
      await rm(home, { recursive: true });
    }
  });
});
