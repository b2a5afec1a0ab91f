import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailTidy } from '../../../src/actions/kinds/mail/tidy.ts';
import { profileUpdate } from '../../../src/actions/kinds/profile.ts';
import { createPutBackPress } from '../../../src/chat/presses/put-back.ts';
import { trust } from '../../../src/db/schema/actions.ts';
import { arrivedMails, mailSenders } from '../../../src/db/schema/mail.ts';
import { createButtons } from '../../../src/outbox/buttons.ts';
import { enqueue } from '../../../src/outbox/outbox.ts';
import { load, save } from '../../../src/people/profile-store.ts';
import { putAwayFacts } from '../../../src/proactive/brief/put-away-facts.ts';
import { createMailWatch } from '../../../src/proactive/mail/mail-watch.ts';
import { createPutAway } from '../../../src/proactive/mail/put-away.ts';
import { createNotify } from '../../../src/proactive/notify/notify.ts';
import { actionsWorld } from '../../actions/world.ts';
import { fakeConnections } from '../../fakes/connections.ts';
import { createFakeContacts } from '../../fakes/contacts.ts';
import { createFakeMail, type MailSeed } from '../../fakes/mail.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { button, createWorld, silent } from '../world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const ACCOUNT = 'me@me.example';
const { signal } = new AbortController();
const NEWS: MailSeed = {
  from: 'news@n.example',
  subject: 'Five stories',
  text: 'Read on.',
  bulk: 'list',
  labels: ['later'],
  unread: true,
};
const JUNK: MailSeed = {
  from: 'win@j.example',
  subject: 'YOU HAVE WON THE LOTTERY',
  text: 'Dear friend, click here to claim your prize!!!',
};
type Kind = 'mail_archive' | 'mail_junk';

/** Somebody whose inbox has been looked into once, with these kinds let happen by themselves; `arrive` brings mails and looks. */
async function somebody(rung?: 'undo' | 'silent', onlyRead = false) {
  const { db } = fixture;
  const mail = createFakeMail({ account: ACCOUNT });
  const eyes = { mail: { ...mail.reader, onlyRead }, contacts: createFakeContacts([['Ann', 'ann@a.example']]).reader };
  const connections = fakeConnections(eyes, { mail: mail.writer });
  const world = await actionsWorld(db, [...mailTidy, profileUpdate({ onChange: async () => undefined })], { connections });
  const { personId: person, clock } = world;
  const notify = createNotify({ enqueue });
  const deps = { db, clock, log: silent, notify, button, eyesOf: connections.eyesOf, write: undefined, prepareReply: undefined };
  const watch = createMailWatch(deps);
  const putAway = createPutAway({ ...deps, act: world.act });
  const pressPutBack = createPutBackPress({ ...deps, act: world.act, buttons: createButtons(Buffer.alloc(32, 2)) });
  const letHappen = (kind: Kind, by: 'undo' | 'silent' = 'silent') =>
    db.asPerson(person, (tx) =>
      tx
        .insert(trust)
        .values({ personId: person, kind, rung: by })
        .onConflictDoUpdate({ target: [trust.personId, trust.kind], set: { rung: by } }),
    );
  for (const kind of rung ? (['mail_archive', 'mail_junk'] as const) : []) await letHappen(kind, rung);
  await watch.look(person, clock.now(), signal);
  await world.dueActions.start();
  return {
    ...{ db, world, person, clock, mail, letHappen },
    async arrive(...seeds: readonly MailSeed[]) {
      for (const seed of seeds) mail.arrive(seed);
      await watch.look(person, clock.now(), signal);
    },
    tidy: () => putAway(person, signal),
    lying: () => mail.all().map(({ subject, mailbox }) => `${subject}: ${mailbox}`),
    brief: () => createWorld({ db, clock, sources: [putAwayFacts], eyes }).brief.compose(person, '**Brief**', signal),
    async approve(id: string) {
      await world.approve(id);
      world.dueActions.kick();
      await world.dueActions.settle();
    },
    rungOf: async (kind: Kind) => {
      const rows = await db.asPerson(person, (tx) => tx.select().from(trust).where(eq(trust.personId, person)));
      return rows.find((row) => row.kind === kind)?.rung;
    },
    sorted: async () => {
      const mine = eq(arrivedMails.personId, person);
      const rows = await db.asPerson(person, (tx) => tx.select().from(arrivedMails).where(mine).orderBy(asc(arrivedMails.key)));
      return rows.map(({ category, isSure }) => ({ category, isSure }));
    },
    /** Presses a button that `brief` showed. */
    pressPutBack: (button = '') => {
      const [verb = '', id = ''] = button.split('.');
      const press = { key: 'p', platform: 'telegram', chat: 'c', messageId: 'm', button: 'b', user: { id: person } } as const;
      return pressPutBack(person, { verb, id }, press);
    },
  };
}

