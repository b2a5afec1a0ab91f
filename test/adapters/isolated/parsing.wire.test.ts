import { Temporal } from 'temporal-polyfill';
import { afterEach, describe, expect, test } from 'vitest';
import { createParsing, MOST_PLAIN, type Parsing } from '../../../adapters/isolated/parsing.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';

const { signal } = new AbortController();
const odd = new URL('../../fixtures/odd-parsing-child.ts', import.meta.url);
const place = { zone: 'Europe/Berlin', now: Temporal.Instant.from('2026-11-21T08:00:00Z') };
const tooMuch = 'This mail takes far more time or memory';

let clock: FakeClock;
let parsing: Parsing;
const begin = (program?: URL) => {
  clock = createFakeClock('2026-11-21T08:00:00Z');
  parsing = createParsing({ clock, ...(program && { program }) });
};
afterEach(() => parsing.close());

const long = 'so it goes on and on, '.repeat(2000);
const mail = (body: string, type = 'text/plain') =>
  Buffer.from(`From: Ben <ben@b.example>\r\nSubject: Plan\r\nMessage-ID: <1@b>\r\nContent-Type: ${type}\r\n\r\n${body}`);
const withFile = (bytes: Buffer) =>
  mail(
    `--b\r\n\r\nhi\r\n--b\r\nContent-Type: application/x; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64')}\r\n--b--`,
    'multipart/mixed; boundary=b',
  );
const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n');
const events = (count: number) =>
  Array.from(
    { length: count },
    (_, n) => `BEGIN:VEVENT\r\nUID:${n}\r\nDTSTART:20261201T090000Z\r\nSUMMARY:Event ${n}\r\nEND:VEVENT`,
  );

describe('R92 what is large is read in another process, and says the same', () => {
  test('a mail, and each of its files by its place', async () => {
    begin();
    const file = Buffer.alloc(MOST_PLAIN, 7);
    const letter = await parsing.letter(withFile(file), signal);
    expect(letter).toMatchObject({ subject: 'Plan', text: 'hi\n', attachments: [{ ref: '1', name: 'a.bin', size: MOST_PLAIN }] });
    expect(letter).not.toHaveProperty('contents');
    expect(await parsing.attachment(withFile(file), 0, signal)).toEqual(new Uint8Array(file));
    expect(await parsing.attachment(withFile(file), 1, signal)).toBeUndefined();
    const small = await parsing.letter(withFile(Buffer.alloc(10, 7)), signal);
    expect(small).toMatchObject({ subject: 'Plan', attachments: [{ ref: '1', name: 'a.bin', size: 10 }] });
  });

  test('an invitation in a mail, a calendar and a task', async () => {
    begin();
    const invite = calendar('METHOD:REQUEST', ...events(1));
    expect(
      await parsing.letter(
        mail(`--b\r\nContent-Type: text/calendar\r\n\r\n${invite}\r\n--b\r\n\r\n${long}--b--`, 'multipart/mixed; boundary=b'),
        signal,
      ),
    ).toMatchObject({ meeting: { method: 'request', uid: '0', title: 'Event 0' } });
    const { series, unread } = await parsing.events(calendar('X-WR-CALNAME:Team', ...events(1000)), place, signal);
    expect([series.length, unread, series[999]?.title]).toEqual([1000, 0, 'Event 999']);
    const todo = calendar('BEGIN:VTODO', 'SUMMARY:Call', `DESCRIPTION:${long}`, 'END:VTODO');
    expect(await parsing.todo(todo, place, signal)).toMatchObject({ title: 'Call', done: false });
    expect(await parsing.todo(calendar(`X:${long}`), place, signal)).toBeUndefined();
    await expect(parsing.events(long, place, signal)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('no calendar'),
    });
  });
});

describe('R92 what takes more than a second of processor time, or ends its reader, is given up, and nothing else is', () => {
  test('of a mail its headers are shown, and why there is no more; the next one is read', async () => {
    begin(odd);
    const spinning = parsing.letter(mail(`spin ${long}`), signal);
    const waiting = parsing.attachment(mail(long), 0, signal);
    expect(await spinning).toMatchObject({
      from: { name: 'Ben', address: 'ben@b.example' },
      subject: 'Plan',
      messageId: '<1@b>',
      text: expect.stringContaining(tooMuch),
      attachments: [],
    });
    expect(await waiting).toBeUndefined();
    expect(await parsing.letter(mail(`break ${long}`), signal)).toMatchObject({
      subject: 'Plan',
      text: expect.stringContaining(tooMuch),
    });
    await expect(parsing.attachment(mail(`break ${long}`), 0, signal)).rejects.toMatchObject({ code: 'invalid' });
    expect(await parsing.attachment(mail(long), 0, signal)).toBeUndefined();
  });

  test('what takes no time and never ends is given up after ten seconds', async () => {
    begin(odd);
    expect(await parsing.attachment(mail(long), 0, signal)).toBeUndefined();
    const stuck = parsing.letter(mail(`wait ${long}`), signal);
    await clock.untilAsleep(1);
    await clock.advance(10_000);
    expect(await stuck).toMatchObject({ subject: 'Plan', text: expect.stringContaining(tooMuch) });
  });

  test('a calendar is refused, and a task is none', async () => {
    begin(odd);
    const refused = { code: 'invalid', message: expect.stringContaining('more time or memory than a calendar should') };
    await expect(parsing.events(`break ${long}`, place, signal)).rejects.toMatchObject(refused);
    expect(await parsing.todo(`break ${long}`, place, signal)).toBeUndefined();
    expect(await parsing.todo(`fine ${long}`, place, signal)).toBeUndefined();
  });

  test('what is no answer to what was asked is none', async () => {
    begin(odd);
    expect(await parsing.letter(mail(`lie ${long}`), signal)).toMatchObject({
      subject: 'Plan',
      text: expect.stringContaining(tooMuch),
    });
    await expect(parsing.events(`lie ${long}`, place, signal)).rejects.toThrow();
  });

  test('who leaves hears nothing of it', async () => {
    begin(odd);
    const stop = new AbortController();
    const leaving = expect(parsing.letter(mail(`wait ${long}`), stop.signal)).rejects.toThrow('stopped');
    stop.abort(new Error('stopped'));
    await leaving;
  });
});

test('R92 a small mail that is built to do harm is shown by its headers as well', async () => {
  begin(odd);
  const deep = Array.from({ length: 60 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}`).join('\r\n');
  expect(await parsing.letter(Buffer.from(`Subject: Deep\r\n${deep}`), signal)).toMatchObject({
    subject: 'Deep',
    text: expect.stringContaining('too deeply nested'),
  });
});
