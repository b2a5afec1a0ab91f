import { expect, test } from 'vitest';
import { parseSettings } from '../../src/ground/config.ts';
import { systemRandom } from '../../src/ground/random.ts';
import { toValues } from '../../src/mail/account.ts';
import { createOpenAccounts } from '../../src/wiring/accounts.ts';
import { mailConnector } from '../../src/wiring/mail-connector.ts';
import { createSignIns } from '../../src/wiring/sign-in.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { keptNowhere } from '../fakes/kept.ts';
import { testParsing } from '../fixtures/parsing.ts';

test('R21 an inbox is looked into whenever its account is opened, also in place of one that was let go and hears no more', async () => {
  const looked: string[] = [];
  const connector = mailConnector({
    parsing: testParsing,
    clock: createFakeClock('2026-11-21T08:00:00Z'),
    isOperator: async () => true,
    onMail: (personId) => looked.push(personId),
  });
  const accounts = createOpenAccounts({ connectors: [connector], hear: async () => undefined, keptOf: () => keptNowhere });
  const server = { host: '127.0.0.1', port: 1, security: 'plain' as const };
  const values = { ...toValues({ address: 'ann@me.example', user: 'ann', imap: server, smtp: server }), password: 'p' };
  const account = { id: 'a', kind: 'mail', name: 'ann@me.example', values, confirmed: true, addedAt: '2026-11-21T08:00:00Z' };
  for (const zone of ['Europe/Berlin', 'Europe/Berlin', 'Asia/Tokyo']) await accounts.open({ personId: 'ann', zone }, [account]);
  expect(looked).toEqual(['ann', 'ann']);
});

test('R89 an account that is connected to be read alone has nothing to change it by', async () => {
  const connector = mailConnector({
    parsing: testParsing,
    clock: createFakeClock('2026-11-21T08:00:00Z'),
    isOperator: async () => true,
    onMail: () => undefined,
  });
  const server = { host: '127.0.0.1', port: 1, security: 'plain' as const };
  const values = { ...toValues({ address: 'ann@me.example', user: 'ann', imap: server, smtp: server }), password: 'p' };
  const handsOf = async (access: Record<string, string>) =>
    Object.keys((await connector.open({ ...values, ...access }, { personId: 'ann', zone: 'UTC' }, keptNowhere)).hands);
  expect([await handsOf({}), await handsOf({ access: 'read' })]).toEqual([['mail'], []]);
});

test('R92 whoever fills in a password for mail at Microsoft is told how it opens instead', async () => {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  const said = { address: 'ann@outlook.com', way: 'there', password: 'p', access: 'change' };
  const refusal = async (env: Record<string, string>) => {
    const { mail: signIn } = createSignIns({ settings: parseSettings(env, []), clock, random: systemRandom });
    const { kind } = mailConnector({
      clock,
      parsing: testParsing,
      isOperator: async () => true,
      signIn,
      onMail: () => undefined,
    });
    return kind.check('ann', said, new AbortController().signal, 'http://127.0.0.1:1/connect/return').then(
      () => 'taken',
      ({ message }: Error) => message,
    );
  };
  expect(await refusal({})).toMatch(/^Microsoft takes no password for mail\. Whoever runs Adjutant/);
  expect(await refusal({ OAUTH_CLIENT_ID: 'c1' })).toBe('Microsoft takes no password for mail. Please choose to sign in.');
});
