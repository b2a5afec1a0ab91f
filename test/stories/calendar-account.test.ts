import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConnectDoor } from '../../adapters/http/connect-door.ts';
import { createHttpServer } from '../../adapters/http/server.ts';
import { parseSettings } from '../../src/ground/config.ts';
import { createConnections } from '../../src/wiring/connections.ts';
import { calls, words } from '../agent/answers.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { fakeDocuments } from '../fakes/documents.ts';
import { testCredentials } from '../fixtures/credentials.ts';
import { openTestDatabase, silentLog } from '../fixtures/database.ts';
import { hasRadicale, type Radicale, startRadicale } from '../fixtures/radicale.ts';
import { type House, openHouse } from '../wiring/house.ts';

const ANN = 'ann@example.com';
const ALARMED = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Other//EN',
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Berlin',
  'BEGIN:DAYLIGHT',
  'DTSTART:19810329T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'TZNAME:CEST',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'DTSTART:19961027T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'TZNAME:CET',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'UID:dentist',
  'DTSTAMP:20261101T000000Z',
  'SUMMARY:Dentist',
  'DTSTART;TZID=Europe/Berlin:20261123T100000',
  'DTEND;TZID=Europe/Berlin:20261123T110000',
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  'DESCRIPTION:soon',
  'TRIGGER:-PT30M',
  'END:VALARM',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

/** The house and what is connected keep the same time. */
const clock = createFakeClock('2026-11-21T08:00:00Z');
let server: Radicale;
let house: House;
let home: string;

describe.runIf(hasRadicale)('a calendar account, from the link to the last undo', () => {
  beforeAll(async () => {
    server = await startRadicale([ANN]);
    home = await server.calendar(ANN, 'home');
    const database = await openTestDatabase();
    const connections = createConnections({
      settings: parseSettings({ WEB_ALLOW_HOSTS: `127.0.0.1:${server.port}` }, []),
      db: database.db,
      clock,
      log: silentLog,
      credentials: testCredentials(),
      documents: fakeDocuments,
      connectDoor: createConnectDoor({ server: createHttpServer({ port: 0 }) }),
    });
    house = await openHouse({ database, connections });
    await house.move('ann');
  });
  afterAll(async () => {
    await house.close();
    await server.close();
  });

  const last = async () => (await house.texts('ann')).at(-1) ?? '';
  const asked = async (text: string) => {
    await house.say('ann', text);
    return last();
  };
  const bytes = async (uid: string) => {
    const answered = await server.ask(ANN, `${home}${uid}.ics`);
    return answered.status === 200 ? answered.text() : answered.status;
  };
  const pressed = async (label: string) => {
    const buttons = house.shown('ann').flatMap(({ message }) => message.buttons?.flat() ?? []);
    const said = await house.press('ann', buttons.findLast((each) => each.label === label)?.id ?? '');
    await house.texts('ann');
    return said;
  };
  const fillIn = async (password: string) => {
    const url = (await asked('/connect calendar')).match(/^http:\S+/)?.[0] ?? '';
    expect(await (await fetch(url)).text()).toContain('Connect your calendar');
    const body = new URLSearchParams({ place: server.url, user: ANN, password, access: 'change' });
    return fetch(url, { method: 'POST', body });
  };
  /** What the model wants is done in one turn. */
  const wish = async (name: string, input: object) => {
    const script = [calls([name, input]), words('Done.')];
    house.play(() => script.shift() ?? words('Done.'));
    return asked('please');
  };

  test('R86 a wrong password is told on the page, the right one connects after a press in the chat', async () => {
    const wrong = await fillIn('guess');
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('refuses this user name or password');
    expect((await fillIn(server.password)).status).toBe(200);
    expect(await last()).toContain(`\`${ANN}\` at`);
    expect(await asked('/agenda')).not.toContain('Dentist');
    await server.ask(ANN, `${home}dentist.ics`, { method: 'PUT', body: ALARMED, headers: { 'content-type': 'text/calendar' } });
    expect(await asked('/agenda')).not.toContain('Dentist');
    expect(await pressed('Connect')).toBe('Connected.');
    expect(await asked('/agenda')).toContain('10:00-11:00 Dentist');
  });

  test('an event is created on the server, and gone from it after undo', async () => {
    await wish('calendar_create', { title: 'Lunch', start: '2026-11-24T12:00', end: '2026-11-24T13:00' });
    expect(await asked('/agenda')).toContain('12:00-13:00 Lunch');
    expect(await asked('/undo')).toContain('Lunch');
    expect(await asked('/agenda')).not.toContain('Lunch');
  });

  test('an event that was moved or deleted is back after undo, byte for byte', async () => {
    const original = await bytes('dentist');
    await wish('calendar_update', { event: 'dentist', start: '2026-11-23T15:00' });
    expect(await asked('/agenda')).toContain('15:00-16:00 Dentist');
    expect(await bytes('dentist')).not.toBe(original);
    await asked('/undo');
    expect(await bytes('dentist')).toBe(original);
    // The words of the event stand in the conversation by now: it is asked for.
    expect(await wish('calendar_delete', { event: 'dentist' })).toContain('Dentist');
    await pressed('Delete');
    expect(await bytes('dentist')).toBe(404);
    await asked('/undo');
    expect(await bytes('dentist')).toBe(original);
  });

  test('R86 after /connect off nothing of it is read any longer', async () => {
    expect(await asked('/connect off 1')).toContain('Disconnected');
    expect(await asked('/agenda')).not.toContain('Dentist');
  });
});
