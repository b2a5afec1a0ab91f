import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCaldav } from '../../../adapters/caldav/account.ts';
import { createDav } from '../../../adapters/caldav/dav.ts';
import { createDavFetch } from '../../../adapters/caldav/dav-fetch.ts';
import { discover } from '../../../adapters/caldav/discover.ts';
import { findDavTaskList } from '../../../adapters/caldav/task-list.ts';
import { newObject } from '../../../adapters/ics/write-event.ts';
import { occurrencesIn } from '../../../src/calendar/series.ts';
import { systemClock as clock } from '../../../src/ground/clock.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import type { CalendarEvent, EventContent, NoAnswer } from '../../../src/ports/calendar.ts';
import { calendarContract } from '../../contracts/calendar.ts';
import { taskListContract } from '../../contracts/task-list.ts';
import { testParsing } from '../../fixtures/parsing.ts';
import { hasRadicale, type Radicale, startRadicale } from '../../fixtures/radicale.ts';

const { signal } = new AbortController();
let server: Radicale;
let made = 0;
const users = Array.from({ length: 60 }, (_, index) => `ann${index}@example.com`);

const allowHostsOf = () => [`127.0.0.1:${server.port}`];

/** An account of its own with one empty calendar. */
async function open() {
  const user = users[made] ?? '';
  made += 1;
  const address = await server.calendar(user, 'home');
  const found = await discover({ place: server.url, user, login: { password: server.password } }, { allowHostsOf }, signal);
  const connect = () => {
    const fetch = createDavFetch({
      user,
      login: { password: server.password },
      home: new URL(server.url),
      allowHosts: allowHostsOf(),
    });
    return createCaldav({
      found,
      dav: createDav(fetch),
      zone: 'Europe/Berlin',
      now: clock.now,
      expand: occurrencesIn,
      parsing: testParsing,
    });
  };
  const put = (uid: string, body: string) =>
    server.ask(user, `${address}${uid}.ics`, { method: 'PUT', body, headers: { 'content-type': 'text/calendar' } });
  const bytes = async (uid: string) => (await server.ask(user, `${address}${uid}.ics`)).text();
  return { ...connect(), connect, user, address, found, put, bytes, calendarId: new URL(address).pathname };
}

const at = (instant: string, zone = 'Europe/Berlin') => ({ at: instant, zone });
const content: EventContent = {
  title: 'Plan',
  description: '',
  location: '',
  start: at('2026-12-01T09:00:00Z'),
  end: at('2026-12-01T10:00:00Z'),
  recurrence: [],
  guests: [],
};

function answered(written: CalendarEvent | NoAnswer): CalendarEvent {
  if ('noAnswer' in written) throw new Error(written.noAnswer);
  return written;
}

const TODO = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Other//EN',
  'BEGIN:VTODO',
  'UID:todo',
  'DTSTAMP:20261101T000000Z',
  'SUMMARY:Pay rent',
  'DTSTART;TZID=Europe/Berlin:20261127T080000',
  'DUE;TZID=Europe/Berlin:20261127T160000',
  'PRIORITY:1',
  'X-APPLE-SORT-ORDER:7',
  'END:VTODO',
  'END:VCALENDAR',
  '',
].join('\r\n');

