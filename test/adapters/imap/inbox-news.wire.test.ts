import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReach } from '../../../adapters/imap/reach.ts';
import { createSession } from '../../../adapters/imap/session.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { type Dovecot, noDovecot, startDovecot } from '../../fixtures/dovecot.ts';

const { signal } = new AbortController();
const NOTHING = async () => undefined;

describe.skipIf(noDovecot)(noDovecot ?? 'R21 what comes into an inbox on Dovecot', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  afterAll(() => dovecot.stop());

  /** One line to an account, whose inbox was open once. */
  async function heard(user: string) {
    let count = 0;
    let ring: () => void = () => undefined;
    const rung = new Promise<void>((resolve) => {
      ring = resolve;
    });
    const clock = createFakeClock('2026-11-21T08:00:00Z');
    const server = (port: number) => ({ host: '127.0.0.1', port, security: 'plain' as const });
    const { password, imapPort, submissionPort } = dovecot;
    const account = { address: user, user, login: { password }, imap: server(imapPort), smtp: server(submissionPort) };
    const onNews = () => {
      count += 1;
      ring();
    };
    const session = createSession({ account, reach: createReach({ anyNetwork: true }), clock, onNews });
    await session.look('INBOX', signal, NOTHING);
    return {
      session,
      clock,
      rung,
      count: () => count,
      arrive: () => dovecot.deliver(user, 'Subject: New\r\n\r\n', '2026-11-21T08:00:00Z'),
    };
  }

  test('is heard as well when it comes while another mailbox is open, since that one does not stay open', async () => {
    const { session, rung, count, arrive } = await heard('elsewhere@me.example');
    await session.look('Sent', signal, arrive);
    await rung;
    await session.look('Sent', signal, NOTHING);
    await session.look('INBOX', signal, NOTHING);
    expect(count()).toBe(1);
    session.close();
  });

  test('is looked for when the line ends by which it would have been heard, but not where lines never last', async () => {
    const user = 'dropped@me.example';
    const { session, clock, rung, count, arrive } = await heard(user);
    await dovecot.kick(user);
    await session.look('INBOX', signal, NOTHING);
    expect(count()).toBe(0);
    await clock.advance(60_000);
    await dovecot.kick(user);
    await rung;
    await arrive();
    await session.look('INBOX', signal, NOTHING);
    expect(count()).toBe(2);
    session.close();
  });

  test('is told no more once the account was let go', async () => {
    const { session, clock, count, arrive } = await heard('over@me.example');
    await clock.advance(60_000);
    session.close();
    await arrive();
    await session.look('Sent', signal, NOTHING);
    await session.look('INBOX', signal, NOTHING);
    expect(count()).toBe(0);
  });
});
