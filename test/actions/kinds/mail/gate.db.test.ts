import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mailLook } from '../../../../src/actions/kinds/mail/look.ts';
import { mailDraft, mailSend } from '../../../../src/actions/kinds/mail/send.ts';
import { mailTidy } from '../../../../src/actions/kinds/mail/tidy.ts';
import type { ActionRow } from '../../../../src/actions/ledger.ts';
import { actions } from '../../../../src/db/schema/actions.ts';
import { files } from '../../../../src/db/schema/chat.ts';
import type { Eyes, Hands } from '../../../../src/ports/connections.ts';
import type { OutgoingMail } from '../../../../src/ports/mail.ts';
import { fakeDocuments } from '../../../fakes/documents.ts';
import { createFakeMail, type FakeMail, type MailWrite } from '../../../fakes/mail.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../../../fixtures/database.ts';
import { testStoredFiles } from '../../../fixtures/stored-files.ts';
import { type ActionsWorld, actionsWorld } from '../../world.ts';

const storedFiles = testStoredFiles();
const KINDS = [...mailLook({ documents: fakeDocuments }), mailDraft({ storedFiles }), mailSend({ storedFiles }), ...mailTidy];
const HELLO = { to: ['ann@a.example'], bcc: ['eve@e.example'], subject: 'Hi', body: 'Hello\n\nthere' };

let database: TestDatabase;
let world: ActionsWorld;
let mail: FakeMail;
let onWrite: (write: MailWrite) => void;
/** Each person's own account: a gate that took another's would write into the wrong journal. */
const accounts = new Map<string, FakeMail>();

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  const of = (personId: string): FakeMail => {
    const own = accounts.get(personId);
    if (!own) throw new Error('nobody connected an account for them');
    return own;
  };
  const eyesOf = async (personId: string): Promise<Eyes> => ({ mail: of(personId).reader });
  const handsOf = async (personId: string): Promise<Hands> => ({ mail: of(personId).writer });
  world = await actionsWorld(database.db, KINDS, { connections: { eyesOf, handsOf } });
  onWrite = () => undefined;
  const mails = Array.from({ length: 40 }, (_, index) => ({ id: `m${index}`, messageId: `<${index}@x>`, labels: [`l${index}`] }));
  mail = createFakeMail({ account: 'me@me.example', mails, clock: world.clock, onWrite: (write) => onWrite(write) });
  accounts.set(world.personId, mail);
  await world.dueActions.start();
});
afterEach(() => world.dueActions.stop());

const propose = (input: object = HELLO) => world.propose({ kind: 'mail_send', input });
const rowOf = async (id: string): Promise<ActionRow> => {
  const row = (await world.ledger()).find((each) => each.id === id);
  if (!row) throw new Error('no such action');
  return row;
};
/** Time goes on, and whatever falls due by then is carried out. */
const later = async (seconds: number) => {
  await world.clock.advance(seconds * 1000);
  await world.dueActions.settle();
};
const press = async (id: string) => {
  const outcome = await world.approve(id);
  world.dueActions.kick();
  return outcome;
};
const shownMail = (args: Record<string, unknown>) => {
  const { to, cc, bcc, subject, body, messageId } = args;
  return { messageId, to, cc, bcc, subject, text: body, attachments: [] } as unknown as OutgoingMail;
};

