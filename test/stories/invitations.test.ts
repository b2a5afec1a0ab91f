import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMime } from '../../adapters/mime/read.ts';
import { setSchedule } from '../../src/proactive/schedules.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { hasOwnServers, type OwnServers, startOwnServers } from '../fixtures/own-servers.ts';
import { type House, openHouse } from '../wiring/house.ts';
import { untilShown } from '../wiring/until-shown.ts';

const ANN = 'ann@me.example';
const START = '2026-11-21T08:00:00Z';
let servers: OwnServers;
let house: House;

/** What Eve asks for: a calendar object, or with a method the part of a mail. Times in UTC, on the days after 21 November 2026. */
function asked(uid: string, times: string, { method = '', sequence = 0, guest = true } = {}): string {
  const [day = '', from = '', until = ''] = times.split(' ');
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Other//EN',
    ...(method === '' ? [] : [`METHOD:${method}`]),
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:20261120T000000Z`,
    `SEQUENCE:${sequence}`,
    `SUMMARY:${uid}`,
    `DTSTART:202611${day}T${from}00Z`,
    `DTEND:202611${day}T${until}00Z`,
    ...(guest ? ['ORGANIZER:mailto:eve@e.example', `ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:${ANN}`] : []),
    ...(method === 'CANCEL' ? ['STATUS:CANCELLED'] : []),
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  return lines.join('\r\n');
}

describe.skipIf(!hasOwnServers)('R29 invitations on a calendar server that tells nobody, and by mail', () => {
  beforeAll(async () => {
    servers = await startOwnServers({ address: ANN, clock: createFakeClock(START), smtp: 'dovecot' });
    house = await openHouse({ model: false, connections: servers.connections });
    const ann = await house.move('ann');
    await house.db.asPerson(ann, async (tx) => {
      for (const kind of ['calendar', 'mail'] as const) await setSchedule(tx, ann, kind, house.clock.now());
    });
    await until('I watch');
  });
  afterAll(async () => {
    await house.close();
    await servers.close();
  });

  const put = (uid: string, body: string) =>
    servers.radicale.ask(ANN, `${servers.home}${uid}.ics`, { method: 'PUT', body, headers: { 'content-type': 'text/calendar' } });
  const bytes = async (uid: string) => (await servers.radicale.ask(ANN, `${servers.home}${uid}.ics`)).text();
  const deliver = (text: string, method: string, id: string) => {
    const head = `From: eve@e.example\r\nTo: ${ANN}\r\nSubject: A meeting\r\nMessage-ID: <${id}@e.example>\r\nMIME-Version: 1.0`;
    return servers.dovecot.deliver(ANN, `${head}\r\nContent-Type: text/calendar; method=${method}\r\n\r\n${text}`, START);
  };
  const until = (words: string) => untilShown(house, 'ann', words);
  /** A press under the invitation, and the one on the card that it brings; gives what the organizer got. */
  async function answer(title: string, label: string) {
    const { message, messageId } = await until(`**${title}**`);
    const id = message.buttons?.flat().find((each) => each.label === label)?.id ?? '';
    expect(await house.press('ann', id, { messageId })).toBe('I ask you first, on a card.');
    await house.texts('ann');
    const before = servers.sink.taken.length;
    const card = house.shown('ann').at(-1);
    expect(card?.message.text).toContain('**To the organizer:** `eve@e.example`');
    await house.press('ann', card?.message.buttons?.[0]?.[0]?.id ?? '', { messageId: card?.messageId ?? '' });
    await house.texts('ann');
    const taken = servers.sink.taken.slice(before);
    expect(taken.map(({ to }) => to)).toEqual([['eve@e.example']]);
    return (await readMime(Buffer.from(taken[0]?.data ?? ''))).meeting;
  }

  test('free and fitting is accepted, free and not fitting, or busy, is answered with other times: by iTIP, after a press on a card', async () => {
    await put('dentist', asked('dentist', '23 1300 1400', { guest: false }));
    await put('fits', asked('fits', '24 0900 1000'));
    await put('early', asked('early', '24 0700 0800'));
    await put('busy', asked('busy', '23 1330 1430'));
    expect((await until('**fits**')).message.text).toContain('You are free, and it fits how you meet: I would accept.');
    expect((await until('**early**')).message.text).toContain(
      'not at a time at which you like to meet. I would propose another time.',
    );
    expect((await until('**busy**')).message.text).toContain('You are busy: "dentist". I would propose another time.');

    expect(await answer('fits', 'Accept')).toMatchObject({
      method: 'reply',
      uid: 'fits',
      guests: [{ address: ANN, answer: 'accepted' }],
    });
    expect(await bytes('fits')).toContain('PARTSTAT=ACCEPTED');
    for (const title of ['early', 'busy']) {
      const counter = await answer(title, 'Propose another time');
      expect(counter).toMatchObject({ method: 'counter', uid: title });
      expect(counter?.alternatives.length).toBeGreaterThanOrEqual(1);
      expect(await bytes(title)).toContain('PARTSTAT=NEEDS-ACTION');
    }
  }, 60_000);

  test('what a mail asks for is put into the calendar once it is accepted, follows when it moves, and its end is told', async () => {
    await deliver(asked('by-mail', '25 0900 1000', { method: 'REQUEST' }), 'REQUEST', 'one');
    expect(await answer('by-mail', 'Accept')).toMatchObject({ method: 'reply', sequence: 0 });
    expect(await bytes('by-mail')).toMatch(/DTSTART.*20261125T090000Z/);

    await deliver(asked('by-mail', '26 0900 1000', { method: 'REQUEST', sequence: 1 }), 'REQUEST', 'two');
    await until('A meeting has moved');
    expect(await answer('by-mail', 'Accept')).toMatchObject({ method: 'reply', sequence: 1 });
    expect(await bytes('by-mail')).toMatch(/DTSTART.*20261126T090000Z/);
    expect(await bytes('by-mail')).toContain('PARTSTAT=ACCEPTED');

    await deliver(asked('by-mail', '26 0900 1000', { method: 'CANCEL', sequence: 2 }), 'CANCEL', 'three');
    const { message, messageId } = await until('Cancelled by');
    const id = message.buttons?.flat().find(({ label }) => label === 'Remove it')?.id ?? '';
    const before = await bytes('by-mail');
    // Nobody else sees that calendar, and its server tells nobody: what the person presses is done, and undone.
    expect(await house.press('ann', id, { messageId })).toBe('Deleted: by-mail.');
    await house.texts('ann');
    expect((await servers.radicale.ask(ANN, `${servers.home}by-mail.ics`)).status).toBe(404);
    await house.say('ann', '/undo');
    await house.texts('ann');
    expect(await bytes('by-mail')).toBe(before);
  }, 60_000);
});
