import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { reminders, tasks } from '../../src/db/schema/planning.ts';
import { personsWithUnembedded } from '../../src/memory/unembedded.ts';
import { noteKnown } from '../../src/people/known-chats.ts';
import { type House, openHouse } from '../wiring/house.ts';
import { attack } from './attack.ts';
import { type Account, accountOf, connectionsOf } from './connected.ts';
import { live } from './life.ts';
import { namesOf, rowsOf } from './names.ts';
import { openWalled, tablesOfPersons, type Walled, type Walls } from './walls.ts';

const ANN = { common: 'locker', secret: 'k3wy80' };
const BEN = { common: 'locker', secret: 'q7zx41' };
const HANDLES = ['ben-mail-1', 'ben-thread-1', 'ben-event-1', 'ben-calendar', '/home/ben/notes.txt', 'friend@ben.example'];

/** Two persons live in one house; then one of them names in every way there is what is the other's. */
async function between(walls: Walls) {
  const walled = await openWalled(walls);
  const accounts = new Map<string, Account>();
  const house = await openHouse({ database: walled, connections: connectionsOf(accounts) });
  try {
    const [ann, ben] = [await house.move('ann'), await house.move('ben')];
    const [annes, bens] = [accountOf('ann', ANN), accountOf('ben', BEN)];
    accounts.set(ann, annes).set(ben, bens);
    await countFrom(walled, ben, 5000);
    await befriend(walled, ann, ANN.secret);
    await befriend(walled, ben, BEN.secret);
    await live(house, 'ben', BEN);
    await live(house, 'ann', ANN);
    await allEmbedded(house);
    const tables = await tablesOfPersons(walled);
    const names = await namesOf(walled.db, ben, tables, HANDLES);
    const before = { rows: await rowsOf(walled.db, ben, tables), chat: house.shown('ben'), account: bens.contents() };
    const asked = house.asked.length;

    await walled.fall();
    const said = await attack(house, 'ann', ann, { names, common: BEN.common });

    const after = { rows: await rowsOf(walled.db, ben, tables), chat: house.shown('ben'), account: bens.contents() };
    const seen = [
      ...house
        .shown('ann')
        .flatMap(({ message, files }) => [JSON.stringify(message), ...files.map(({ bytes }) => String(Buffer.from(bytes)))]),
      ...house.asked.slice(asked).map((request) => JSON.stringify(request)),
      ...[...(await rowsOf(walled.db, ann, tables)).values()].flat().map((row) => JSON.stringify(row)),
      ...said,
      annes.contents(),
    ];
    return {
      before,
      after,
      reads: seen.filter((text) => text.includes(BEN.secret)),
      names,
      defeated: walled.defeated(),
      unbound: walled.unbound(),
    };
  } finally {
    await house.close();
  }
}

/** Vectors are made some seconds after what was said: until then a snapshot would count the house's own work as the attacker's. */
async function allEmbedded({ db, clock, assistant }: House): Promise<void> {
  for (let tries = 0; (await db.asSystem((tx) => personsWithUnembedded(tx, 'fake'))).length > 0; tries += 1) {
    if (tries === 200) throw new Error('the memory does not come to rest');
    await clock.advance(3_000);
    await assistant().settle();
  }
}

/** Numbers are counted per person: the other's begin where the attacker's never reach. */
async function countFrom({ db }: Walled, personId: string, number: number): Promise<void> {
  const row = { personId, number, createdAt: Temporal.Instant.from('2026-11-20T08:00:00Z') };
  await db.asSystem(async (tx) => {
    await tx.insert(tasks).values({ ...row, title: BEN.secret, importance: 5 });
    await tx
      .insert(reminders)
      .values({ ...row, text: BEN.secret, zone: 'UTC', startsLocal: '2027-11-20T08:00', source: 'telegram:0' });
  });
}

/** Somebody whom this person alone may write to. */
async function befriend({ db }: Walled, personId: string, name: string): Promise<void> {
  const friend = { platform: 'telegram', chat: `friend-of-${personId}`, name: `friend ${name}`, shared: false } as const;
  await db.asSystem((tx) => noteKnown(tx, personId, friend, Temporal.Instant.from('2026-11-20T08:00:00Z')));
}

/** Each of these days is thousands of wishes, commands and presses. */
const LONG_MS = 900_000;

describe("an obedient model, every command and every button of one person that name what is another person's", () => {
  test.each(['both', 'security', 'filters'] as const)(
    'read nothing and write nothing there with %s between them',
    async (walls) => {
      const { before, after, reads, names, defeated, unbound } = await between(walls);
      expect(names.each.length).toBeGreaterThan(15);
      expect(names.buttons.length).toBeGreaterThan(5);
      expect(reads).toEqual([]);
      expect(after).toEqual(before);
      expect(defeated > 0).toBe(walls === 'security');
      expect([...new Set(unbound)]).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'read and write there as soon as neither wall stands',
    async () => {
      const { before, after, reads } = await between('none');
      expect(reads.length).toBeGreaterThan(0);
      expect(after.rows).not.toEqual(before.rows);
    },
    LONG_MS,
  );
});
