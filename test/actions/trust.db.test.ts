import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { trustHandlers } from '../../src/chat/presses/trust.ts';
import { trust } from '../../src/db/schema/actions.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { storedMessage } from '../../src/outbox/outbox.ts';
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

const ALONE = { kind: 'note', unattended: true } as const;
const buttons = createButtons(Buffer.alloc(32, 2));

/** Cards that the assistant wished for by itself, pressed one after the other; gives their ids. */
async function approved(times: number, wish: object = ALONE): Promise<string[]> {
  const ids: string[] = [];
  for (let run = 0; run < times; run += 1) {
    await world.clock.advance(60_000);
    const id = await world.propose(wish);
    await world.approve(id);
    ids.push(id);
  }
  return ids;
}

/** Runs without a card; gives their ids. */
async function byItself(times: number): Promise<string[]> {
  const ids: string[] = [];
  for (let run = 0; run < times; run += 1) {
    await world.clock.advance(60_000);
    const outcome = await world.act(ALONE);
    if (outcome.state !== 'done') throw new Error(`this was ${outcome.state}`);
    ids.push(outcome.actionId);
  }
  return ids;
}

const said = async () => (await world.outgoing()).map(({ key, message }) => ({ key, message: storedMessage(message) }));
const offers = async () => (await said()).filter(({ key }) => /^trust:[^:]+$/.test(key));

/** Presses a button of the latest offer, or of the one at `index`. */
async function answer(label: string, index = -1): Promise<string> {
  const offer = (await offers()).at(index);
  const id = offer?.message.buttons?.flat().find((button) => button.label === label)?.id ?? '';
  const wish = buttons.open(id, world.personId);
  const handler = new Map(trustHandlers(world.clock)).get(wish?.verb ?? '');
  if (!wish || !handler) throw new Error(`no button ${label}`);
  const press = { key: 'p', platform: 'telegram', chat: 'c', user: { id: '7' }, messageId: '1', button: id } as const;
  return (await test.db.asPerson(world.personId, (tx) => handler({ ...wish, tx, personId: world.personId, press }))).said;
}

const standing = async (kind = 'note') => {
  const rows = await test.db.asPerson(world.personId, (tx) => tx.select().from(trust));
  return rows.map(({ kind: name, rung, cleanRuns }) => ({ name, rung, cleanRuns })).find(({ name }) => name === kind);
};

