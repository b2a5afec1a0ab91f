import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMime } from '../../../../adapters/mime/read.ts';
import { calendarKinds } from '../../../../src/actions/kinds/calendar/kinds.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { openTestDatabase, type TestDatabase } from '../../../fixtures/database.ts';
import { hasOwnServers, type OwnServers, startOwnServers } from '../../../fixtures/own-servers.ts';
import { type ActionsWorld, actionsWorld } from '../../world.ts';

const ANN = 'ann@me.example';
const BEN = 'ben@b.example';
let database: TestDatabase;
let servers: OwnServers;
let world: ActionsWorld;

describe.skipIf(!hasOwnServers)('R29 guests of an event on Radicale, told by Dovecot and SMTP', () => {
  beforeAll(async () => {
    const clock = createFakeClock('2026-11-21T08:00:00Z');
    [database, servers] = await Promise.all([openTestDatabase(), startOwnServers({ address: ANN, clock, smtp: 'sink' })]);
    world = await actionsWorld(database.db, calendarKinds, { connections: servers.connections });
  });
  afterAll(async () => {
    await world.executor.stop();
    await Promise.all([database.close(), servers.close()]);
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
    const answered = await servers.radicale.ask(ANN, `${servers.home}${uid}.ics`);
    return answered.status === 200 ? answered.text() : answered.status;
  };
  /** What came out since the last look, as the guest's program reads it. */
  let seen = 0;
  const arrived = async () => {
    const fresh = servers.sink.taken.slice(seen);
    seen = servers.sink.taken.length;
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
    servers.sink.fault({ at: 'SILENCE' });
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
