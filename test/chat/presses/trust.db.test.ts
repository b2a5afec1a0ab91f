import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actions, trust } from '../../../src/db/schema/actions.ts';
import { type House, openHouse } from '../../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

async function offered(personId: string): Promise<string> {
  const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
  const row = {
    key: 'k',
    kind: 'task_add',
    args: {},
    argsHash: '',
    tainted: false,
    unattended: true,
    origin: 'x',
    state: 'done',
  };
  return house.db.asPerson(personId, async (tx) => {
    const [action] = await tx
      .insert(actions)
      .values({ ...row, state: 'done', personId, createdAt: now })
      .returning({ id: actions.id });
    await tx.insert(trust).values({ personId, kind: 'task_add', cleanRuns: 10, offeredAt: now });
    return action?.id ?? '';
  });
}

const rungOf = async (personId: string) => {
  const rows = await house.db.asPerson(personId, (tx) => tx.select().from(trust));
  return rows.map(({ rung, cleanRuns, offeredAt }) => ({ rung, cleanRuns, offeredAt }));
};

it("R85 only the person's own tap raises the trust in a kind, once", async () => {
  const ann = await house.move('ann');
  const eve = await house.move('eve');
  const id = await offered(ann);
  const button = house.buttons.sign({ verb: 'trustundo', id }, ann);
  expect(await house.press('eve', button)).toContain('not for you');
  const forged = house.buttons.sign({ verb: 'trustundo', id }, eve);
  expect(await house.press('eve', forged)).toContain('Nothing changed.');
  expect(await rungOf(ann)).toMatchObject([{ rung: 'ask' }]);

  expect(await house.press('ann', button)).toContain('by myself and tell you');
  expect(await rungOf(ann)).toEqual([{ rung: 'undo', cleanRuns: 0, offeredAt: null }]);
  expect(await house.press('ann', button)).toContain('Nothing changed.');
  expect(await house.texts('ann')).toEqual(['From now on I do it by myself and tell you, with Undo. One Undo, and I ask again.']);
});
