import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashOf } from '../../src/actions/canonical.ts';
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

describe('an action that the rule lets run', () => {
  it('is done, and says what can be undone', async () => {
    expect(await world.act()).toMatchObject({
      state: 'done',
      said: 'Noted: milk.',
      undoable: true,
      tainted: false,
      effect: 'private',
    });
    expect(await world.notes()).toEqual(['milk']);
  });

  it('R113 leaves one row that names person, kind, arguments, where the wish came from and what decided', async () => {
    await world.act({ key: 'k', source: 'telegram:12', input: { text: ' milk ', to: 'me' } });
    const args = { text: 'milk', to: 'me' };
    expect(await world.ledger()).toMatchObject([
      {
        personId: world.personId,
        key: 'k',
        kind: 'note',
        args,
        argsHash: hashOf(args),
        origin: 'telegram:12',
        decidedBy: 'it changes only what is yours and can be undone',
        state: 'done',
        outcome: 'Noted: milk.',
        tainted: false,
        unattended: false,
        finishedAt: world.clock.now(),
      },
    ]);
  });

  it('R92 stands in the audit record, a look as a look', async () => {
    await world.act();
    await world.act({ kind: 'look' });
    const rows = await test.db.asPerson(world.personId, (tx) => world.audit.latest(tx, world.personId, 9));
    const ids = (await world.ledger()).map(({ id }) => id);
    expect(rows.map(({ access, action, dataType }) => [access, action, dataType])).toEqual([
      ['read', 'look', 'note'],
      ['write', 'note', 'note'],
    ]);
    expect(rows.map(({ ref }) => ref).sort()).toEqual(ids.sort());
  });

  it('wished for again under its key gives the same outcome and does nothing', async () => {
    const first = await world.act({ key: 'k' });
    expect(await world.act({ key: 'k' })).toEqual(first);
    expect(await world.act({ key: 'k', input: { text: 'something else' } })).toEqual(first);
    expect(await world.notes()).toEqual(['milk']);
  });

  it('wished for many times at once runs once, and all hear the same', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => world.act({ key: 'k' })));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(await world.notes()).toEqual(['milk']);
    expect(await world.ledger()).toHaveLength(1);
  });

  it('under the key of another person is an action of its own', async () => {
    const other = await actionsWorld(test.db);
    await world.act({ key: 'k' });
    await other.act({ key: 'k' });
    expect([await world.notes(), await other.notes()]).toEqual([['milk'], ['milk']]);
  });

  it('carries the taint of what it found', async () => {
    expect(await world.act({ kind: 'look', input: { text: 'from outside' }, key: 'k' })).toMatchObject({ tainted: true });
    expect(await world.act({ kind: 'look', key: 'k' })).toMatchObject({ tainted: true });
    expect(await world.act({ kind: 'look', tainted: true })).toMatchObject({ tainted: true });
  });

  it('cannot be undone any more when it was undone, as the same wish is told', async () => {
    const done = await world.act({ key: 'k' });
    if (done.state !== 'done') throw new Error('not done');
    await world.takeBack(done.actionId);
    expect(await world.act({ key: 'k' })).toMatchObject({ state: 'done', undoable: false, said: 'Removed: milk.' });
    expect(await world.notes()).toEqual([]);
  });
});

describe('a wish that cannot be', () => {
  it.each([
    ['for a tool that does not exist', { kind: 'fly' }, 'There is no tool fly.'],
    ['without what it needs', { input: {} }, 'note cannot use these arguments. text: '],
    ['with the wrong type', { input: { text: 7 } }, 'note cannot use these arguments. text: '],
    ['that is no object', { input: 'milk' }, 'note cannot use these arguments. arguments: '],
    ['for what is not there', { input: { text: 'nowhere' } }, 'There is no such place.'],
    ['that fails half-way', { input: { text: 'changed' } }, 'It has changed since, so nothing was done.'],
    ['with U+0000', { input: { text: 'a\0b' } }, 'a character that cannot be stored'],
    ['with half an emoji', { input: { text: 'a', to: '\ud83d' } }, 'a character that cannot be stored'],
  ])('%s is refused with what to do instead, and leaves nothing', async (_, wish, said) => {
    const outcome = await world.act(wish);
    expect(outcome.state).toBe('refused');
    expect(outcome).toHaveProperty('said', expect.stringContaining(said));
    expect(await world.notes()).toEqual([]);
    expect(await world.ledger()).toEqual([]);
  });

  it('may be wished for again, corrected', async () => {
    await world.act({ key: 'k', input: {} });
    expect(await world.act({ key: 'k' })).toMatchObject({ state: 'done' });
  });

  it('because of a bug throws and leaves nothing', async () => {
    await expect(world.act({ input: { text: 'bug' } })).rejects.toThrow('a bug');
    expect(await world.notes()).toEqual([]);
    expect(await world.ledger()).toEqual([]);
  });
});

describe('an action that the rule asks about', () => {
  it.each([
    ['outbound', { kind: 'send' }, 'it reaches somebody else'],
    ['destructive', { kind: 'burn' }, 'it cannot be undone'],
    ['tainted', { tainted: true }, 'text from outside was in this request'],
    ['unattended', { unattended: true }, 'you did not ask for it just now'],
  ])('since it is %s does nothing but lay a card before the person', async (_, wish, rule) => {
    const outcome = await world.act(wish);
    expect(outcome).toMatchObject({ state: 'proposed', card: { text: expect.stringContaining(`I ask first: ${rule}.`) } });
    expect(await world.notes()).toEqual([]);
    expect(await world.ledger()).toMatchObject([
      { state: 'proposed', decidedBy: rule, args: { text: 'milk' }, expiresAt: world.clock.now().add({ hours: 24 }) },
    ]);
  });

  it('shows every argument that will run, exactly, and the button that acts first', async () => {
    const outcome = await world.act({ kind: 'send', input: { text: ' *milk*\u202e\nand bread ', to: 'ben@b.example' } });
    if (outcome.state !== 'proposed') throw new Error('not proposed');
    expect(outcome.card.text).toBe(
      [
        '**Write?** I ask first: it reaches somebody else.',
        '',
        '**Text:**',
        '> \\*milk\\*‹U+202E›',
        '> and bread',
        '',
        '**To:** `ben@b.example`',
        '',
        '_Not from a message of yours._  ',
        '_Open until Sunday, 22 November 2026, 09:00 (Europe/Berlin)._',
      ].join('\n'),
    );
    expect(outcome.card.buttons?.map((row) => row.map(({ label, style }) => [label, style]))).toEqual([
      [
        ['Write', 'primary'],
        ['Edit', 'plain'],
        ['Cancel', 'plain'],
      ],
    ]);
    expect((await world.ledger())[0]?.args).toEqual({ text: '*milk*\u202e\nand bread', to: 'ben@b.example' });
  });

  it('wished for again is the same card and the same row', async () => {
    const first = await world.act({ kind: 'send', key: 'k' });
    expect(await world.act({ kind: 'send', key: 'k' })).toEqual(first);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => world.act({ kind: 'send', key: 'k' })));
    expect(outcomes).toEqual(Array.from({ length: 5 }, () => first));
    expect(await world.ledger()).toHaveLength(1);
  });
});