describe('R27 a mail', () => {
  it('is not sent by the wish: the card says exactly what would go', async () => {
    const outcome = await world.act({ kind: 'mail_send', input: HELLO });
    if (outcome.state !== 'proposed') throw new Error('not proposed');
    for (const part of ['me@me.example', 'ann@a.example', 'eve@e.example', 'Hi', 'Hello', 'there', 'first mail to'])
      expect(outcome.card.text).toContain(part);
    expect(outcome.card.buttons?.[0]?.[0]).toMatchObject({ label: 'Send' });
    await later(3600);
    expect(mail.journal).toEqual([]);
  });

  it('waits thirty seconds after the press, and then goes exactly as it was shown, once', async () => {
    const id = await propose();
    await press(id);
    await later(29);
    expect(mail.journal).toEqual([]);
    await later(1);
    const { args, state, outcome, undo } = await rowOf(id);
    expect(mail.journal).toEqual([{ did: 'send', mail: shownMail(args as Record<string, unknown>) }]);
    expect(mail.journal).toMatchObject([
      { mail: { to: [{ address: 'ann@a.example' }], bcc: [{ address: 'eve@e.example' }], text: 'Hello\n\nthere' } },
    ]);
    expect([state, undo]).toEqual(['done', null]);
    expect(outcome).toContain('Sent: "Hi" to');
    await press(id);
    await later(3600);
    expect(mail.journal).toHaveLength(1);
  });

  it('that is cancelled within the thirty seconds never goes', async () => {
    const id = await propose();
    await press(id);
    await later(29);
    expect(await world.decline(id)).toMatchObject({ said: 'Cancelled. Nothing was done.' });
    await later(3600);
    expect(mail.journal).toEqual([]);
    expect(await press(id)).not.toHaveProperty('ran');
    await later(3600);
    expect(mail.journal).toEqual([]);
  });

  it('is not sent by the press of another person', async () => {
    const id = await propose();
    const other = await addPerson(database.db);
    accounts.set(other, createFakeMail({ account: 'other@o.example' }));
    const pressed = await database.db.asPerson(other, (tx) => world.approvals.approve(tx, other, id, 'telegram:9'));
    expect(pressed.ran).toBeUndefined();
    await later(3600);
    expect([mail.journal, accounts.get(other)?.journal]).toEqual([[], []]);
    expect((await rowOf(id)).state).toBe('proposed');
  });

  it('is not sent by a press after the card is over', async () => {
    const id = await propose();
    await later(24 * 3600);
    expect((await press(id)).ran).toBeUndefined();
    await later(3600);
    expect(mail.journal).toEqual([]);
    expect((await rowOf(id)).state).toBe('expired');
  });

  it('goes once, however often the button is pressed', async () => {
    const id = await propose();
    const presses = await Promise.all(Array.from({ length: 20 }, () => press(id)));
    expect(presses.filter(({ ran }) => ran !== undefined)).toHaveLength(1);
    await later(30);
    for (let time = 0; time < 3; time += 1) await press(id);
    await later(3600);
    expect(mail.journal).toHaveLength(1);
  });

  it.each([
    ['recipient', { bcc: [{ name: '', address: 'x@evil.example' }] }],
    ['text', { body: 'Hello\n\nthere\u200b' }],
    ['Message-ID', { messageId: '<other@me.example>' }],
  ])('whose %s was changed in the database is not sent, before the press or after it', async (_, change) => {
    const set = async (id: string) => {
      const args = { ...((await rowOf(id)).args as object), ...change };
      await database.db.asSystem((tx) => tx.update(actions).set({ args }).where(eq(actions.id, id)));
    };
    const before = await propose();
    await set(before);
    await press(before).catch(() => undefined);
    const after = await propose();
    await press(after);
    await set(after);
    await later(3600);
    expect(mail.journal).toEqual([]);
  });

  it('whose file was exchanged in the database is not sent', async () => {
    const file = { name: 'a.txt', mime: 'text/plain', bytes: Buffer.from('abc') };
    const kept = await database.db.asPerson(world.personId, (tx) => storedFiles.keep(tx, world.personId, file));
    const id = await propose({ ...HELLO, attachments: [kept] });
    const safe = await propose({ ...HELLO, attachments: [kept], subject: 'Before' });
    await press(safe);
    await later(30);
    expect(mail.journal).toMatchObject([{ mail: { attachments: [{ name: 'a.txt', bytes: Buffer.from('abc') }] } }]);
    await press(id);
    await database.db.asSystem((tx) =>
      tx
        .update(files)
        .set({ content: Buffer.from('abd') })
        .where(eq(files.id, kept)),
    );
    await later(30);
    expect(mail.journal).toHaveLength(1);
    expect(await rowOf(id)).toMatchObject({ state: 'failed', outcome: expect.stringContaining('changed since the card') });
  });
});

