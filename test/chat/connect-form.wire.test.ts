import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createConnectDoor } from '../../adapters/http/connect-door.ts';
import { createHttpServer } from '../../adapters/http/server.ts';
import { outbox } from '../../src/db/schema/chat.ts';
import { credentials as rows } from '../../src/db/schema/vault.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { AccountKind, CheckedAccount, ConnectValues } from '../../src/ports/connect.ts';
import { createAccounts } from '../../src/vault/accounts.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { testCredentials } from '../fixtures/credentials.ts';
import { openTestDatabase } from '../fixtures/database.ts';
import { type House, openHouse } from '../wiring/house.ts';

const PASSWORD = 'xk3-planted-9q';
const tried: ConnectValues[] = [];
let check: (values: ConnectValues) => Promise<CheckedAccount>;
const kind: AccountKind = {
  kind: 'calendar',
  about: 'read and change your calendar',
  form: {
    title: 'Connect your calendar',
    intro: ['Use an app password.'],
    fields: [
      { name: 'user', label: 'User name', type: 'text' },
      { name: 'secret', label: 'App password', type: 'password' },
    ],
  },
  check: async (_, values) => {
    tried.push(values);
    return check(values);
  },
};
const accounts = createAccounts({ credentials: testCredentials(), clock: createFakeClock('2026-11-21T08:00:00Z') });
const logged: string[] = [];
const write = (event: string, fields?: object) => void logged.push(JSON.stringify([event, fields]));

let house: House;
beforeAll(async () => {
  const door = createConnectDoor({ server: createHttpServer({ port: 0 }) });
  const feeds = { feeds: { all: async () => [], add: async () => undefined }, lookAtFeed: async () => ({}) } as never;
  const connections = { ...fakeConnections(), feeds, forms: { accounts, kinds: [kind], door } };
  const log = { debug: write, info: write, warn: write, error: write };
  house = await openHouse({ database: await openTestDatabase(), connections, model: false, log });
});
afterAll(() => house.close());
beforeEach(() => {
  tried.length = 0;
  check = async ({ user }) => ({ name: `${user}@cal.example`, gives: ['I can read Home.'], values: { secret: PASSWORD } });
});

const asked = async (user: string, text: string) => {
  await house.say(user, text);
  return (await house.texts(user)).at(-1) ?? '';
};
const linkFor = async (user: string) => (await asked(user, '/connect calendar')).match(/^http:\S+/)?.[0] ?? '';
const send = (url: string, values: Record<string, string>) => fetch(url, { method: 'POST', body: new URLSearchParams(values) });
const filled = { user: 'ann', secret: PASSWORD };
const own = (personId: string) => house.db.asPerson(personId, (tx) => accounts.all(tx, personId));
const cardOf = (user: string) => house.shown(user).findLast(({ message }) => message.buttons !== undefined);
const press = async (user: string, label: string) => {
  const button = cardOf(user)
    ?.message.buttons?.flat()
    .find((each) => each.label === label);
  return house.press(user, button?.id ?? '');
};

test('R86 an account is entered on a page, asked about in the chat, and used only after the press there', async () => {
  const ann = await house.move('ann');
  const url = await linkFor('ann');
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/connect\/[\w-]{43}$/);
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(await page.text()).toContain('For the assistant of ann.');
  const done = await send(url, filled);
  expect(done.status).toBe(200);
  expect(await done.text()).toContain('That worked');
  expect(tried).toEqual([filled]);
  expect((await house.texts('ann')).at(-1)).toContain('**Connect this calendar?**');
  expect(await own(ann)).toMatchObject([{ name: 'ann@cal.example', confirmed: false }]);
  expect(await asked('ann', '/connect')).toContain('waits for your press');
  const forget = cardOf('ann')?.message.buttons?.flat()[1]?.id ?? '';
  expect(await press('ann', 'Connect')).toBe('Connected.');
  expect(await own(ann)).toMatchObject([{ kind: 'calendar', values: { secret: PASSWORD }, confirmed: true }]);
  expect(await asked('ann', '/connect off 2')).toContain('/connect lists what is');
  expect(await asked('ann', '/connect off 1')).toContain('Disconnected');
  expect(await own(ann)).toEqual([]);
  expect(await house.press('ann', forget)).toContain('not there any more');
});

