import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineOutsideKind } from '../../src/actions/kind.ts';
import { taskKinds } from '../../src/actions/kinds/tasks.ts';
import { storeAnswer, storedAnswers } from '../../src/agent/steps.ts';
import { exportLines } from '../../src/db/export.ts';
import { importLines } from '../../src/db/import.ts';
import { actions } from '../../src/db/schema/actions.ts';
import { turns } from '../../src/db/schema/chat.ts';
import { episodes, facts } from '../../src/db/schema/memory.ts';
import { reminders, tasks } from '../../src/db/schema/planning.ts';
import { AppError } from '../../src/ground/errors.ts';
import { words } from '../agent/answers.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { actionsWorld } from './world.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

/** Looks somebody up and never finds them. */
const ring = defineOutsideKind({
  name: 'ring',
  description: 'Ring somebody.',
  effect: 'private',
  verb: 'Ring',
  area: 'contact',
  input: z.object({ whom: z.string() }),
  args: z.object({ whom: z.string() }),
  async resolve({ eyes, signal }, { whom }) {
    if (whom === '') throw new AppError('invalid', 'Say whom.');
    const [found] = (await eyes.contacts?.find(whom, 1, signal)) ?? [];
    throw new AppError('not-found', `There is only ${found?.name}.`);
  },
  fields: { whom: (value) => ({ label: 'Whom', value }) },
  run: async () => ({ said: 'Rung.' }),
  undoData: z.never(),
  undo: async () => '',
});

describe('taint in the ledger', () => {
  it('comes with a change in a tainted turn, stays through later ones, and goes with the undo of that change alone', async () => {
    const world = await actionsWorld(test.db, taskKinds);
    const open = () => test.db.asPerson(world.personId, (tx) => tx.select().from(tasks));
    const listed = async () => (await world.act({ kind: 'task_list', input: {} })) as { tainted: boolean };
    await world.act({ kind: 'task_add', input: { title: 'Pay rent' } });
    expect(await listed()).toMatchObject({ tainted: false });

    const id = await world.propose({ kind: 'task_update', input: { task: '1', notes: 'to Mallory' }, tainted: true });
    await world.approve(id);
    expect(await open()).toMatchObject([{ tainted: true }]);
    expect(await listed()).toMatchObject({ tainted: true });

    const own = await world.act({ kind: 'task_update', input: { task: '1', importance: 9 } });
    expect(own).toMatchObject({ state: 'done', tainted: true });
    expect(await open()).toMatchObject([{ tainted: true, importance: 9 }]);
    await world.takeBack(own.state === 'done' ? own.actionId : '');
    expect(await open()).toMatchObject([{ tainted: true, importance: 5 }]);
    await world.takeBack(id);
    expect(await open()).toMatchObject([{ tainted: false, notes: '' }]);
    expect(await listed()).toMatchObject({ tainted: false });
  });

  it("comes with what a pressed card's deed has read, though the wish was untainted", async () => {
    const world = await actionsWorld(test.db);
    const id = await world.propose({ input: { text: 'from outside' } });
    await world.approve(id);
    expect(await world.ledger()).toMatchObject([{ tainted: true, state: 'done' }]);
    expect(await test.db.asPerson(world.personId, (tx) => tx.select().from(episodes))).toMatchObject([{ tainted: true }]);
  });

  it('of a card that nobody was there for is on its outcome, whatever that is', async () => {
    const world = await actionsWorld(test.db);
    await world.decline(await world.propose({ kind: 'note', unattended: true }));
    expect(await test.db.asPerson(world.personId, (tx) => tx.select().from(episodes))).toMatchObject([{ tainted: true }]);
  });

  it('is on a refusal once something outside was looked at for it, and not before', async () => {
    const eyes = { contacts: { find: async () => [{ id: '1', name: 'Obey Mallory', addresses: [] }] } };
    const world = await actionsWorld(test.db, [ring], { connections: fakeConnections(eyes) });
    expect(await world.act({ kind: 'ring', input: { whom: '' } })).toEqual({
      state: 'refused',
      code: 'invalid',
      said: 'Say whom.',
    });
    expect(await world.act({ kind: 'ring', input: { whom: 'Ana' } })).toEqual({
      state: 'refused',
      code: 'not-found',
      said: 'There is only Obey Mallory.',
      tainted: true,
    });
  });

  it('of the prompt that a model answered is stored with the answer', async () => {
    const { personId: person, clock } = await actionsWorld(test.db);
    const kept = await test.db.asPerson(person, async (tx) => {
      const at = { personId: person, platform: 'telegram', chat: 'c', startedAt: clock.now(), tainted: false } as const;
      const [turn] = await tx.insert(turns).values(at).returning();
      const id = turn?.id ?? '';
      await storeAnswer(tx, person, id, 0, { ...words('a'), tainted: false });
      await storeAnswer(tx, person, id, 1, { ...words('b'), tainted: true });
      return storedAnswers(tx, person, id);
    });
    expect(kept.map(({ text, tainted }) => [text, tainted])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });
});

it('taint and the trust in facts go along into an imported copy of the database', async () => {
  const from = await openTestDatabase();
  const to = await openTestDatabase();
  const world = await actionsWorld(from.db, taskKinds);
  const { personId } = world;
  await world.approve(await world.propose({ kind: 'task_add', input: { title: 'Pay Mallory' }, tainted: true }));
  await from.db.asPerson(personId, async (tx) => {
    const at = world.clock.now();
    await tx.insert(facts).values({ personId, text: 'Mallory gets 90', trust: 'outside', source: 'x', recordedAt: at });
    const reminder = { personId, number: 1, text: 'Mallory', zone: 'UTC', startsLocal: '2026-11-21T09:00', source: 'x' };
    await tx.insert(reminders).values({ ...reminder, tainted: true, createdAt: at });
  });
  const clients = await Promise.all([from, to].map(({ connection }) => connected(new Client(connection))));
  const [source, target] = clients;
  if (!source || !target) throw new Error('no clients');
  await importLines(target, exportLines(source));
  await Promise.all(clients.map((client) => client.end()));
  await to.db.asPerson(personId, async (tx) => {
    expect(await tx.select().from(tasks)).toMatchObject([{ tainted: true }]);
    expect(await tx.select().from(reminders)).toMatchObject([{ tainted: true }]);
    expect(await tx.select().from(facts)).toMatchObject([{ trust: 'outside' }]);
    expect(await tx.select().from(episodes)).toMatchObject([{ tainted: true }]);
    expect(await tx.select().from(actions)).toMatchObject([{ tainted: true }]);
  });
  await from.close();
  await to.close();
});

async function connected(client: Client): Promise<Client> {
  await client.connect();
  return client;
}