describe('R85 trust in a kind', () => {
  it('R85 climbs from asking to Undo to silence, each rung after ten clean runs and by a tap, and falls at one correction', async () => {
    await approved(9);
    expect(await offers()).toEqual([]);
    await approved(1);
    expect(await offers()).toHaveLength(1);
    expect((await world.act(ALONE)).state).toBe('proposed');

    expect(await answer('Yes, with Undo')).toContain('by myself and tell you, with Undo');
    const [first = ''] = await byItself(1);
    expect((await said()).at(-1)).toMatchObject({
      key: `card:${first}`,
      message: { text: '✓ Noted: milk.', buttons: [[{ label: 'Undo' }]] },
    });
    await byItself(9);
    expect(await answer('Yes, silently')).toContain('without a word');

    const before = (await said()).length;
    const ids = await byItself(12);
    expect(await said()).toHaveLength(before);
    expect((await world.ledger()).filter(({ id }) => ids.includes(id))).toHaveLength(12);

    await world.takeBack(ids[3] ?? '');
    expect(await standing()).toMatchObject({ rung: 'ask', cleanRuns: 0 });
    expect((await world.act(ALONE)).state).toBe('proposed');
  });

  it('R85 never makes what reaches others or cannot be undone run by itself, however often it was pressed', async () => {
    for (const kind of ['send', 'burn']) {
      await approved(25, { kind, unattended: true });
      expect(await standing(kind)).toBeUndefined();
      await test.db.asPerson(world.personId, (tx) =>
        tx.insert(trust).values({ personId: world.personId, kind, rung: 'silent', cleanRuns: 99 }),
      );
      expect((await world.act({ kind, unattended: true })).state).toBe('proposed');
    }
    expect(await offers()).toEqual([]);
  });

  it('R85 never lifts what holds words from outside', async () => {
    await approved(10);
    await answer('Yes, with Undo');
    expect((await world.act({ ...ALONE, tainted: true })).state).toBe('proposed');
    expect((await world.act(ALONE)).state).toBe('done');
  });

  it('R85 is of one kind and one person', async () => {
    await approved(10);
    await answer('Yes, with Undo');
    const other = await actionsWorld(test.db);
    expect((await other.act(ALONE)).state).toBe('proposed');
    expect(await standing('send')).toBeUndefined();
  });

  it('is not earned by what the person asked for, by looks, or by cards that nobody pressed', async () => {
    for (let run = 0; run < 12; run += 1) {
      await world.act();
      await world.act({ kind: 'look', unattended: true });
      await world.propose(ALONE);
      await world.approve(await world.propose({ kind: 'note', tainted: true }));
    }
    expect(await standing()).toBeUndefined();
  });

  it.each([
    ['a declined card', async () => world.decline(await world.propose(ALONE))],
    ['an undone run', async (ids: readonly string[]) => world.takeBack(ids.at(-1) ?? '')],
  ])('begins anew after %s', async (_, correction) => {
    const ids = await approved(9);
    await correction(ids);
    expect(await standing()).toMatchObject({ rung: 'ask', cleanRuns: 0 });
    await approved(9);
    expect(await offers()).toEqual([]);
    await approved(1);
    expect(await offers()).toHaveLength(1);
  });

  it('is not lost by taking back what stood for more than a day, nor by taking back what the person asked for', async () => {
    const [first = ''] = await approved(3);
    await world.clock.advance(24 * 3_600_000 + 1);
    await world.takeBack(first);
    const own = await world.act();
    await world.takeBack(own.state === 'done' ? own.actionId : '');
    expect(await standing()).toMatchObject({ cleanRuns: 3 });
  });

  it('is offered again ten runs after a no', async () => {
    await approved(10);
    expect(await answer('Keep asking')).toBe('Then it stays as it is.');
    await approved(9);
    expect(await offers()).toHaveLength(1);
    await approved(1);
    expect(await offers()).toHaveLength(2);
    expect((await world.act(ALONE)).state).toBe('proposed');
  });

  it('is not raised by the button of an offer that was answered, or that a correction has overtaken', async () => {
    await approved(10);
    await answer('Keep asking');
    expect(await answer('Yes, with Undo')).toContain('Nothing changed.');
    await approved(10);
    await world.decline(await world.propose(ALONE));
    expect(await answer('Yes, with Undo')).toContain('Nothing changed.');
    expect((await world.act(ALONE)).state).toBe('proposed');
  });

  it('is raised by an old button to the rung that its message named and no further', async () => {
    await approved(20);
    await answer('Yes, with Undo');
    await byItself(10);
    expect(await offers()).toHaveLength(3);
    expect(await answer('Yes, with Undo', 0)).toContain('Nothing changed.');
    expect(await standing()).toMatchObject({ rung: 'undo' });
  });

  it('puts the answer in the place of the offer, and what was taken back in the place of its notice', async () => {
    const ids = await approved(10);
    await answer('Yes, with Undo');
    const rows = await world.outgoing();
    const offer = rows.find(({ key }) => key === `trust:${ids.at(-1)}`);
    expect(rows.find(({ key }) => key === `trust:${ids.at(-1)}:answer`)).toMatchObject({ edits: offer?.seq });
    const [run = ''] = await byItself(1);
    await world.takeBack(run);
    const notice = (await world.outgoing()).find(({ key }) => key === `card:${run}`);
    expect((await world.outgoing()).at(-1)).toMatchObject({
      edits: notice?.seq,
      message: { text: expect.stringContaining('Removed: milk.') },
    });
  });
});
