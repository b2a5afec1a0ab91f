import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { createDatabase } from '../../../src/db/client.ts';
import { embeddedConnection } from '../../../src/db/connection.ts';
import { openEmbedded } from '../../../src/db/embedded/open-embedded.ts';
import { persons } from '../../../src/db/schema/people.ts';
import { addPerson, silentLog } from '../../fixtures/database.ts';

const template = inject('databaseTemplate');

test.runIf('folder' in template)(
  'F06 a database without room on its disk refuses to write, in words that say so, reads on, and loses nothing',
  async () => {
    const home = await mkdtemp(join(tmpdir(), 'adjutant-full-'));
    if ('folder' in template) await cp(template.folder, home, { recursive: true });
    const folder = join(home, 'db');
    const onGone = () => undefined;
    const before = await openEmbedded({ folder, onGone });
    const first = createDatabase({ connection: embeddedConnection(before), maxConnections: 2, log: silentLog });
    await addPerson(first);
    await first.close();
    await before.close();

    const news: boolean[] = [];
    let told = () => {};
    const full = new Promise<void>((resolve) => {
      told = resolve;
    });
    const onRoom = (enough: boolean) => {
      news.push(enough);
      told();
    };
    // More than any disk has.
    const embedded = await openEmbedded({ folder, onGone, onRoom, reserveBytes: Number.MAX_SAFE_INTEGER });
    const db = createDatabase({ connection: embeddedConnection(embedded), maxConnections: 2, log: silentLog });
    await full;
    await expect(addPerson(db)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('disk') });
    expect(await db.asSystem((tx) => tx.$count(persons))).toBe(1);
    expect(news).toEqual([false]);
    await db.close();
    await embedded.close();
    await rm(home, { recursive: true });
  },
);
