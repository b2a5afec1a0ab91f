import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFeedList } from '../../../src/calendar/feed-list.ts';
import { createConnectCommand } from '../../../src/chat/commands/connect.ts';
import { inbox } from '../../../src/db/schema/chat.ts';
import { load } from '../../../src/people/profile-store.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { testCredentials } from '../../fixtures/credentials.ts';
import { openTestDatabase } from '../../fixtures/database.ts';
import { incoming } from '../../people/incoming.ts';
import { type House, openHouse } from '../../wiring/house.ts';
import { openConnections } from '../../wiring/open-connections.ts';

const CALENDAR = [
  'BEGIN:VCALENDAR',
  'X-WR-CALNAME:Team',
  'BEGIN:VEVENT',
  'UID:1',
  'SUMMARY:Budget',
  'LOCATION:Oak room',
  'DTSTART;TZID=W. Europe Standard Time:20261121T150000',
  'DTEND;TZID=W. Europe Standard Time:20261121T160000',
  'RRULE:FREQ=DAILY;COUNT=2',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:broken',
  'DTSTART:never',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n');

/** Of the connections. */
const clock = createFakeClock('2026-11-21T08:00:00Z');
let house: House;
let answers = true;
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (!answers || request.url !== '/secret-7c1/ann.ics') return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': 'text/calendar' }).end(CALENDAR);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/secret-7c1/ann.ics`;
  const database = await openTestDatabase();
  const env = { WEB_ALLOW_HOSTS: `127.0.0.1:${port}` };
  const connections = openConnections({ db: database.db, env, clock, pages: false });
  house = await openHouse({ database, connections, model: false });
});
afterAll(async () => {
  await house.close();
  await new Promise((resolve) => server.close(resolve));
});

const asked = async (user: string, text: string) => {
  await house.say(user, text);
  return (await house.texts(user)).at(-1) ?? '';
};

test('a calendar is connected by its address, stands in what the days hold, and is disconnected', async () => {
  await house.move('ann');
  expect(await asked('ann', '/connect')).toContain('Nothing is connected yet.');
  expect(await asked('ann', '/agenda')).not.toContain('Budget');
  expect(await asked('ann', `/connect feed ${url}`)).toBe(
    'Connected: **Team**, 1 entry. 1 of its entries make no sense to me and are left out. It is in /today and /agenda from now on.',
  );
  expect(await asked('ann', '/connect')).toContain('1. **Team**, 127.0.0.1');
  expect(await asked('ann', '/today')).toContain('15:00-16:00 Budget, Oak room');
  const agenda = await asked('ann', '/agenda');
  expect(agenda.match(/15:00-16:00 Budget, Oak room/g)).toHaveLength(2);
  expect(await asked('ann', '/brief')).toContain('15:00-16:00 Budget, Oak room');
  expect(await asked('ann', `/connect feed ${url}`)).toBe('This calendar is connected already.');
  expect(await asked('ann', '/connect off 2')).toContain('Nothing is connected under that number');
  expect(await asked('ann', '/connect off 1')).toContain('Disconnected: **Team**');
  expect(await asked('ann', '/agenda')).not.toContain('Budget');
});

test('the same /connect off again, as after a kill in between, disconnects no other calendar and says the same', async () => {
  const ida = await house.move('ida');
  await asked('ida', `/connect feed ${url}`);
  const list = createFeedList(testCredentials());
  await house.db.asPerson(ida, (tx) => list.add(tx, ida, { url: 'https://other.example/x.ics', name: 'Choir' }));
  const off = createConnectCommand({
    nudge: () => undefined,
    db: house.db,
    feeds: list,
    lookAtFeed: async () => ({ name: '', events: 0, unread: 0 }),
  });
  const place = { platform: 'telegram', chat: 'chat-ida', direct: true, user: 'ida', replyTo: undefined } as const;
  const profile = await house.db.asPerson(ida, (tx) => load(tx, ida));
  const context = {
    ...place,
    personId: ida,
    profile,
    source: 'off-1',
    now: house.clock.now(),
    signal: new AbortController().signal,
  };
  const answers = [await off.run(context, 'off 1'), await off.run(context, 'off 1')];
  expect(answers.map(({ message }) => message.text)).toEqual(
    Array(2).fill('Disconnected: **Team**. I have forgotten what opened it.'),
  );
  expect((await house.db.asPerson(ida, (tx) => list.all(tx, ida))).map(({ name }) => name)).toEqual(['Choir']);
});

test('R91 nobody else sees it, and its address stands nowhere in clear', async () => {
  const ben = await house.move('ben');
  await house.move('cleo');
  await asked('ben', `/connect feed ${url.replace('http://', 'http://')}`);
  expect(await asked('cleo', '/today')).not.toContain('Budget');
  expect(await asked('cleo', '/connect')).toContain('Nothing is connected yet.');
  const rows = await house.db.asPerson(ben, (tx) => tx.select().from(inbox));
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain('secret-7c1');
  expect(JSON.stringify(house.shown('ben'))).not.toContain('secret-7c1');
});

test('R91 an address that others have read along is not taken, and how to have another one is said', async () => {
  await house.move('eli');
  await house.say('eli', `/connect feed ${url}`, { direct: false });
  expect((await house.texts('eli')).at(-1)).toContain('send it to me in our private chat');
  expect(await asked('eli', '/connect')).toContain('Nothing is connected yet.');
});

test('R91 an address that STOP has overtaken is not kept either', async () => {
  const fay = await house.move('fay');
  await house.db.asPerson(fay, async (tx) => {
    const row = {
      personId: fay,
      key: 'telegram:waits',
      platform: 'telegram',
      chat: 'chat-fay',
      messageId: '1',
      kind: 'message',
    } as const;
    const payload = incoming('fay', `/connect feed ${url}`, { key: 'telegram:waits', chat: 'chat-fay' });
    await tx.insert(inbox).values({ ...row, payload, receivedAt: house.clock.now() });
  });
  await asked('fay', 'stop');
  const rows = await house.db.asPerson(fay, (tx) => tx.select().from(inbox));
  expect(rows.map(({ state }) => state)).toEqual(['done', 'done']);
  expect(JSON.stringify(rows)).not.toContain('secret-7c1');
});

test('a calendar that does not answer takes nothing else out of the agenda, and is named there', async () => {
  await house.move('gus');
  await asked('gus', `/connect feed ${url}`);
  await asked('gus', '/remind tomorrow at 9 water the plants');
  answers = false;
  await clock.advance(25 * 3_600_000);
  const agenda = await asked('gus', '/agenda');
  expect(await asked('gus', '/today')).toContain('calendar since');
  answers = true;
  expect(agenda).toContain('Your calendar could not be read:');
});

test.each([
  ['/connect feed', 'copy its private iCal address'],
  ['/connect feed calendar', 'copy its private iCal address'],
  ['/connect mail', 'copy its private iCal address'],
  ['/connect feed http://10.0.0.5/x.ics', 'private network'],
])('%s is told what to do', async (text, words) => {
  const user = `asks ${text}`;
  await house.move(user);
  expect(await asked(user, text)).toContain(words);
});

test('what is not there is told so', async () => {
  await house.move('dan');
  expect(await asked('dan', `/connect feed ${url}x`)).toMatch(/404|not found|nothing/i);
});