test('R23 what is only to be known is asked about once, and goes to the archive by the press alone', async () => {
  const person = await somebody();
  await person.arrive(NEWS, { from: 'ann@a.example', subject: 'Boxes', text: 'When do they come?' });
  await person.tidy();
  await person.tidy();
  expect(person.mail.journal).toEqual([]);
  const [card, ...more] = await person.world.ledger();
  expect([card?.state, card?.kind, more]).toEqual(['proposed', 'mail_archive', []]);
  await person.approve(card?.id ?? '');
  expect(person.lying()).toEqual(['Five stories: archive', 'Boxes: inbox']);
  const nextDay = async () => {
    await person.clock.advance(24 * 3_600_000);
    await person.tidy();
    return (await person.world.ledger()).map(({ state }) => state);
  };
  await person.arrive({ ...NEWS, subject: 'Six stories' });
  expect(await nextDay()).toEqual(['done', 'proposed']);
  const [, declined] = await person.world.ledger();
  await person.world.decline(declined?.id ?? '');
  expect(await nextDay()).toEqual(['done', 'declined']);
});

test('R23 once the person lets it happen, the brief lists what was archived with its id, and Undo brings it back as it was', async () => {
  const person = await somebody('silent');
  await person.arrive(NEWS);
  const before = person.mail.all();
  await person.tidy();
  const [archived] = person.mail.all();
  expect(archived?.mailbox).toBe('archive');
  const { message } = await person.brief();
  expect(message.text).toContain(`**Archived**\n- \`news@n.example\`: Five stories (mail ${archived?.id})`);
  const [row] = await person.world.ledger();
  expect(await person.world.takeBack(row?.id ?? '')).toBe('1 mail is back where it was.');
  expect(person.mail.all().map(({ id: _, ...rest }) => rest)).toEqual(before.map(({ id: _, ...rest }) => rest));
  expect((await person.brief()).message.text).not.toContain('Archived');
  expect([await person.rungOf('mail_archive'), await person.rungOf('mail_junk')]).toEqual(['ask', 'silent']);
});

test('R11 R23 one tap under the brief brings a mail back, and the inbox keeps what its sender writes until the setting is undone', async () => {
  const person = await somebody('silent');
  await person.arrive(NEWS, { ...NEWS, from: 'other@n.example', subject: 'Other stories' });
  await person.tidy();
  const [keep, other] = (await person.brief()).message.buttons?.[0] ?? [];
  expect([keep?.label, other?.label]).toEqual(['Keep: news@n.example', 'Keep: other@n.example']);
  expect(await person.pressPutBack(keep?.id)).toBe(
    '1 mail is in the inbox now. What comes from there stays in the inbox from now on; /settings mail.keepInInbox says for whom.',
  );
  expect(person.lying()).toEqual(['Five stories: inbox', 'Other stories: archive']);
  expect([await person.rungOf('mail_archive'), await person.rungOf('mail_junk')]).toEqual(['ask', 'silent']);
  await person.letHappen('mail_archive');
  const nextDay = async (subject: string) => {
    await person.arrive({ ...NEWS, subject });
    await person.clock.advance(24 * 3_600_000);
    await person.tidy();
    return person.lying();
  };
  expect(await nextDay('Six stories')).toEqual(['Five stories: inbox', 'Other stories: archive', 'Six stories: inbox']);
  const rule = (await person.world.ledger()).find(({ kind }) => kind === 'profile_update');
  await person.world.takeBack(rule?.id ?? '');
  expect((await nextDay('Seven stories')).slice(-2)).toEqual(['Six stories: archive', 'Seven stories: archive']);
});

