import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actions } from '../../src/db/schema/actions.ts';
import { whySchema } from '../../src/outbox/why.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { type ActionsWorld, actionsWorld, KINDS } from './world.ts';

let test: TestDatabase;
let world: ActionsWorld;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await actionsWorld(test.db);
});

const stateOf = async (id: string) => (await world.ledger()).find((row) => row.id === id)?.state;
const voidAll = () =>
  test.db.asPerson(world.personId, (tx) => world.approvals.voidAll(tx, world.personId, 'stopped', 'Stopped. Nothing was done.'));
const expireDue = () => test.db.asPerson(world.personId, (tx) => world.approvals.expireDue(tx, world.personId));
const set = (id: string, change: Partial<typeof actions.$inferInsert>) =>
  test.db.asSystem((tx) => tx.update(actions).set(change).where(eq(actions.id, id)));

describe('a press on the button that acts', () => {
  it('R113 runs what the card showed, and the row names who pressed', async () => {
    const id = await world.propose();
    expect(await world.approve(id)).toMatchObject({ said: 'Noted: milk.', ran: { id } });
    expect(await world.notes()).toEqual(['milk']);
    expect(await world.ledger()).toMatchObject([
      { id, personId: world.personId, kind: 'send', state: 'done', decidedBy: 'telegram:7', outcome: 'Noted: milk.' },
    ]);
  });

  it('twenty times at once runs it once', async () => {
    const id = await world.propose();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => world.approve(id)));
    expect(outcomes.filter(({ ran }) => ran !== undefined)).toHaveLength(1);
    expect(outcomes.map(({ said }) => said).sort()).toEqual([
      'Noted: milk.',
      ...Array.from({ length: 19 }, () => 'This was already done. Nothing was done twice.'),
    ]);
    expect(await world.notes()).toEqual(['milk']);
    expect(await world.outgoing()).toHaveLength(2);
  });

  it('and on Cancel at once comes to one of both', async () => {
    const id = await world.propose();
    await Promise.all([world.decline(id), world.approve(id), world.decline(id)]);
    const ran = (await world.notes()).length === 1;
    expect(await stateOf(id)).toBe(ran ? 'done' : 'declined');
    expect(await world.outgoing()).toHaveLength(2);
  });

  it('R92 stands in the audit record', async () => {
    const id = await world.propose();
    await world.approve(id);
    const rows = await test.db.asPerson(world.personId, (tx) => world.audit.latest(tx, world.personId, 9));
    expect(rows).toMatchObject([{ access: 'send', action: 'send', ref: id }]);
  });

  it('R110 puts the outcome in the place of the card, and each message has its reason', async () => {
    const id = await world.propose();
    await world.approve(id);
    const [card, outcome] = await world.outgoing();
    expect(outcome).toMatchObject({
      key: `outcome:${id}:done:0`,
      edits: card?.seq,
      message: { text: '**Text:** milk  \n\nNoted: milk.' },
    });
    expect(outcome?.message).toMatchObject({ buttons: [[{ label: 'Undo' }]] });
    for (const row of await world.outgoing()) expect(whySchema.parse(row.why)).toMatchObject({ actions: [id] });
  });

  it('after the card is over does nothing', async () => {
    const id = await world.propose();
    await world.clock.advance(24 * 3_600_000);
    expect(await world.approve(id)).toEqual({ said: 'This has expired. Nothing was done; ask again if you still want it.' });
    expect(await stateOf(id)).toBe('expired');
    expect(await world.notes()).toEqual([]);
    expect((await world.outgoing()).at(-1)?.message).toMatchObject({
      text: expect.stringContaining('This has expired. Nothing was done'),
    });
  });

  it('a moment before the card is over still counts', async () => {
    const id = await world.propose();
    await world.clock.advance(24 * 3_600_000 - 1);
    expect(await world.approve(id)).toMatchObject({ said: 'Noted: milk.' });
  });

  it.each([
    ['declined', 'You cancelled this before. Nothing was done.'],
    ['expired', 'This has expired. Nothing was done; ask again if you still want it.'],
    ['stopped', 'You stopped this before. Nothing was done; ask again if you still want it.'],
    ['superseded', 'There is a newer version of this card. Nothing was done; press that one.'],
    ['failed', 'This was tried before and did not work. Ask again if you still want it.'],
    ['unknown', 'This was tried before, and nobody can tell whether it happened. Press "Do it again" or "Leave it".'],
    ['running', 'This is under way already. Nothing is done twice.'],
    ['undone', 'This was done and taken back since. Ask again if you want it.'],
    ['done', 'This was already done. Nothing was done twice.'],
  ] as const)('on what is %s runs nothing and says so', async (state, said) => {
    const id = await world.propose();
    await set(id, { state, startedAt: world.clock.now() });
    expect(await world.approve(id)).toEqual({ said });
    expect(await world.decline(id)).toEqual({ said });
    expect(await stateOf(id)).toBe(state);
    expect(await world.notes()).toEqual([]);
  });

  it("on another person's card runs nothing, even past row-level security", async () => {
    const other = await actionsWorld(test.db);
    const id = await other.propose();
    const said = 'This button belongs to nothing I know. Nothing was done.';
    expect(await world.approve(id)).toEqual({ said });
    expect(await world.decline(id)).toEqual({ said });
    expect(await test.db.asSystem((tx) => world.approvals.approve(tx, world.personId, id, 'x'))).toEqual({ said });
    expect(await other.ledger()).toMatchObject([{ state: 'proposed' }]);
  });

  it.each([
    ['arguments', { args: { text: 'all the money' } }],
    ['hash', { argsHash: '0'.repeat(64) }],
    ['arguments by one hidden character', { args: { text: 'milk\u200b' } }],
  ])('runs nothing when the stored %s are not the ones that were shown, and shows none of it', async (_, change) => {
    const id = await world.propose();
    await set(id, change);
    expect(await world.approve(id)).toEqual({ said: expect.stringContaining('not what was shown to you, so nothing was done') });
    expect(await world.notes()).toEqual([]);
    expect(await stateOf(id)).toBe('failed');
    expect((await world.outgoing()).at(-1)?.message).toEqual({ text: expect.stringMatching(/^What is stored is not/) });
  });

  it('of an action that fails half-way keeps nothing of it and tells why', async () => {
    const id = await world.propose({ input: { text: 'changed' } });
    expect(await world.approve(id)).toMatchObject({ said: 'It has changed since, so nothing was done.' });
    expect(await world.notes()).toEqual([]);
    expect(await world.ledger()).toMatchObject([
      { state: 'failed', outcome: 'It has changed since, so nothing was done.', decidedBy: 'telegram:7' },
    ]);
    expect((await world.outgoing()).at(-1)).toMatchObject({ key: `outcome:${id}:failed:0` });
  });

  it('of an action with a bug throws and leaves the card open', async () => {
    const id = await world.propose({ input: { text: 'bug' } });
    await expect(world.approve(id)).rejects.toThrow('a bug');
    expect(await stateOf(id)).toBe('proposed');
    expect(await world.notes()).toEqual([]);
  });

  it('is told as done to the same wish afterwards', async () => {
    const id = await world.propose({ key: 'k' });
    await world.approve(id);
    expect(await world.act({ kind: 'send', key: 'k' })).toMatchObject({ state: 'done', said: 'Noted: milk.', undoable: true });
    expect(await world.notes()).toEqual(['milk']);
  });
});

