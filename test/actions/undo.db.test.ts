import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { facts } from '../../src/db/schema/memory.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { type ActionsWorld, actionsWorld } from './world.ts';

let test: TestDatabase;
let world: ActionsWorld;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await actionsWorld(test.db);
});

/** Does it, a second after whatever was before. */
async function done(text: string): Promise<string> {
  await world.clock.advance(1000);
  const outcome = await world.act({ input: { text } });
  if (outcome.state !== 'done') throw new Error(`this was ${outcome.state}`);
  return outcome.actionId;
}

describe('undo of one action', () => {
  it('restores what was before, says what, and keeps who took it back', async () => {
    const id = await done('milk');
    expect(await world.takeBack(id)).toBe('Removed: milk.');
    expect(await world.notes()).toEqual([]);
    expect(await world.ledger()).toMatchObject([{ state: 'undone', outcome: 'Removed: milk.', undoneBy: 'press' }]);
  });

  it('R92 stands in the audit record', async () => {
    const id = await done('milk');
    await world.takeBack(id);
    const rows = await test.db.asPerson(world.personId, (tx) => world.audit.latest(tx, world.personId, 9));
    expect(rows.map(({ action, ref }) => [action, ref])).toEqual([
      ['undo note', id],
      ['note', id],
    ]);
  });

  it('again says that it is undone already, also when many ask at once', async () => {
    const id = await done('milk');
    const said = await Promise.all(Array.from({ length: 5 }, () => world.takeBack(id)));
    expect(said.sort()).toEqual(['Removed: milk.', ...Array.from({ length: 4 }, () => 'This is undone already.')]);
  });

  it('takes an approved action back too', async () => {
    const id = await world.propose();
    await world.approve(id);
    expect(await world.takeBack(id)).toBe('Removed: milk.');
    expect(await world.notes()).toEqual([]);
  });

  it('that cannot be any more says why and changes nothing', async () => {
    const id = await done('milk');
    await test.db.asPerson(world.personId, (tx) => tx.delete(facts));
    await expect(world.takeBack(id)).rejects.toMatchObject({ code: 'invalid', message: 'The note is gone already.' });
    expect(await world.ledger()).toMatchObject([{ state: 'done' }]);
  });

  it.each(['open', 'of another person', 'unknown'])('of what is %s finds nothing to undo', async (which) => {
    const other = await actionsWorld(test.db);
    const theirs = await other.act();
    const ids: Record<string, string> = {
      open: await world.propose(),
      'of another person': 'actionId' in theirs ? theirs.actionId : '',
      unknown: '3f0c1a52-7a5e-4a39-9d5c-0123456789ab',
    };
    await expect(world.takeBack(ids[which] ?? '')).rejects.toMatchObject({ code: 'not-found' });
    expect(await other.notes()).toEqual(['milk']);
  });
});

describe('undo of the latest', () => {
  it('takes the actions back one by one, the latest first', async () => {
    for (const text of ['one', 'two', 'three']) await done(text);
    expect(await world.takeBackLatest('m1')).toBe('Removed: three.');
    expect(await world.takeBackLatest('m2')).toBe('Removed: two.');
    expect(await world.takeBackLatest('m3')).toBe('Removed: one.');
    await expect(world.takeBackLatest('m4')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('for the same message takes nothing more back and says the same again', async () => {
    for (const text of ['one', 'two']) await done(text);
    expect(await world.takeBackLatest('m1')).toBe('Removed: two.');
    expect(await world.takeBackLatest('m1')).toBe('Removed: two.');
    expect(await world.notes()).toEqual(['one']);
  });

  it('counts an approved action from when it was approved', async () => {
    const id = await world.propose({ input: { text: 'card' } });
    await done('later');
    await world.clock.advance(1000);
    await world.approve(id);
    expect(await world.takeBackLatest('m1')).toBe('Removed: card.');
  });

  it('passes over what cannot be undone', async () => {
    await done('one');
    await world.clock.advance(1000);
    await world.propose();
    expect(await world.takeBackLatest('m1')).toBe('Removed: one.');
  });
});