test('R23 what was moved or was switched off stays where it is', async () => {
  const person = await somebody('silent');
  await person.arrive(NEWS, { ...NEWS, subject: 'Six stories' });
  const [first] = person.mail.all();
  await person.mail.writer.move(first?.id ?? '', 'trash', signal);
  const switched = (putAway: boolean) =>
    person.db.asPerson(person.person, async (tx) => {
      const profile = await load(tx, person.person);
      const { settings } = profile;
      await save(tx, person.person, { ...profile, settings: { ...settings, mail: { ...settings.mail, putAway } } });
    });
  await switched(false);
  await person.tidy();
  expect(person.lying()).toEqual(['Five stories: trash', 'Six stories: inbox']);
  await switched(true);
  await person.tidy();
  expect(person.lying()).toEqual(['Five stories: trash', 'Six stories: archive']);
});

test('R24 only what is surely junk is moved, never of a contact, and one tap brings it back and knows its sender from then on', async () => {
  const person = await somebody('silent');
  await person.arrive(
    { ...JUNK, messageId: '<1@j.example>' },
    { ...JUNK, from: 'ann@a.example', messageId: '<2@a.example>' },
    { ...JUNK, from: 'b@j.example', subject: 'You have won', text: 'Dear friend, it is yours.', messageId: '<3@j.example>' },
  );
  expect(await person.sorted()).toEqual([
    { category: 'spam', isSure: true },
    { category: 'action_required', isSure: false },
    { category: 'spam', isSure: false },
  ]);
  await person.tidy();
  expect(person.mail.all().map(({ mailbox }) => mailbox)).toEqual(['junk', 'inbox', 'inbox']);
  const [notJunk] = (await person.brief()).message.buttons?.[0] ?? [];
  expect(notJunk?.label).toBe('Not junk: win@j.example');
  expect(await person.pressPutBack(notJunk?.id)).toBe(
    '1 mail is in the inbox now. What comes from there is no junk from now on.',
  );
  expect(await person.pressPutBack(notJunk?.id)).toContain('does not lie in the junk mail any more');
  expect(person.mail.all().map(({ mailbox }) => mailbox)).toEqual(['inbox', 'inbox', 'inbox']);
  expect(await person.rungOf('mail_junk')).toBe('ask');
  const senders = await person.db.asPerson(person.person, (tx) =>
    tx.select().from(mailSenders).where(eq(mailSenders.personId, person.person)),
  );
  expect(senders).toMatchObject([{ address: 'win@j.example', isTrusted: true }]);
  await person.arrive({ ...JUNK, messageId: '<4@j.example>' });
  expect((await person.sorted()).at(-1)).toEqual({ category: 'action_required', isSure: false });
});

test('R24 junk whose sender became known before it was moved stays, and Undo of a move makes its senders known', async () => {
  const person = await somebody('undo');
  await person.arrive({ ...JUNK, messageId: '<1@j.example>' }, { ...JUNK, from: 'x@x.example', messageId: '<2@x.example>' });
  person.mail.arrive({ mailbox: 'sent', from: ACCOUNT, to: ['WIN@j.example'] });
  await person.tidy();
  const [row] = await person.world.ledger();
  const places = () => person.mail.all().map(({ mailbox }) => mailbox);
  expect(places()).toEqual(['inbox', 'junk', 'sent']);
  expect((await person.world.outgoing()).at(-1)?.message).toMatchObject({ text: '✓ 1 mail is in the junk mail now.' });
  await person.world.takeBack(row?.id ?? '');
  expect(places()).toEqual(['inbox', 'inbox', 'sent']);
  const trusted = await person.db.asPerson(person.person, (tx) =>
    tx.select().from(mailSenders).where(eq(mailSenders.personId, person.person)),
  );
  expect(trusted).toMatchObject([{ address: 'x@x.example', isTrusted: true }]);
});

test('R89 in an account that can only be read nothing is put away, and no card asks about it', async () => {
  const person = await somebody(undefined, true);
  await person.arrive(NEWS);
  await person.tidy();
  expect(await person.world.ledger()).toEqual([]);
});
