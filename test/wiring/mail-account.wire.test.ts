import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAIL_LOOK } from '../../src/audit/regular-looks.ts';
import { arrivedMails } from '../../src/db/schema/mail.ts';
import { audit } from '../../src/db/schema/records.ts';
import { credentials as rows } from '../../src/db/schema/vault.ts';
import { watchOf } from '../../src/mail/watch-store.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import { operatorId } from '../../src/people/persons.ts';
import { type SmtpSink, startSmtpSink } from '../fakes/smtp-sink.ts';
import { openTestDatabase } from '../fixtures/database.ts';
import { type Dovecot, noDovecot, startDovecot } from '../fixtures/dovecot.ts';
import { type House, openHouse } from './house.ts';
import { openConnections } from './open-connections.ts';

const { signal } = new AbortController();

describe.skipIf(noDovecot)(noDovecot ?? 'a mail account', () => {
  let sink: SmtpSink;
  let dovecot: Dovecot;
  let house: House;
  let connections: ReturnType<typeof openConnections>;
  beforeAll(async () => {
    sink = await startSmtpSink();
    dovecot = await startDovecot({ relayPort: sink.port });
    const database = await openTestDatabase();
    connections = openConnections({ db: database.db });
    house = await openHouse({ database, connections, model: false });
  });
  afterAll(async () => {
    await house.close();
    await dovecot.stop();
    await sink.stop();
  });

  const asked = async (user: string, text: string) => {
    await house.say(user, text);
    return (await house.texts(user)).at(-1) ?? '';
  };
  const press = async (user: string, label: string) => {
    const buttons = house.shown(user).flatMap(({ message }) => message.buttons?.flat() ?? []);
    return house.press(user, buttons.findLast((each) => each.label === label)?.id ?? '');
  };
  const fill = async (user: string, more: Record<string, string>) => {
    const url = (await asked(user, '/connect mail')).match(/^http:\S+/)?.[0] ?? '';
    const servers = {
      imap: '127.0.0.1',
      imapport: `${dovecot.imapPort}`,
      smtp: '127.0.0.1',
      smtpport: `${dovecot.submissionPort}`,
    };
    const body = new URLSearchParams({
      address: `${user}@me.example`,
      password: dovecot.password,
      access: 'change',
      user: '',
      ...servers,
      ...more,
    });
    return (await fetch(url, { method: 'POST', body })).text();
  };

  test('R25 R86 R91 is connected by a page and a press, after a login to both servers, and /mail tells what came in, each mail once; its password is nowhere in clear; /connect off ends it', async () => {
    const owner = await house.db.asSystem(async (tx) => {
      const id = (await operatorId(tx)) ?? '';
      await bindIdentity(tx, id, { platform: 'telegram', userId: 'owner', chat: 'chat-owner', name: 'owner' }, house.clock.now());
      return id;
    });
    await asked('owner', '/settings news.mail off'); // that the inbox is watched, too, is another test's matter
    expect(await fill('owner', { password: 'wrong' })).toContain('refused the user name or password');
    expect(await fill('owner', {})).toContain('That worked');
    expect((await house.texts('owner')).at(-1)).toContain('only after you have pressed Send');
    expect(await connections.eyesOf(owner)).not.toHaveProperty('mail');
    expect(await press('owner', 'Connect')).toBe('Connected.');
    const { mail } = await connections.eyesOf(owner);
    expect(mail?.account).toBe('owner@me.example');
    expect(await mail?.search({}, 5, signal)).toEqual([]);
    expect(await connections.handsOf(owner)).toHaveProperty('mail');

    const arrivals = [
      ['Ann <ann@a.example>', 'Urgent: the server is down'],
      ['Ben <ben@b.example>', 'Shall we meet on Monday?'],
      ['Cyd <cyd@c.example>', 'The boxes'],
      ['News <news@d.example>', 'Five stories'],
    ];
    for (const [from, subject] of arrivals) {
      const list = from?.startsWith('News') ? 'List-Id: <n.d.example>\r\n' : '';
      const bytes = `From: ${from}\r\nTo: owner@me.example\r\n${list}Subject: ${subject}\r\nMessage-ID: <${subject?.length}@x.example>\r\n\r\nHello\r\n`;
      await dovecot.deliver('owner@me.example', bytes, '2026-11-20T12:00:00Z');
    }
    await dovecot.deliver('owner@me.example', 'From: Old <o@o.example>\r\nSubject: Before\r\n\r\nHello', '2026-11-18T12:00:00Z');
    const digest = await asked('owner', '/mail');
    expect(digest).toMatch(/^4 mails since yesterday\./);
    expect(digest).toMatch(/\*\*Urgent\*\* \(1\)\n- .*Ann: Urgent: the server is down, unread \(mail inbox/);
    expect(digest).toMatch(/\*\*To answer or do\*\* \(2\)/);
    expect(digest).toMatch(/\*\*To know\*\* \(1\)\n- .*Five stories/);
    expect(await asked('owner', '/today')).toContain('Urgent: Ann: Urgent: the server is down');

    const sealed = await house.db.asPerson(owner, (tx) => tx.select().from(rows));
    expect(Buffer.concat(sealed.map(({ sealed: bytes }) => Buffer.from(bytes))).toString('latin1')).not.toContain(
      dovecot.password,
    );
    expect(JSON.stringify(house.shown('owner'))).not.toContain(dovecot.password);
    expect(await asked('owner', '/connect off 1')).toMatch(/Disconnected/);
    expect(await connections.eyesOf(owner)).not.toHaveProperty('mail');
  });

  test('R21 R63 R92 an inbox is watched from the press on: what comes in is told at once, as its server says, and after a restart; each call stands in the record', async () => {
    const id = await house.db.asSystem(operatorId);
    const owner = id ?? '';
    const ACCOUNT = 'watched@me.example';
    expect(await fill('owner', { address: ACCOUNT })).toContain('That worked');
    await asked('owner', '/settings news.mail automatic');
    const isWatched = () => house.db.asPerson(owner, async (tx) => (await watchOf(tx, owner, ACCOUNT)) !== undefined);
    const isSeen = (key: string) => () =>
      house.db.asPerson(owner, async (tx) => {
        const mine = and(eq(arrivedMails.personId, owner), eq(arrivedMails.account, ACCOUNT), eq(arrivedMails.key, key));
        return (await tx.$count(arrivedMails, mine)) === 1;
      });
    const until = async (isSo: () => Promise<boolean>) => {
      while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const isTold = (text: string) => async () => (await house.texts('owner')).some((each) => each.includes(text));
    const arrive = (subject: string, messageId: string) =>
      dovecot.deliver(
        ACCOUNT,
        `From: Ann <ann@a.example>\r\nTo: ${ACCOUNT}\r\nSubject: ${subject}\r\nMessage-ID: <${messageId}@x.example>\r\n\r\nCan you come?\r\n`,
        '2026-11-21T08:00:00Z',
      );
    await press('owner', 'Connect');
    await until(isWatched);
    expect((await house.texts('owner')).some((text) => text.includes('Urgent mail'))).toBe(false);

    await arrive('Urgent: the roof is off', 'roof');
    await until(isTold('**Urgent: the roof is off**'));
    expect((await house.texts('owner')).at(-1)).toContain('Can you come?');
    expect(await press('owner', 'Not urgent')).toContain('not urgent');

    await house.restart();
    await arrive('Urgent: the walls as well', 'walls');
    await until(async () => {
      await house.clock.advance(60_000);
      return isSeen('<walls@x.example>')();
    });
    expect((await house.texts('owner')).filter((text) => text.includes('Urgent mail'))).toHaveLength(1);
    const calls = await house.db.asPerson(owner, (tx) =>
      tx
        .select()
        .from(audit)
        .where(and(eq(audit.personId, owner), eq(audit.action, MAIL_LOOK))),
    );
    expect(calls.length).toBeGreaterThanOrEqual(3);
    expect(await asked('owner', '/audit')).toContain('The record is whole');
  }, 60_000);

  test('R89 an account can be connected to be read alone, for which nothing is sent from it', async () => {
    await asked('owner', '/settings news.mail off');
    const body = { address: 'reader@me.example', access: 'read', smtpport: '9' };
    expect(await fill('owner', body)).toContain('That worked');
    expect((await house.texts('owner')).at(-1)).toContain('I only read it');
    await press('owner', 'Connect');
    const owner = (await house.db.asSystem(operatorId)) ?? '';
    const { mail, mails = [mail] } = await connections.eyesOf(owner);
    expect(mails.find((each) => each?.account === 'reader@me.example')?.onlyRead).toBe(true);
  });

  test('R89 somebody who does not run this computer cannot reach into its network', async () => {
    await house.move('guest');
    expect(await fill('guest', {})).toContain('is no server on the internet');
  });
});
