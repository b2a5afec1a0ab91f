import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGmail } from '../../../../adapters/google/gmail.ts';
import { mailSend } from '../../../../src/actions/kinds/mail/send.ts';
import { createHandovers } from '../../../../src/mail/handover-store.ts';
import type { Handovers } from '../../../../src/ports/mail.ts';
import { signedIn } from '../../../adapters/google/account.ts';
import { fakeConnections } from '../../../fakes/connections.ts';
import { startFakeGoogle } from '../../../fakes/google/server.ts';
import { openTestDatabase, type TestDatabase } from '../../../fixtures/database.ts';
import { testParsing } from '../../../fixtures/parsing.ts';
import { testStoredFiles } from '../../../fixtures/stored-files.ts';
import { actionsWorld } from '../../world.ts';

const never = new Promise<never>(() => undefined);
const MOMENTS = ['before the draft', 'at the draft', 'between draft and sending', 'at the sending'] as const;
const LAGS = ['nothing', 'search', 'search and lists'] as const;

describe('R15 a mail by Gmail whose sending the end of the process cut off', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  /** Somebody who pressed Send; the process ends at that moment, what lags does so from then on, and a new process begins. */
  async function cutOff(moment: (typeof MOMENTS)[number], lag: (typeof LAGS)[number]) {
    const google = await startFakeGoogle();
    const life = { personId: '', isFirst: true };
    const has = (label: string) => google.store.messages.all().filter(({ label_ids: labels }) => labels.includes(label)).length;
    let ends = () => {};
    const ended = new Promise<void>((resolve) => {
      ends = resolve;
    });
    const dying = (kept: Handovers): Handovers => ({
      ...kept,
      noted: (id) => (moment === 'before the draft' ? dies() : kept.noted(id)),
      note: async (id, name) => {
        await kept.note(id, name);
        if (moment === 'between draft and sending') await dies();
      },
    });
    const dies = () => {
      ends();
      return never;
    };
    const opened = () => {
      const kept = createHandovers({ db: database.db, clock: world.clock }, life.personId);
      const now = () => new Date(world.clock.now().epochMilliseconds);
      return createGmail(signedIn(google), now, life.isFirst ? dying(kept) : kept, testParsing);
    };
    const connections = {
      ...fakeConnections(),
      eyesOf: async () => ({ mail: opened().reader }),
      handsOf: async () => ({ mail: opened().writer }),
    };
    const world = await actionsWorld(database.db, [mailSend({ storedFiles: testStoredFiles() })], { connections });
    life.personId = world.personId;
    const input = { to: ['ann@a.example'], subject: 'Hi', body: 'Hello' };
    const id = await world.propose({ kind: 'mail_send', input });
    await world.approve(id);
    await world.clock.advance(30_000);
    const [row] = await world.ledger();
    if (!row) throw new Error('no row');
    if (moment === 'at the draft') google.fail({ path: '/drafts', method: 'POST', meets: 'silence' });
    if (moment === 'at the sending') google.fail({ path: '/drafts/send', meets: 'silence' });
    void world.executor.finish(row).catch(() => undefined);
    if (moment.startsWith('at')) await until(() => has(moment === 'at the draft' ? 'DRAFT' : 'SENT') > 0);
    else await ended;
    if (lag !== 'nothing') google.lag(lag);
    life.isFirst = false;
    world.newLife();
    await world.dueActions.start();
    await world.dueActions.settle();
    const [after] = await world.ledger();
    const labels = JSON.stringify((await world.outgoing()).at(-1)).match(/(?<="label":")[^"]+/g);
    await world.dueActions.stop();
    await google.close();
    return { state: after?.state, sent: has('SENT'), drafts: has('DRAFT'), labels };
  }

  const once = { state: 'done', sent: 1, drafts: 0 };

  test.each(MOMENTS.flatMap((moment) => [[moment, 'nothing'] as const, [moment, 'search'] as const]))(
    '%s goes out once and leaves no draft, while %s lags behind',
    async (moment, lag) => expect(await cutOff(moment, lag)).toMatchObject(once),
  );

  test.each(['before the draft', 'between draft and sending'] as const)(
    '%s goes out once where Gmail lists nothing',
    async (moment) => expect(await cutOff(moment, 'search and lists')).toMatchObject(once),
  );

  test('at the sending is known to nobody where Gmail lists nothing, and is not sent again by itself', async () => {
    const left = await cutOff('at the sending', 'search and lists');
    expect(left).toEqual({ state: 'unknown', sent: 1, drafts: 0, labels: ['Do it again', 'Leave it'] });
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