describe('R15 a mail whose hand-over was cut off', () => {
  const dead = async (id: string, handOver: boolean) => {
    await database.db.asPerson(world.personId, (tx) => world.approvals.approve(tx, world.personId, id, 'telegram:7'));
    await world.clock.advance(30_000);
    if (handOver) {
      const died = new Promise<void>((resolve) => mail.fault('send', { kind: 'die', die: resolve }));
      void world.executor.finish(await rowOf(id)).catch(() => undefined);
      await died;
    } else {
      const startedAt = world.clock.now();
      await database.db.asSystem((tx) => tx.update(actions).set({ startedAt }).where(eq(actions.id, id)));
    }
    expect(await rowOf(id)).toMatchObject({ state: 'running', startedAt: expect.anything() });
    world.newLife();
    await world.dueActions.start();
    await world.dueActions.settle();
  };

  beforeEach(async () => {
    // The lives of these tests begin after the press.
    await world.dueActions.stop();
    world.newLife();
  });

  it('by a death after it is found by its Message-ID and not sent again', async () => {
    const id = await propose();
    await dead(id, true);
    await later(3600);
    expect(mail.journal).toHaveLength(1);
    expect(await rowOf(id)).toMatchObject({ state: 'done', outcome: expect.stringContaining('Sent: "Hi"') });
  });

  it('by a death before it is sent once', async () => {
    const id = await propose();
    await dead(id, false);
    await later(3600);
    expect(mail.journal).toHaveLength(1);
    expect((await rowOf(id)).state).toBe('done');
  });

  it('without an answer is unknown, and goes again only when the person says so, under the same Message-ID', async () => {
    await world.dueActions.start();
    const id = await propose();
    mail.fault('send', { kind: 'unknown', arrived: true });
    await press(id);
    await later(30);
    expect(await rowOf(id)).toMatchObject({ state: 'unknown', outcome: expect.stringContaining('closed the connection') });
    await later(24 * 3600);
    await world.dueActions.stop();
    world.newLife();
    await world.dueActions.start();
    await later(3600);
    expect(mail.journal).toHaveLength(1);
    await database.db.asPerson(world.personId, (tx) => world.approvals.again(tx, world.personId, id, 'telegram:7'));
    await later(60);
    expect((await rowOf(id)).state).toBe('done');
    const [first, second, ...more] = mail.journal;
    expect(second).toEqual(first);
    expect(more).toEqual([]);
  });

  it('by the server before it was taken has failed, and says why', async () => {
    await world.dueActions.start();
    const id = await propose();
    mail.fault('send', { kind: 'reject', code: 'denied', message: 'The server refused the recipient ann@a.example.' });
    await press(id);
    await later(30);
    expect(await rowOf(id)).toMatchObject({ state: 'failed', outcome: expect.stringContaining('refused the recipient') });
    await later(3600);
    expect(mail.journal).toEqual([]);
  });
});

describe('tidying', () => {
  const all = mailIds(40);
  const inbox = () => mail.all().filter(({ mailbox }) => mailbox === 'inbox').length;

  it('in a turn without text from outside is done at once, and undone exactly', async () => {
    const before = mail.all().map(({ id: _, ...rest }) => rest);
    const outcome = await world.act({ kind: 'mail_trash', input: { mails: all } });
    expect(outcome).toMatchObject({ state: 'done', said: '40 mails are in the trash now.', undoable: true });
    if (outcome.state !== 'done') return;
    expect(inbox()).toBe(0);
    expect(await world.takeBack(outcome.actionId)).toBe('40 mails are back where they were.');
    expect(mail.all().map(({ id: _, ...rest }) => rest)).toEqual(before);
  });

  it.each(['mail_trash', 'mail_archive', 'mail_label', 'mail_draft'])('by %s in a tainted turn asks first', async (kind) => {
    const input = kind === 'mail_draft' ? HELLO : { mails: ['m0'], ...(kind === 'mail_label' && { add: ['x'] }) };
    expect(await world.act({ kind, input, tainted: true })).toMatchObject({ state: 'proposed' });
    expect(mail.journal).toEqual([]);
  });

  it('looking taints the turn and asks nothing', async () => {
    expect(await world.act({ kind: 'mail_search', input: { limit: 1 } })).toMatchObject({ state: 'done', tainted: true });
    expect(await world.act({ kind: 'mail_read', input: { id: 'm0' }, tainted: true })).toMatchObject({
      state: 'done',
      tainted: true,
    });
    expect(mail.journal).toEqual([]);
  });

  it('R19 stops between two, with at most one more, tells how far it came and undoes exactly that', async () => {
    onWrite = () => {
      if (mail.journal.length === 11) void world.executor.interrupt(world.personId);
    };
    const outcome = await world.act({ kind: 'mail_trash', input: { mails: all } });
    expect(outcome).toMatchObject({
      state: 'done',
      said: expect.stringContaining('11 mails are in the trash now. The other 29 I did not touch'),
    });
    expect(mail.journal).toHaveLength(11);
    onWrite = () => undefined;
    if (outcome.state === 'done') await world.takeBack(outcome.actionId);
    expect(inbox()).toBe(40);
    expect(mail.journal).toHaveLength(22);
  });

  it('that a death cut off is told by what is there, and that can be undone', async () => {
    const died = new Promise<void>((resolve) => {
      onWrite = () => {
        if (mail.journal.length === 4) mail.fault('move', { kind: 'die', die: resolve });
      };
    });
    void world.act({ kind: 'mail_trash', input: { mails: all }, key: 'batch' }).catch(() => undefined);
    await died;
    onWrite = () => undefined;
    world.newLife();
    await world.dueActions.start();
    await world.dueActions.settle();
    const [row] = await world.ledger();
    expect(row).toMatchObject({
      state: 'done',
      outcome: '5 mails of 40 are in the trash now. I was cut off there; ask again for the rest.',
    });
    await world.takeBack(row?.id ?? '');
    expect(inbox()).toBe(40);
  });
});

function mailIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `m${index}`);
}
