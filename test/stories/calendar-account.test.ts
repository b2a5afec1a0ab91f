import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls, words } from '../agent/answers.ts';
import { hasRadicale, type Radicale } from '../fixtures/radicale.ts';
import { type DavHouse, openDavHouse } from '../wiring/dav-house.ts';
import type { House } from '../wiring/house.ts';

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

const GYM = ALARMED.replaceAll('dentist', 'gym')
  .replace('Dentist', 'Gym')
  .replace('123T100000', '123T103000')
  .replace('123T110000', '123T113000');

/** Each week at the dentist's hour. */
const WEEKLY = ALARMED.replaceAll('dentist', 'weekly')
  .replace('Dentist', 'Weekly')
  .replace('BEGIN:VALARM', 'RRULE:FREQ=WEEKLY;COUNT=3\r\nBEGIN:VALARM')
  .replaceAll('20261123', '20261116');
/** Somebody else asks for the dentist's hour. */
const ASKED = ALARMED.replaceAll('dentist', 'asked')
  .replace('Dentist', 'Asked')
  .replace(
    'BEGIN:VALARM',
    'ORGANIZER:mailto:eve@e.example\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ann@example.com\r\nBEGIN:VALARM',
  );

let dav: DavHouse;
let server: Radicale;
let house: House;
let home: string;

describe.runIf(hasRadicale)('a calendar account, from the link to the last undo', () => {
  beforeAll(async () => {
    dav = await openDavHouse(ANN);
    ({ server, house, home } = dav);
  });
  afterAll(() => dav.close());

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
    const buttons = house.shown('ann').flatMap(({ messageId, message }) => {
      return (message.buttons?.flat() ?? []).map((each) => ({ ...each, messageId }));
    });
    const { id = '', messageId = '' } = buttons.findLast((each) => each.label === label) ?? {};
    const said = await house.press('ann', id, { messageId });
    await house.texts('ann');
    return said;
  };
  const fillIn = async (password: string) => {
    const url = (await asked('/connect calendar')).match(/^http:\S+/)?.[0] ?? '';
    expect(await (await fetch(url)).text()).toContain('Connect your calendar');
    const body = new URLSearchParams({ place: server.url, user: ANN, password, access: 'change', tasks: 'no' });
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

  test('R31 of two events that overlap one moves by a tap, and is back after undo, byte for byte', async () => {
    await server.ask(ANN, `${home}gym.ics`, { method: 'PUT', body: GYM, headers: { 'content-type': 'text/calendar' } });
    const original = await bytes('gym');
    const shown = await asked('/conflicts');
    expect(shown).toContain('A: Dentist, Monday, 23 November 2026, 10:00 to 11:00 (Europe/Berlin, UTC+01:00)');
    expect(shown).toContain('Move B to Monday, 23 November 2026, 11:15 to 12:15 (Europe/Berlin, UTC+01:00): Nobody is told');
    expect(await bytes('gym')).toBe(original);
    expect(await pressed('Move B to Mon 23 Nov, 11:15')).toBe('Changed: Gym.');
    expect(await asked('/agenda')).toContain('11:15-12:15 Gym');
    expect(await asked('/conflicts')).toContain('Nothing overlaps');
    await pressed('Undo');
    expect(await bytes('gym')).toBe(original);
  });

  test('R31 of a series one day alone moves, and what reaches somebody else is asked on a card of its own', async () => {
    const put = (name: string, body: string) =>
      server.ask(ANN, `${home}${name}.ics`, { method: 'PUT', body, headers: { 'content-type': 'text/calendar' } });
    const drop = (name: string) => server.ask(ANN, `${home}${name}.ics`, { method: 'DELETE' });
    const letterIn = (text: string, title: string) => new RegExp(`^([A-Z]): ${title}`, 'm').exec(text)?.[1];
    await drop('gym');
    await put('weekly', WEEKLY);
    const series = await bytes('weekly');
    const overlap = await asked('/conflicts');
    expect(overlap).toContain('this day of the series only');
    expect(await pressed(`Move ${letterIn(overlap, 'Weekly')} to Mon 23 Nov, 11:15`)).toContain('Moved for that day: Weekly');
    expect(await asked('/agenda')).toContain('11:15-12:15 Weekly');
    await pressed('Undo');
    expect(await bytes('weekly')).toBe(series);
    expect(await asked('/agenda')).not.toContain('11:15-12:15 Weekly');
    await drop('weekly');
    await put('asked', ASKED);
    const invitation = await bytes('asked');
    const letter = letterIn(await asked('/conflicts'), 'Asked');
    expect(await pressed(`Decline ${letter}`)).toBe('I ask you first, on a card.');
    expect(await last()).toContain('**Answer:** declined');
    expect(await bytes('asked')).toBe(invitation);
    await drop('asked');
    await put('gym', GYM);
  });

  test('R33 a better order of the day is shown with its reasons, applied by one press and taken back by one, byte for byte', async () => {
    const originals = [await bytes('dentist'), await bytes('gym')];
    const card = await asked('/optimise monday');
    expect(card).toContain('it overlaps');
    expect(card).toContain('it takes the hours in which you like to meet');
    expect([await bytes('dentist'), await bytes('gym')]).toEqual(originals);
    await pressed('Apply');
    expect(await asked('/agenda')).toMatch(/09:00-10:00 Dentist[\s\S]*16:00-17:00 Gym/);
    await pressed('Undo');
    expect([await bytes('dentist'), await bytes('gym')]).toEqual(originals);
  });

  test('R28 what is important goes into focus blocks by one press, and out of them by one', async () => {
    await asked('/tasks add Write the report tomorrow');
    expect(await asked('/free monday')).toContain('For a meeting of 30 minutes (10:00-12:00, 14:00-16:00 Europe/Berlin)');
    const before = await asked('/agenda');
    expect(await asked('/plan monday')).toContain('Focus: Write the report');
    await pressed('Apply');
    expect(await asked('/agenda')).toContain('16:00-17:00 Focus: Write the report');
    await pressed('Undo');
    expect(await asked('/agenda')).toBe(before);
  });

  test('R86 after /connect off nothing of it is read any longer', async () => {
    expect(await asked('/connect off 1')).toContain('Disconnected');
    expect(await asked('/agenda')).not.toContain('Dentist');
  });
});
