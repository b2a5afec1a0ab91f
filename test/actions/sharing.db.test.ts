import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailSend } from '../../src/actions/kinds/mail/send.ts';
import { messageSend } from '../../src/actions/kinds/messages.ts';
import { noteKnown } from '../../src/people/known-chats.ts';
import { withField } from '../../src/people/profile-path.ts';
import { load, save } from '../../src/people/profile-store.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { createFakeMail } from '../fakes/mail.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { testStoredFiles } from '../fixtures/stored-files.ts';
import { type ActionsWorld, actionsWorld, KINDS } from './world.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const MAIL = { to: ['ana@example.com'], subject: 'Keys', body: 'The key is under\nthe mat.' };

async function withMail() {
  const mail = createFakeMail({ account: 'ann@example.com' });
  const connections = fakeConnections({ mail: mail.reader }, { mail: mail.writer });
  const kinds = [...KINDS, mailSend({ storedFiles: testStoredFiles() })];
  return { mail, world: await actionsWorld(test.db, kinds, { connections }) };
}

function set(world: ActionsWorld, path: string, value: string): Promise<void> {
  return test.db.asPerson(world.personId, async (tx) =>
    save(tx, world.personId, withField(await load(tx, world.personId), path, value)),
  );
}

describe('R95 sharing', () => {
  it('R95 always asks, with the receiver and every byte on the card, and what is sent is exactly that', async () => {
    const { mail, world } = await withMail();
    const outcome = await world.act({ kind: 'mail_send', input: MAIL });
    if (outcome.state !== 'proposed') throw new Error(`this was ${outcome.state}`);
    const shown = ['ana@example.com', MAIL.subject, ...MAIL.body.split('\n')];
    for (const part of shown) expect(outcome.card.text).toContain(part);
    expect(mail.journal).toEqual([]);

    await world.approve(outcome.actionId);
    await world.clock.advance(30_000);
    for (const row of await world.ledger()) await world.executor.finish(row);
    expect(mail.journal).toMatchObject([
      { did: 'send', mail: { to: [{ address: 'ana@example.com' }], cc: [], bcc: [], subject: 'Keys', text: MAIL.body } },
    ]);
  });

  it.each(['settings.sharing.mail', 'settings.sharing.all'])(
    'R95 is refused without a card once %s is off, and nothing is kept of it',
    async (path) => {
      const { mail, world } = await withMail();
      await set(world, path, 'off');
      const outcome = await world.act({ kind: 'mail_send', input: MAIL });
      expect(outcome).toMatchObject({
        state: 'refused',
        said: expect.stringMatching(/is switched off.*\/settings sharing\.\w+ on/),
      });
      expect(await world.ledger()).toEqual([]);
      expect(mail.journal).toEqual([]);
      await set(world, path, 'on');
      expect((await world.act({ kind: 'mail_send', input: MAIL })).state).toBe('proposed');
    },
  );

  it('R95 shows the receiver and every byte of a message, puts out exactly these, and refuses without a card once messages are off', async () => {
    const world = await actionsWorld(test.db, [messageSend({ isConnected: () => true })]);
    const { personId, clock } = world;
    const ben = { platform: 'telegram', chat: 'chat-ben', name: 'Ben', shared: false } as const;
    await test.db.asPerson(personId, (tx) => noteKnown(tx, personId, ben, clock.now()));
    const wish = { kind: 'message_send', input: { to: 'ben', text: 'I am late.' } };
    const outcome = await world.act(wish);
    if (outcome.state !== 'proposed') throw new Error(`this was ${outcome.state}`);
    for (const part of ['Ben', 'chat-ben', 'I am late.']) expect(outcome.card.text).toContain(part);
    expect(await world.outgoing()).toEqual([]);
    await world.approve(outcome.actionId);
    const [out] = await world.outgoing();
    expect(out).toMatchObject({ chat: 'chat-ben', message: { text: 'Message from Ann, by their assistant:\nI am late.' } });

    await set(world, 'settings.sharing.messages', 'off');
    expect(await world.act(wish)).toMatchObject({
      state: 'refused',
      said: expect.stringContaining('/settings sharing.messages on'),
    });
    expect(await world.outgoing()).toHaveLength(1);
  });

  it('R95 by one way switched off leaves the others', async () => {
    const { world } = await withMail();
    await set(world, 'settings.sharing.mail', 'off');
    expect((await world.act({ kind: 'send' })).state).toBe('proposed');
    await set(world, 'settings.sharing.all', 'off');
    expect((await world.act({ kind: 'send' })).state).toBe('refused');
    expect((await world.act({ kind: 'note' })).state).toBe('done');
    expect((await world.act({ kind: 'burn' })).state).toBe('proposed');
  });
});