describe('a press on Cancel', () => {
  it('does nothing, says so in the place of the card, and holds against a later press', async () => {
    const id = await world.propose();
    expect(await world.decline(id)).toEqual({ said: 'Cancelled. Nothing was done.' });
    expect(await world.decline(id)).toEqual({ said: 'You cancelled this before. Nothing was done.' });
    expect(await world.notes()).toEqual([]);
    expect((await world.outgoing()).at(-1)?.message).toEqual({ text: '**Text:** milk  \n\nCancelled. Nothing was done.' });
  });
});

describe('STOP', () => {
  it("voids every open card of the person, once, and nobody else's", async () => {
    const other = await actionsWorld(test.db);
    await other.propose();
    const [first, second, done] = [await world.propose(), await world.propose(), await world.propose()];
    await world.approve(done);
    expect(await voidAll()).toEqual({ cards: 2, held: 0 });
    expect(await voidAll()).toEqual({ cards: 0, held: 0 });
    expect([await stateOf(first), await stateOf(second), await stateOf(done)]).toEqual(['stopped', 'stopped', 'done']);
    expect((await world.outgoing()).filter(({ key }) => key.startsWith('outcome:'))).toHaveLength(3);
    expect(await world.approve(first)).toMatchObject({ said: expect.stringMatching(/^You stopped this before/) });
    expect(await other.ledger()).toMatchObject([{ state: 'proposed' }]);
  });

  it('leaves the cards of others alone, even past row-level security', async () => {
    const other = await actionsWorld(test.db);
    await other.propose();
    await world.propose();
    expect(await test.db.asSystem((tx) => world.approvals.voidAll(tx, world.personId, 'stopped', 'Stopped.'))).toEqual({
      cards: 1,
      held: 0,
    });
    expect(await other.ledger()).toMatchObject([{ state: 'proposed' }]);
  });

  it('and presses at once leave every card either done or stopped, and done what was done', async () => {
    const ids = [];
    for (let card = 0; card < 6; card += 1) ids.push(await world.propose({ input: { text: `${card}` } }));
    await Promise.all([
      ...ids.slice(0, 3).map((id) => world.approve(id)),
      voidAll(),
      ...ids.slice(3).map((id) => world.approve(id)),
    ]);
    const done = (await world.ledger()).filter(({ state }) => state === 'done');
    expect((await world.ledger()).every(({ state }) => state === 'done' || state === 'stopped')).toBe(true);
    expect((await world.notes()).sort()).toEqual(done.map(({ outcome }) => outcome?.replace(/Noted: |\./g, '')).sort());
  });
});