describe.runIf(hasRadicale)('a CalDAV account', () => {
  beforeAll(async () => {
    server = await startRadicale(users);
  });
  afterAll(() => server.close());

  calendarContract('CalDAV on Radicale', async () => {
    const { reader, writer, put, calendarId } = await open();
    return {
      reader,
      writer,
      async invite(event) {
        const body = newObject('invited', event, { now: clock.now(), account: 'eve@e.example' });
        await put('invited', body);
        return { calendarId, id: 'invited' };
      },
      close: async () => undefined,
    };
  });

  const tasksOf = async () => {
    const account = await open();
    const fetch = createDavFetch({
      user: account.user,
      login: { password: server.password },
      home: new URL(server.url),
      allowHosts: allowHostsOf(),
    });
    const deps = {
      found: account.found,
      dav: createDav(fetch),
      zone: 'Europe/Berlin',
      now: clock.now,
      random: systemRandom,
      parsing: testParsing,
    };
    const list = await findDavTaskList(deps)(signal);
    if (!list) throw new Error('the account takes no tasks');
    return { ...account, list };
  };
  taskListContract('CalDAV on Radicale', async () => ({ list: (await tasksOf()).list, close: async () => undefined }));

  test('R38 a change of a task leaves alone what it does not know, and is refused where the task has changed since', async () => {
    const { list, put, bytes, address } = await tasksOf();
    await put('todo', TODO);
    const [task] = await list.all(signal);
    if (!task) throw new Error('there is no task');
    expect(task).toMatchObject({ id: `${address}todo.ics`, title: 'Pay rent', due: { at: '2026-11-27T15:00:00Z' }, own: true });
    await list.change(task, { done: true }, signal);
    for (const kept of ['X-APPLE-SORT-ORDER:7', 'PRIORITY:1', 'STATUS:COMPLETED', 'PERCENT-COMPLETE:100'])
      expect(await bytes('todo')).toContain(kept);
    await put('todo', TODO.replace('Pay rent', 'Rent'));
    await expect(list.change(task, { title: 'Mine' }, signal)).rejects.toMatchObject({ code: 'invalid' });
    await put('todo', TODO.replace('PRIORITY:1', 'RRULE:FREQ=WEEKLY'));
    expect(await list.all(signal)).toEqual([]);
  });

  const series = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Other//EN',
    'X-WHOLE:kept',
    'BEGIN:VEVENT',
    'UID:weekly',
    'DTSTAMP:20261101T000000Z',
    'SUMMARY;LANGUAGE=de:Jour fixe',
    'DTSTART:20261201T090000Z',
    'DTEND:20261201T100000Z',
    'RRULE:FREQ=WEEKLY;COUNT=4',
    'X-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT15M',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:soon',
    'TRIGGER:-PT30M',
    'END:VALARM',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'UID:weekly',
    'DTSTAMP:20261101T000000Z',
    'RECURRENCE-ID:20261208T090000Z',
    'SUMMARY:Jour fixe\\, later',
    'DTSTART:20261208T110000Z',
    'DTEND:20261208T120000Z',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const december = { from: '2026-12-01T00:00:00Z', until: '2027-01-01T00:00:00Z' };

  test('an update leaves alone what it does not change, known or not', async () => {
    const { reader, writer, put, bytes, calendarId } = await open();
    await put('weekly', series);
    const before = await reader.event(calendarId, 'weekly', signal);
    const changed = { ...before, location: 'Oak room' };
    answered(await writer.update(calendarId, 'weekly', before.etag, changed, signal));
    const now = await bytes('weekly');
    for (const kept of [
      'SUMMARY;LANGUAGE=de:Jour fixe',
      'X-APPLE-TRAVEL-DURATION',
      'BEGIN:VALARM',
      'TRIGGER:-PT30M',
      'RECURRENCE-ID',
    ])
      expect(now).toContain(kept);
    expect(now).toContain('LOCATION:Oak room');
    const found = await reader.events(december, 10, signal);
    expect(found.map(({ title, start }) => [title, 'at' in start && start.at])).toEqual([
      ['Jour fixe', '2026-12-01T09:00:00Z'],
      ['Jour fixe, later', '2026-12-08T11:00:00Z'],
      ['Jour fixe', '2026-12-15T09:00:00Z'],
      ['Jour fixe', '2026-12-22T09:00:00Z'],
    ]);
  });

  test('what takes no time is told, one day of a series by itself', async () => {
    const { reader, put } = await open();
    const free = series.replace('SUMMARY:Jour fixe\\, later', 'TRANSP:TRANSPARENT\r\nSUMMARY:Jour fixe\\, later');
    expect(free).not.toBe(series);
    await put('weekly', free);
    expect((await reader.events(december, 10, signal)).map((event) => event.free)).toEqual([
      undefined,
      true,
      undefined,
      undefined,
    ]);
  });

  test('a series that is moved takes along the days that were changed on their own', async () => {
    const { reader, writer, put, calendarId } = await open();
    await put('weekly', series);
    const before = await reader.event(calendarId, 'weekly', signal);
    const moved = { ...before, start: at('2026-12-01T13:00:00Z', 'UTC'), end: at('2026-12-01T14:00:00Z', 'UTC') };
    answered(await writer.update(calendarId, 'weekly', before.etag, moved, signal));
    const found = await reader.events(december, 10, signal);
    expect(found.map(({ start }) => 'at' in start && start.at.slice(8, 13))).toEqual(['01T13', '08T11', '15T13', '22T13']);
  });

  test('what was changed or removed is given back byte for byte', async () => {
    const { reader, writer, put, bytes, calendarId } = await open();
    await put('weekly', series);
    const original = await bytes('weekly');
    const before = await reader.event(calendarId, 'weekly', signal);
    const after = answered(await writer.update(calendarId, 'weekly', before.etag, { ...before, title: 'Other' }, signal));
    expect(await bytes('weekly')).not.toBe(original);
    answered(await writer.restore!(calendarId, 'weekly', after.etag, before.whole!, signal));
    expect(await bytes('weekly')).toBe(original);
    const again = await reader.event(calendarId, 'weekly', signal);
    await writer.remove(calendarId, 'weekly', again.etag, signal);
    answered(await writer.restore!(calendarId, 'weekly', null, again.whole!, signal));
    expect(await bytes('weekly')).toBe(original);
  });

  test('a second look fetches only what has changed since the first', async () => {
    const { connect, writer, put, calendarId } = await open();
    for (let count = 0; count < 5; count += 1) answered(await writer.create(calendarId, `e${count}`, content, signal));
    const { reader, fetched } = connect();
    expect(await reader.events(december, 50, signal)).toHaveLength(5);
    expect(fetched()).toBe(5);
    await reader.events(december, 50, signal);
    expect(fetched()).toBe(5);
    await put('weekly', series);
    expect(await reader.events(december, 50, signal)).toHaveLength(9);
    expect(fetched()).toBe(6);
    const gone = await reader.event(calendarId, 'e0', signal);
    await writer.remove(calendarId, 'e0', gone.etag, signal);
    expect(await reader.events(december, 50, signal)).toHaveLength(8);
    expect(fetched()).toBe(6);
  });

  test('a wrong password, a wrong path and a server that is none are told apart', async () => {
    const { user } = await open();
    const look = (over: object) =>
      discover(
        { place: server.url, user, login: { password: server.password }, ...over },
        { allowHostsOf, srv: async () => [] },
        signal,
      );
    await expect(look({ login: { password: 'wrong' } })).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('app password'),
    });
    await expect(look({ place: `${server.url}/elsewhere/` })).resolves.toMatchObject({ account: user });
    await expect(look({ place: 'not an address' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(look({ place: 'http://127.0.0.1:1/' })).rejects.toMatchObject({ code: 'denied' });
  });
});
