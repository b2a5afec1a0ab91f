import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { credentials as rows } from '../../src/db/schema/vault.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import { operatorId } from '../../src/people/persons.ts';
import { type FakeAuthorizationServer, startAuthorizationServer } from '../fakes/authorization-server.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { type SmtpSink, startSmtpSink } from '../fakes/smtp-sink.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { type Dovecot, noDovecot, startDovecot } from '../fixtures/dovecot.ts';
import { type House, openHouse } from './house.ts';
import { openConnections } from './open-connections.ts';
import { untilShown } from './until-shown.ts';

const { signal } = new AbortController();
const MINUTE = 60_000;

describe.skipIf(noDovecot)(noDovecot ?? 'a mail account that is opened by signing in', () => {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  let fake: FakeAuthorizationServer;
  let sink: SmtpSink;
  let dovecot: Dovecot;
  let database: TestDatabase;
  let connections: ReturnType<typeof openConnections>;
  let house: House;
  let owner: string;
  beforeAll(async () => {
    [fake, sink] = await Promise.all([startAuthorizationServer(), startSmtpSink()]);
    dovecot = await startDovecot({ relayPort: sink.port, introspectionUrl: `${fake.url}/introspect` });
    database = await openTestDatabase();
    connections = openConnections({ db: database.db, env: fake.settings, clock });
    house = await openHouse({ database, connections, model: false });
    owner = await house.db.asSystem(async (tx) => {
      const id = (await operatorId(tx)) ?? '';
      await bindIdentity(tx, id, { platform: 'telegram', userId: 'owner', chat: 'chat-owner', name: 'owner' }, clock.now());
      return id;
    });
    await house.say('owner', '/settings news.mail off');
  });
  afterAll(async () => {
    await house.close();
    await dovecot.stop();
    await Promise.all([sink.stop(), fake.close()]);
  });

  /** The operator alone may name servers on this computer; each test has a mailbox of its own. */
  let user: string;
  beforeEach(() => {
    user = `${randomUUID().slice(0, 8)}@me.example`;
  });

  const asked = async (text: string) => {
    await house.say('owner', text);
    return (await house.texts('owner')).at(-1) ?? '';
  };
  const press = async (label: string) => {
    await house.texts('owner');
    const buttons = house.shown('owner').flatMap(({ message }) => message.buttons?.flat() ?? []);
    return house.press('owner', buttons.findLast((each) => each.label === label)?.id ?? '');
  };
  const send = async (link: string, more: Record<string, string> = {}) => {
    const url = link.match(/^http:\S+/)?.[0] ?? '';
    const servers = {
      imap: '127.0.0.1',
      imapport: `${dovecot.imapPort}`,
      smtp: '127.0.0.1',
      smtpport: `${dovecot.submissionPort}`,
    };
    const said = { way: 'there', address: user, password: '', access: 'change', user: '', ...servers, ...more };
    const page = await fetch(url, { method: 'POST', body: new URLSearchParams(said) });
    return page.text();
  };
  const onward = (page: string) => new URL((/class="onward" href="([^"]+)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&'));
  const signIn = async (as: string, more: Record<string, string> = {}) => {
    const at = onward(await send(await asked('/connect mail'), more));
    return { at, said: await (await fetch(fake.agree(at, as))).text() };
  };

  test('R86 R89 asks at its service for what is wanted alone, is used after the press, and is given back by /connect off', async () => {
    const page = await fetch((await asked('/connect mail')).match(/^http:\S+/)?.[0] ?? '');
    expect(await page.text()).toContain('I sign in at Example Mail');
    const { at, said } = await signIn(user);
    expect(Object.fromEntries(at.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'offline mail.read mail.send',
      login_hint: user,
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/connect\/return$/),
    });
    expect(said).toContain('That worked');
    expect((await house.texts('owner')).at(-1)).toContain('only after you have pressed Send');
    expect(await connections.eyesOf(owner)).not.toHaveProperty('mail');
    expect(await press('Connect')).toBe('Connected.');
    await dovecot.deliver(user, 'From: Ann <ann@a.example>\r\nSubject: Hello\r\n\r\nHello\r\n', '2026-11-21T07:00:00Z');
    expect(await asked('/mail')).toContain('Ann: Hello');
    expect(await connections.handsOf(owner)).toHaveProperty('mail');

    const [refreshToken = ''] = fake.refreshTokens(user);
    const sealed = await house.db.asPerson(owner, (tx) => tx.select().from(rows));
    expect(Buffer.concat(sealed.map((each) => Buffer.from(each.sealed))).includes(refreshToken)).toBe(false);
    expect(await asked('/connect off 1')).toMatch(/Disconnected/);
    expect(fake.refreshTokens(user)).toEqual([]);
  });

  test('R89 asks for no sending where it is only to be read', async () => {
    const { at, said } = await signIn(user, { access: 'read', smtpport: '9' });
    expect(at.searchParams.get('scope')).toBe('offline mail.read');
    expect(said).toContain('That worked');
    expect(await press('Connect')).toBe('Connected.');
    expect(await connections.handsOf(owner)).not.toHaveProperty('mail');
    await asked('/connect off 1');
  });

  test('R92 somebody else who signs in opens no mailbox, and whoever chose the password is asked for it', async () => {
    expect((await signIn('eve@e.example')).said).toMatch(/Not connected yet.*sign in as the owner of that address/s);
    expect(await send(await asked('/connect mail'), { way: 'password' })).toContain('The password is empty');
    expect(await send(await asked('/connect mail'), { password: dovecot.password })).toContain('That worked');
    await press('Forget it');
  });

  test('R91 R92 no server but those of the service gets a token, and what went wrong there is told by its code', async () => {
    expect((await signIn(user, { imap: 'localhost' })).said).toContain('localhost is no server of Example Mail');
    const at = onward(await send(await asked('/connect mail')));
    const back = (error: string) =>
      fetch(
        `${at.searchParams.get('redirect_uri')}?${new URLSearchParams({ error, state: at.searchParams.get('state') ?? '' })}`,
      );
    expect(await (await back('invalid_scope')).text()).toContain('Example Mail has not asked you (invalid_scope).');
  });

  test('R86 R91 an account that was signed in to by another client than the one that is set gets nothing, and says so', async () => {
    await signIn(user);
    await press('Connect');
    const before = fake.journal.length;
    const env = { ...fake.settings, OAUTH_CLIENT_ID: 'another' };
    const another = openConnections({ db: database.db, env, clock });
    await expect((await another.eyesOf(owner)).mail?.search({}, 5, signal)).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('not known to any more'),
    });
    const mail = another.forms?.kinds.find(({ kind }) => kind === 'mail');
    const [account] = (await house.db.asPerson(owner, async (tx) => another.forms?.accounts.all(tx, owner))) ?? [];
    await mail?.leave?.(account?.values ?? {}, signal);
    expect(fake.journal.length).toBe(before);
    await asked('/connect off 1');
  });

  test('R86 R91 what the service puts in the place of a refresh token is kept: another process goes on with it', async () => {
    await signIn(user);
    await press('Connect');
    await (await connections.eyesOf(owner)).mail?.search({}, 5, signal);
    const [first] = fake.refreshTokens(user);
    await clock.advance(61 * MINUTE);
    await dovecot.kick(user);
    await (await connections.eyesOf(owner)).mail?.search({}, 5, signal);
    expect(fake.refreshTokens(user)).not.toContain(first);
    const another = openConnections({ db: database.db, env: fake.settings, clock });
    expect(await (await another.eyesOf(owner)).mail?.search({}, 5, signal)).toEqual([]);
    expect(fake.refreshTokens(user)).toHaveLength(1);
    await asked('/connect off 1');
  });

  test('R86 a grant that its service ends is told of once, with a button that leads to the page as it was filled in', async () => {
    await signIn(user);
    await press('Connect');
    await asked('/settings news.mail automatic');
    await house.pass(6 * MINUTE, 2);
    fake.endGrants();
    await clock.advance(61 * MINUTE);
    await dovecot.kick(user);
    await untilShown(house, 'owner', 'lets me in no more');
    await house.pass(6 * MINUTE, 6);
    const told = (await house.texts('owner')).filter((text) => text.includes('lets me in no more'));
    expect(told).toEqual([expect.stringMatching(/\(mail\) lets me in no more\. Example Mail has ended the connection\./)]);
    expect(await press('Connect again')).toBe('The link is below.');
    const link = (await house.texts('owner')).at(-1) ?? '';
    const page = await (await fetch(link.match(/^http:\S+/)?.[0] ?? '')).text();
    expect(page).toMatch(/value="there" checked/);
    expect(page).toContain(`value="${user}"`);
    const again = onward(await send(link));
    expect(await (await fetch(fake.agree(again, user))).text()).toContain('That worked');
    expect(await press('Connect')).toBe('Connected.');
    expect(await (await connections.eyesOf(owner)).mail?.search({}, 5, signal)).toEqual([]);
  });
});