describe('the time of a card', () => {
  it('ends those that are over, and only those', async () => {
    const early = await world.propose();
    await world.clock.advance(3_600_000);
    const late = await world.propose();
    await world.clock.advance(23 * 3_600_000);
    expect(await expireDue()).toBe(1);
    expect(await expireDue()).toBe(0);
    expect([await stateOf(early), await stateOf(late)]).toEqual(['expired', 'proposed']);
    expect((await world.outgoing()).at(-1)?.message).toMatchObject({
      text: expect.stringContaining('This has expired. Nothing was done'),
    });
  });
});

describe('a row of the ledger', () => {
  it('whose kind does not exist any more is not run', async () => {
    const id = await world.propose();
    const poorer = await actionsWorld(test.db, KINDS.slice(0, 1));
    const press = test.db.asPerson(world.personId, (tx) => poorer.approvals.approve(tx, world.personId, id, 'x'));
    expect(await press).toEqual({ said: expect.stringContaining('cannot do this kind of thing any more') });
    expect(await stateOf(id)).toBe('failed');
  });

  it('cannot be had twice for one key, whatever the program does', async () => {
    await world.act({ key: 'k' });
    const copy = test.db.asSystem((tx) =>
      tx.execute(sql`insert into actions (person_id, key, kind, args, args_hash, tainted, unattended, origin, state, created_at)
        select person_id, key, kind, args, args_hash, tainted, unattended, origin, state, created_at from actions where key = 'k' and person_id = ${world.personId}`),
    );
    await expect(copy).rejects.toThrow();
  });
});
