import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAudit } from '../../../src/audit/audit.ts';
import { createLinkPresses } from '../../../src/chat/presses/link.ts';
import { outbox } from '../../../src/db/schema/chat.ts';
import { createButtons } from '../../../src/outbox/buttons.ts';
import { enqueue } from '../../../src/outbox/outbox.ts';
import { type LinkAnswer, linkCardKey } from '../../../src/people/linking.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

it('every state that a link comes to is shown on its card, also where two are told in as many letters', async () => {
  const { db } = database;
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  const personId = await addPerson(db);
  const why = { trigger: 'test', by: 'rule', sources: [], actions: [] };
  const to = { platform: 'telegram', chat: 'chat-ann' } as const;
  const card = { personId, key: linkCardKey('l1'), message: { text: 'Is it you?' }, why, now: clock.now(), to };
  await db.asSystem((tx) => enqueue(tx, card));

  const guest = { platform: 'slack', userId: 'A2', chat: 'D2', name: 'Ann' } as const;
  const answers: LinkAnswer[] = [
    { said: 'Yes.', personId, guest, onCard: { state: 'waits', text: 'Wait!' } },
    { said: 'No.', personId, guest, onCard: { state: 'refused', text: 'Nope!' } },
  ];
  const presses = createLinkPresses({
    db,
    clock,
    audit: createAudit(Buffer.alloc(32, 1)),
    buttons: createButtons(Buffer.alloc(32, 2)),
    linking: {
      open: async () => ({ id: 'l1', code: '' }),
      ask: async () => undefined,
      answer: async () => answers.shift() ?? { said: 'Over.' },
    },
    sayToStranger: async () => undefined,
    onQueued: () => undefined,
  });
  const press = { key: 'p', ...to, user: { id: 'ann' }, messageId: '1', button: 'b' };
  for (const verb of ['linkyes', 'linkno']) await presses.owner(personId, { verb, id: 'l1' }, press);
  const rows = await db.asSystem((tx) => tx.select().from(outbox).orderBy(outbox.seq));
  expect(rows.map(({ message }) => message)).toMatchObject([{ text: 'Is it you?' }, { text: 'Wait!' }, { text: 'Nope!' }]);
});
