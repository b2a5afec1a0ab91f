import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCaldav } from '../../../../adapters/caldav/account.ts';
import { createDav } from '../../../../adapters/caldav/dav.ts';
import { createDavFetch } from '../../../../adapters/caldav/dav-fetch.ts';
import { discover } from '../../../../adapters/caldav/discover.ts';
import { createMailConnection, type MailConnection } from '../../../../adapters/imap/connection.ts';
import { readMime } from '../../../../adapters/mime/read.ts';
import { calendarKinds } from '../../../../src/actions/kinds/calendar/kinds.ts';
import { occurrencesIn } from '../../../../src/calendar/series.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { fakeConnections } from '../../../fakes/connections.ts';
import { type SmtpSink, startSmtpSink } from '../../../fakes/smtp-sink.ts';
import { openTestDatabase, type TestDatabase } from '../../../fixtures/database.ts';
import { type Dovecot, noDovecot, startDovecot } from '../../../fixtures/dovecot.ts';
import { hasRadicale, type Radicale, startRadicale } from '../../../fixtures/radicale.ts';
import { type ActionsWorld, actionsWorld } from '../../world.ts';

const ANN = 'ann@me.example';
const BEN = 'ben@b.example';
const { signal } = new AbortController();
let database: TestDatabase;
let radicale: Radicale;
let sink: SmtpSink;
let dovecot: Dovecot;
let mail: MailConnection;
let world: ActionsWorld;
let home: string;

describe.skipIf(noDovecot || !hasRadicale)('R29 guests of an event on Radicale, told by Dovecot and SMTP', () => {
  beforeAll(async () => {
    [database, radicale, sink] = await Promise.all([openTestDatabase(), startRadicale([ANN]), startSmtpSink()]);
    dovecot = await startDovecot({ relayPort: sink.port });
    home = await radicale.calendar(ANN, 'home');
    const clock = createFakeClock('2026-11-21T08:00:00Z');
    const allowHosts = [`127.0.0.1:${radicale.port}`];
    const login = { user: ANN, password: radicale.password };
    const found = await discover({ place: radicale.url, ...login }, { allowHostsOf: () => allowHosts }, signal);
    const dav = createDav(createDavFetch({ ...login, home: new URL(radicale.url), allowHosts }));
    const calendar = createCaldav({ found, dav, zone: 'Europe/Berlin', now: clock.now, expand: occurrencesIn });
    const server = (port: number) => ({ host: '127.0.0.1', port, security: 'plain' }) as const;
    const servers = { imap: server(dovecot.imapPort), smtp: server(sink.port) };
    const account = { address: ANN, user: ANN, password: dovecot.password, ...servers };
    mail = createMailConnection({ account, clock, anyNetwork: true });
    const eyes = { calendar: calendar.reader, mail: mail.reader };
    const connections = fakeConnections(eyes, { calendar: calendar.writer, mail: mail.writer });
    world = await actionsWorld(database.db, calendarKinds, { connections });
  });
  afterAll(async () => {
    await world.executor.stop();
    mail.close();
    await Promise.all([database.close(), radicale.close(), dovecot.stop(), sink.stop()]);
  });

  const carriedOut = async (id: string) => {
    const row = (await world.ledger()).find((each) => each.id === id);
    if (!row) throw new Error('no row');
    return world.executor.finish(row);
  };
  const pressed = async (kind: string, input: object) => {
    const id = await world.propose({ kind, input });
    await world.approve(id);
    return carriedOut(id);
  };
  const bytes = async (uid: string) => {
    const answered = await radicale.ask(ANN, `${home}${uid}.ics`);
    return answered.status === 200 ? answered.text() : answered.status;
  };
  /** What came out since the last look, as the guest's program reads it. */
  let seen = 0;
  const arrived = async () => {
    const fresh = sink.taken.slice(seen);
    seen = sink.taken.length;
    return Promise.all(fresh.map(async ({ to, data }) => ({ ...(await readMime(Buffer.from(data))), to, data })));
  };

  test('they are asked, told that it moves, and that it is cancelled, once each, in versions that the calendar has', async () => {
    const lunch = { title: 'Lunch', start: '2026-12-01T12:00', guests: [BEN] };
    const { args } = await pressed('calendar_create', lunch);
    const { id = '' } = args as { id?: string };
    const [asked, ...more] = await arrived();
    expect(more).toEqual([]);
    expect(asked).toMatchObject({ to: [BEN], from: { address: ANN }, subject: 'Invitation: Lunch' });
    expect(asked?.meeting).toMatchObject({ method: 'request', uid: id, sequence: 0, organizer: ANN, guests: [{ address: BEN }] });
    expect(asked?.data).toMatch(/multipart\/alternative[\s\S]*text\/plain[\s\S]*text\/calendar; charset=utf-8; method=REQUEST/);
    expect(await bytes(id)).toContain(`UID:${id}`);

    await pressed('calendar_update', { event: id, start: '2026-12-01T15:00' });
    const start = { at: '2026-12-01T14:00:00Z', zone: 'Europe/Berlin' };
    expect(await arrived()).toMatchObject([{ to: [BEN], meeting: { method: 'request', uid: id, sequence: 1, start } }]);
    expect(await bytes(id)).toContain('SEQUENCE:1');

    const { outcome } = await pressed('calendar_delete', { event: id });
    const [cancelled] = await arrived();
    expect(cancelled).toMatchObject({ to: [BEN], meeting: { method: 'cancel', uid: id, sequence: 2 } });
    expect(cancelled?.data).toContain('STATUS:CANCELLED');
    expect([await bytes(id), outcome]).toEqual([404, `Deleted: Lunch. Told by mail: \`${BEN}\`.`]);
  });

  test('a mail that the server took without a word is in doubt, and goes out again by a press alone, without the event', async () => {
    sink.fault({ at: 'SILENCE' });
    const { id, state, outcome, args } = await pressed('calendar_create', {
      title: 'Tea',
      start: '2026-12-02T12:00',
      guests: [BEN],
    });
    const { id: uid = '' } = args as { id?: string };
    const there = await bytes(uid);
    expect([state, there]).toEqual(['unknown', expect.stringContaining('SUMMARY:Tea')]);
    expect(outcome).toContain(`the event is in your calendar, but whether the mail to \`${BEN}\` went out is not known`);
    expect(await arrived()).toHaveLength(1);
    await database.db.asPerson(world.personId, (tx) => world.approvals.again(tx, world.personId, id, 'telegram:again'));
    expect(await carriedOut(id)).toMatchObject({ state: 'done', outcome: expect.stringContaining('Told by mail') });
    expect(await arrived()).toMatchObject([{ subject: 'Invitation: Tea' }]);
    expect(await bytes(uid)).toBe(there);
  });
});
