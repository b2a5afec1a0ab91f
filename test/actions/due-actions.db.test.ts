import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { createGate } from '../wiring/house.ts';
import { type Office, openOffice } from './outside.ts';
import { type ActionsWorld, actionsWorld } from './world.ts';

let test: TestDatabase;
let world: ActionsWorld;
let office: Office;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  office = openOffice();
  world = await actionsWorld(test.db, office.kinds);
});

const propose = (text: string) => world.propose({ kind: 'post', input: { text } });

/** So many open cards, each a copy of one that was really proposed. */
async function proposals(count: number): Promise<string[]> {
  const first = await propose('hello');
  await test.db.asSystem((tx) =>
    tx.execute(sql`
      insert into actions (person_id, key, kind, effect, input, args, args_hash, tainted, unattended, origin, decided_by, state, created_at, expires_at)
      select person_id, 'copy' || n, kind, effect, input, args, args_hash, tainted, unattended, origin, decided_by, state, created_at, expires_at
      from actions, generate_series(2, ${count}::int) n where id = ${first}`),
  );
  return (await world.ledger()).map(({ id }) => id);
}

describe('the actions that are due', () => {
  it('R27 500 approvals, each pressed 20 times in parallel, run 500 times, while they are being carried out', async () => {
    const ran: string[] = [];
    office.instead(async ({ actionId }) => {
      ran.push(actionId);
      return { said: 'ok' };
    });
    const ids = await proposals(500);
    await world.dueActions.start();
    const said: string[] = [];
    // In waves, since nobody waits for a connection to the database longer than ten seconds.
    for (let from = 0; from < ids.length; from += 5) {
      const presses = Array.from({ length: 20 }, () => ids.slice(from, from + 5)).flat();
      const outcomes = await Promise.all(presses.map((id) => world.approve(id)));
      world.dueActions.kick();
      said.push(...outcomes.map((outcome) => outcome.said));
    }
    await world.dueActions.settle();
    expect(said).toHaveLength(10_000);
    expect(said.filter((sentence) => sentence === 'On it.')).toHaveLength(500);
    expect(ran.sort()).toEqual([...ids].sort());
    expect((await world.ledger()).map(({ state }) => state)).toEqual(ids.map(() => 'done'));
    await world.dueActions.stop();
  }, 240_000);

  it('are carried out sixteen at once at the most, and all of them in the end', async () => {
    const gate = createGate();
    const full = createGate();
    let inside = 0;
    let most = 0;
    office.instead(async ({ signal }, text) => {
      inside += 1;
      most = Math.max(most, inside);
      if (inside === 16) full.open();
      await gate.pass(signal);
      inside -= 1;
      office.letters.push(text);
      return { said: 'ok' };
    });
    for (let card = 0; card < 40; card += 1) await world.approve(await propose(`${card}`));
    await world.dueActions.start();
    await full.pass(new AbortController().signal);
    world.dueActions.kick();
    await propose('one more round of the database');
    gate.open();
    await world.dueActions.settle();
    expect([most, office.letters.length]).toEqual([16, 40]);
    await world.dueActions.stop();
  });

  it('after a stop begin no more, and go on in the next life', async () => {
    await world.dueActions.start();
    await world.dueActions.stop();
    const id = await propose('hello');
    await world.approve(id);
    world.dueActions.kick();
    world.newLife();
    expect(office.letters).toEqual([]);
    await world.dueActions.start();
    await world.dueActions.settle();
    expect(office.letters).toEqual(['hello']);
    await world.dueActions.stop();
  });
});