test('R86 a password stands in no log, no chat and no row in clear', async () => {
  const bea = await house.move('bea');
  check = () => Promise.reject(new Error('bug'));
  const url = await linkFor('bea');
  const broken = await send(url, filled);
  expect(broken.status).toBe(422);
  expect(await broken.text()).not.toContain(PASSWORD);
  check = async () => ({ name: 'bea', gives: [], values: { secret: PASSWORD } });
  await send(url, filled);
  await house.texts('bea');
  const stored = await house.db.asPerson(bea, async (tx) => [await tx.select().from(outbox), await tx.select().from(rows)]);
  expect(stored[1]).toHaveLength(1);
  const sealed = Buffer.concat(
    await house.db.asPerson(bea, async (tx) => (await tx.select().from(rows)).map(({ sealed }) => Buffer.from(sealed))),
  );
  for (const seen of [JSON.stringify(stored), sealed.toString('latin1'), JSON.stringify(house.shown('bea')), logged.join()])
    expect(seen).not.toContain(PASSWORD);
  expect(logged.join()).toContain('connect-failed');
  expect(await press('bea', 'Forget it')).toBe('Forgotten.');
  expect(await own(bea)).toEqual([]);
});

test('what is wrong is said on the page, with what else was written left in place, until it is right', async () => {
  await house.move('cyd');
  const url = await linkFor('cyd');
  const empty = await send(url, { user: 'cyd <b>', secret: '' });
  expect(empty.status).toBe(422);
  const html = await empty.text();
  expect(html).toContain('&quot;App password&quot; is empty. Please fill it in.');
  expect(html).toContain('value="cyd &lt;b&gt;"');
  check = () => Promise.reject(new AppError('denied', 'The server refuses this password.'));
  expect(await (await send(url, filled)).text()).toContain('The server refuses this password.');
  check = async () => ({ name: 'cyd', gives: [], values: {} });
  expect((await send(url, filled)).status).toBe(200);
});

test('R86 a link works once, and what is wrong, late or used says what to do', async () => {
  await house.move('dan');
  const first = await linkFor('dan');
  const second = await linkFor('dan');
  expect(await (await fetch(first)).text()).toContain('This link does not work');
  expect((await send(second, filled)).status).toBe(200);
  const again = await send(second, filled);
  expect(again.status).toBe(410);
  expect(await again.text()).toContain('was used already');
  expect(tried).toHaveLength(1);
  const third = await linkFor('dan');
  await house.clock.advance(10 * 60_000);
  const late = await fetch(third);
  expect(late.status).toBe(410);
  expect(await late.text()).toContain('too old');
  expect((await send(third, filled)).status).toBe(410);
  expect(tried).toHaveLength(1);
});

test('the port is open only while a link is, and a minute longer', async () => {
  await house.move('eli');
  await house.clock.advance(30 * 60_000);
  const url = await linkFor('eli');
  expect((await fetch(url)).status).toBe(200);
  await house.clock.advance(11 * 60_000);
  await expect
    .poll(() =>
      fetch(url).then(
        ({ status }) => status,
        () => 'closed',
      ),
    )
    .toBe('closed');
});

test('R86 two sends of one page at once enter one account, and ten wrong ones end the link', async () => {
  const fin = await house.move('fin');
  const url = await linkFor('fin');
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let arrived = () => {};
  const checking = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  check = async () => {
    arrived();
    await opened;
    return { name: 'fin', gives: [], values: {} };
  };
  const one = send(url, filled);
  await checking;
  const two = await send(url, filled);
  expect(two.status).toBe(422);
  expect(await two.text()).toContain('still checking');
  open();
  expect((await one).status).toBe(200);
  expect(await own(fin)).toHaveLength(1);
  check = () => Promise.reject(new AppError('denied', 'No.'));
  const guessed = await linkFor('fin');
  for (let count = 1; count < 10; count += 1) expect((await send(guessed, filled)).status).toBe(422);
  expect((await send(guessed, filled)).status).toBe(410);
});

test('a link is given in a private chat alone', async () => {
  await house.move('gus');
  await house.say('gus', '/connect calendar', { direct: false });
  expect((await house.texts('gus')).at(-1)).toContain('in our private chat');
});

test('connecting the same account again takes the place of the earlier one', async () => {
  const hal = await house.move('hal');
  for (let count = 0; count < 2; count += 1) {
    await send(await linkFor('hal'), { ...filled, user: 'hal' });
    await house.texts('hal');
    expect(await press('hal', 'Connect')).toBe('Connected.');
  }
  expect(await own(hal)).toHaveLength(1);
});
