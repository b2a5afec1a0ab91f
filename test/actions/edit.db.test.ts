import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createEdit } from '../../src/actions/edit.ts';
import { inbox } from '../../src/db/schema/chat.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { incoming } from '../people/incoming.ts';
import { type ActionsWorld, actionsWorld, KINDS } from './world.ts';

let test: TestDatabase;
let world: ActionsWorld;
let number = 0;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await actionsWorld(test.db);
});

/** An edit during whose wish something else happens. */
function editing(meanwhile: () => Promise<unknown>) {
  const { clock, act } = world;
  const kinds = new Map(KINDS.map((kind) => [kind.name, kind]));
  const buttons = createButtons(Buffer.alloc(32, 2));
  return createEdit({
    db: test.db,
    kinds,
    buttons,
    clock,
    onQueued: () => undefined,
    async act(wish) {
      const outcome = await act(wish);
      await meanwhile();
      return outcome;
    },
  });
}

/** The person's words, as they wait in the inbox. */
async function words(text: string) {
  number += 1;
  const message = incoming('ann', text, { key: `telegram:edit-${number}`, chat: 'c' });
  const { key, platform, chat, messageId } = message;
  const row = { personId: world.personId, key, platform, chat, messageId, kind: 'message', payload: message } as const;
  await test.db.asSystem((tx) => tx.insert(inbox).values({ ...row, receivedAt: world.clock.now() }));
  return message;
}

const states = async () => (await world.ledger()).map(({ state }) => state).sort();
const latest = async () => (await world.outgoing()).at(-1)?.message;

it('of a card that is pressed while its change is made, the press counts and the change is closed', async () => {
  const id = await world.propose({ input: { text: 'milk' } });
  await editing(() => world.approve(id)).apply(world.personId, id, await words('text: bread'));
  expect(await world.notes()).toEqual(['milk']);
  expect(await states()).toEqual(['done', 'stopped']);
  expect(await latest()).toEqual({ text: 'This was already done. Nothing was done twice. So nothing was changed.' });
});

it('after a death between the new wish and the new card, makes one new card of the same words', async () => {
  const id = await world.propose({ input: { text: 'milk' } });
  const message = await words('text: bread');
  const dying = editing(() => Promise.reject(new TypeError('killed')));
  await expect(dying.apply(world.personId, id, message)).rejects.toThrow('killed');
  await editing(async () => undefined).apply(world.personId, id, message);
  expect(await states()).toEqual(['proposed', 'superseded']);
  expect(await latest()).toMatchObject({ text: expect.stringContaining('bread') });
  const [row] = await test.db.asSystem((tx) => tx.select().from(inbox).where(eq(inbox.key, message.key)));
  expect(row?.state).toBe('done');
});

it('keeps the taint of the card', async () => {
  const id = await world.propose({ kind: 'note', tainted: true, input: { text: 'milk' } });
  await editing(async () => undefined).apply(world.personId, id, await words('text: bread'));
  expect((await world.ledger()).map(({ tainted }) => tainted)).toEqual([true, true]);
  expect(await world.notes()).toEqual([]);
});

it.each([
  [3000, true],
  [3001, false],
])('what can be changed, of %d characters, stands in a form: %s', async (length, fits) => {
  const text = 'x'.repeat(length - 'text: '.length);
  const id = await world.propose({ input: { text } });
  const press = {
    key: 'p',
    platform: 'slack',
    chat: 'c',
    user: { id: 'ann' },
    messageId: '1',
    button: 'b',
    forms: true,
  } as const;
  const edit = editing(async () => undefined);
  const { form } = await test.db.asPerson(world.personId, (tx) => edit.begin(tx, world.personId, id, press));
  expect(form?.text).toBe(fits ? `text: ${text}` : undefined);
});
