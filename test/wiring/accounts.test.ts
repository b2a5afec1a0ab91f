import { expect, test } from 'vitest';
import type { CheckedAccount } from '../../src/ports/connect.ts';
import type { Account } from '../../src/vault/accounts.ts';
import { type Connector, createOpenAccounts, joinedEyes, joinedHands, type OpenAccount } from '../../src/wiring/accounts.ts';
import { createFakeCalendar } from '../fakes/calendar.ts';
import { keptNowhere } from '../fakes/kept.ts';
import { createFakeMail } from '../fakes/mail.ts';

const { signal } = new AbortController();
const ZONE = 'Europe/Berlin';

const account = (id: string, more: Partial<Account> = {}): Account => ({
  id,
  kind: 'fake',
  name: id,
  values: { id },
  confirmed: true,
  addedAt: '2026-11-21T08:00:00Z',
  ...more,
});

function openedBy(open: Connector['open']) {
  const check = async (): Promise<CheckedAccount> => ({ name: '', gives: [], values: {} });
  const kind = { kind: 'fake', about: '', form: { title: '', intro: [], fields: [] }, check };
  return createOpenAccounts({ connectors: [{ kind, open }], hear: async () => undefined, keptOf: () => keptNowhere });
}

const one = { title: 'Lunch', start: '2026-12-01T11:00:00Z', end: '2026-12-01T12:00:00Z' };
const day = { from: '2026-12-01T00:00:00Z', until: '2026-12-02T00:00:00Z' };

function calendarAccount(id: string, canWrite = true) {
  const { reader, writer, journal } = createFakeCalendar({ account: `${id}@a.example`, calendars: [{ id }], events: [one] });
  const opened: OpenAccount = { eyes: { calendar: reader }, hands: canWrite ? { calendar: writer } : {} };
  return { opened, journal };
}

const owner = (personId: string) => ({ personId, zone: 'Europe/Berlin' });

test('an account is opened once, held while it is connected, and opened anew when opening it failed', async () => {
  const opened: string[] = [];
  let fails = false;
  const accounts = openedBy(async ({ id = '' }) => {
    opened.push(id);
    if (fails) throw new Error('away');
    return { eyes: {}, hands: {} };
  });
  await accounts.open(owner('ann'), [account('a')]);
  await accounts.open(owner('ann'), [account('a')]);
  await accounts.open(owner('ben'), [account('b')]);
  expect(opened).toEqual(['a', 'b']);
  await accounts.open(owner('ann'), []);
  fails = true;
  await expect(accounts.open(owner('ann'), [account('a')])).rejects.toThrow('away');
  fails = false;
  await accounts.open(owner('ann'), [account('a')]);
  expect(opened).toEqual(['a', 'b', 'a', 'a']);
});

test('an account that waits for its press, or of a kind that is not there any more, is not opened', async () => {
  const accounts = openedBy(() => Promise.reject(new Error('opened')));
  const all = [account('a', { confirmed: false }), account('b', { kind: 'gone' })];
  expect(await accounts.open(owner('ann'), all)).toEqual([]);
});

test('calendars of all accounts and feeds are seen as one, and each change goes to the account whose calendar it is', async () => {
  const home = calendarAccount('home');
  const work = calendarAccount('work');
  const feed = createFakeCalendar({ account: 'feed@a.example', calendars: [{ id: 'feed', writable: false }], events: [one] });
  const all = [home.opened, work.opened];
  const { calendar } = joinedEyes(all, [feed.reader], ZONE);
  expect(await calendar?.events(day, 9, signal)).toHaveLength(3);
  const { calendar: writer } = joinedHands(all);
  const [event] = (await home.opened.eyes.calendar?.events(day, 1, signal)) ?? [];
  if (!event) throw new Error('no event');
  await writer?.create('work', 'x1', event, signal);
  expect([home.journal.length, work.journal.length]).toEqual([0, 1]);
  await expect(writer?.create('feed', 'x2', event, signal)).rejects.toMatchObject({ code: 'not-found' });
});

test('a calendar of an account that is only read is not written to, though another account is', async () => {
  const all = [calendarAccount('home', false).opened, calendarAccount('work').opened];
  const [event] = (await all[0]?.eyes.calendar?.events(day, 1, signal)) ?? [];
  if (!event) throw new Error('no event');
  const { calendar: writer } = joinedHands(all);
  await expect(writer?.create('home', 'x1', event, signal)).rejects.toMatchObject({ code: 'denied' });
  expect(joinedHands([all[0] ?? calendarAccount('none').opened])).toEqual({});
});

test('mail is sent from the account that is read, never from another one', () => {
  const read = createFakeMail({ account: 'ann@a.example' });
  const other = createFakeMail({ account: 'ann@a.example' });
  const all: OpenAccount[] = [
    { eyes: { mail: read.reader }, hands: {} },
    { eyes: { mail: other.reader }, hands: { mail: other.writer } },
  ];
  expect(joinedEyes(all, [], ZONE).mail?.search).toBe(read.reader.search);
  expect(joinedHands(all)).toEqual({});
});

test('R89 an account without hands says of itself that it can only be read', async () => {
  const { reader } = createFakeMail({ account: 'ann@a.example' });
  const { opened } = calendarAccount('home', false);
  const { mail, calendar } = joinedEyes([{ ...opened, eyes: { ...opened.eyes, mail: reader } }], [], ZONE);
  expect(mail?.onlyRead).toBe(true);
  expect((await calendar?.calendars(signal))?.map(({ writable }) => writable)).toEqual([false]);
});

test('mail accounts stay apart: the first writes by itself, and each is changed only where it may be', () => {
  const [one, two] = ['ann@a.example', 'ann@b.example'].map((name) => createFakeMail({ account: name }));
  const both: OpenAccount[] = [
    { eyes: { ...(one && { mail: one.reader }) }, hands: {} },
    { eyes: { ...(two && { mail: two.reader }) }, hands: { ...(two && { mail: two.writer }) } },
  ];
  const eyes = joinedEyes(both, [], ZONE);
  expect([eyes.mail?.account, eyes.mails?.map((each) => each.account)]).toEqual([
    'ann@a.example',
    ['ann@a.example', 'ann@b.example'],
  ]);
  expect(joinedHands(both)).toEqual({ mails: new Map([['ann@b.example', two?.writer]]) });
  expect(joinedEyes(both.slice(1), [], ZONE)).toEqual({ mail: two?.reader });
});
