import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { DatabaseAway } from '../../src/db/failure.ts';
import { inbox } from '../../src/db/schema/chat.ts';
import type { IncomingFile } from '../../src/ports/chat.ts';
import { createFakeTranscriber } from '../fakes/transcriber.ts';
import { openTestDatabase } from '../fixtures/database.ts';
import { openHouse } from '../wiring/house.ts';

const voice: IncomingFile = { ref: 'v1', kind: 'voice', name: 'voice.ogg', mime: 'audio/ogg', size: 100 };
const fake = createFakeTranscriber();

describe('while the database is away', () => {
  /** A house whose database refuses the work of persons while `away` says so. */
  async function openFaulty() {
    const database = await openTestDatabase();
    const fault = { away: false, refused: 0, briefly: false, goesAfterNext: false };
    const faulty: typeof database.db = {
      ...database.db,
      async asPerson(person, work) {
        if (fault.away) {
          fault.refused += 1;
          fault.away = !fault.briefly;
          throw new DatabaseAway(new Error('gone'));
        }
        const goes = fault.goesAfterNext;
        fault.goesAfterNext = false;
        const result = await database.db.asPerson(person, work);
        if (goes) fault.away = true;
        return result;
      },
    };
    const inn = await openHouse({ model: false, transcriber: fake.transcriber, database: { ...database, db: faulty } });
    await inn.move('cy');
    const comeBack = async () => {
      while (fault.refused === 0) await new Promise((resolve) => setImmediate(resolve));
      fault.away = false;
      for (let second = 0; second < 5; second += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        await inn.clock.advance(1000);
      }
      return inn.texts('cy');
    };
    return { inn, fault, comeBack };
  }

  it('a spoken stop stays until it was carried out', async () => {
    const { inn, fault, comeBack } = await openFaulty();
    try {
      fake.hears(async () => {
        fault.goesAfterNext = true;
        return 'Stop.';
      });
      const key = await inn.say('cy', '', { files: [voice] });
      const texts = await comeBack();
      expect(texts.filter((text) => text.startsWith('I heard'))).toHaveLength(1);
      expect(texts.at(-1)).toContain('Nothing was running.');
      const rows = await inn.db.asSystem((tx) => tx.select().from(inbox).where(eq(inbox.key, key)));
      expect(rows).toMatchObject([{ state: 'done' }]);
    } finally {
      await inn.close();
    }
  });

  it('a recording that could not be kept is fetched and heard again, and nobody is told that it failed', async () => {
    const { inn, fault, comeBack } = await openFaulty();
    try {
      fake.hears(async () => 'todo: call the florist');
      inn.adapter.serve(async () => {
        if (fault.refused === 0) Object.assign(fault, { away: true, briefly: true });
        return new Uint8Array(8);
      });
      await inn.say('cy', '', { files: [voice] });
      expect((await comeBack())[0]).toBe('I heard: “todo: call the florist”');
    } finally {
      await inn.close();
    }
  });

  it('a voice note waits, and is heard when it is back, however short that was', async () => {
    const { inn, fault, comeBack } = await openFaulty();
    try {
      fake.hears(async () => 'todo: call the dentist');
      Object.assign(fault, { away: true, briefly: true });
      await inn.say('cy', '', { files: [voice] });
      expect((await comeBack())[0]).toBe('I heard: “todo: call the dentist”');
    } finally {
      await inn.close();
    }
  });
});
