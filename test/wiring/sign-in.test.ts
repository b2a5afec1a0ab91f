import { expect, test } from 'vitest';
import { parseSettings } from '../../src/ground/config.ts';
import { systemRandom } from '../../src/ground/random.ts';
import { createSignIns } from '../../src/wiring/sign-in.ts';
import { createFakeClock } from '../fakes/clock.ts';

const clock = createFakeClock('2026-11-21T08:00:00Z');
const signInsOf = (env: Record<string, string>) =>
  createSignIns({ settings: parseSettings(env, []), clock, random: systemRandom });
const asked = {
  hint: 'ann@outlook.com',
  returnTo: 'http://127.0.0.1:4321/connect/return',
  check: () => Promise.reject(new Error('nobody came back')),
} as const;

test('R86 R89 with a client alone people sign in at Microsoft, to their mail and no more than they chose', async () => {
  expect(signInsOf({})).toEqual({});
  const { mail, calendar } = signInsOf({ OAUTH_CLIENT_ID: 'c1' });
  expect(calendar).toBeUndefined();
  const pages = await Promise.all((['read', 'change'] as const).map((access) => mail?.ask({ ...asked, access })));
  const [reading, changing] = pages.map((page) => new URL(page?.url ?? ''));
  expect(`${reading?.origin}${reading?.pathname}`).toBe('https://login.microsoftonline.com/common/oauth2/v2.0/authorize');
  expect(Object.fromEntries(reading?.searchParams ?? [])).toMatchObject({
    client_id: 'c1',
    login_hint: 'ann@outlook.com',
    scope: 'offline_access https://outlook.office.com/IMAP.AccessAsUser.All',
    // Its portal takes no address of this machine, only the name.
    redirect_uri: 'http://localhost:4321/connect/return',
  });
  expect(changing?.searchParams.get('scope')).toMatch(/IMAP\.AccessAsUser\.All https:\/\/outlook\.office\.com\/SMTP\.Send$/);
});

test('R91 a token of Microsoft is for its servers alone, whatever somebody fills in', async () => {
  const { mail } = signInsOf({ OAUTH_CLIENT_ID: 'c1' });
  const kept = { read: () => Promise.reject(new Error('asked')), write: async () => undefined };
  const login = await mail?.login(kept);
  const tokenFor = async (host: string) => (login && 'accessToken' in login ? login.accessToken(host) : '');
  for (const host of ['outlook.office365.com', 'smtp.office365.com', 'smtp-mail.outlook.com'])
    await expect(tokenFor(host)).rejects.toThrow('asked');
  for (const host of ['imap.gmail.com', 'myoutlook.office365.com', 'outlook.office365.com.evil.example', 'office365.com'])
    await expect(tokenFor(host)).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining('is no server of') });
  expect(mail?.mailServers?.imap.host).toBe('outlook.office365.com');
});

test('R86 one tenant of Microsoft needs only its addresses, and other servers of it can be allowed', async () => {
  const tenant = 'https://login.microsoftonline.com/contoso.example/oauth2/v2.0';
  const env = { OAUTH_AUTH_URL: `${tenant}/authorize`, OAUTH_TOKEN_URL: `${tenant}/token`, OAUTH_HOSTS: 'outlook.office365.us' };
  const { mail } = signInsOf({ OAUTH_CLIENT_ID: 'c1', ...env });
  const url = new URL((await mail?.ask({ ...asked, access: 'read' }))?.url ?? '');
  expect(url.href).toMatch(/^https:\/\/login\.microsoftonline\.com\/contoso\.example\/.*IMAP\.AccessAsUser\.All/);
  const login = await mail?.login({ read: () => Promise.reject(new Error('asked')), write: async () => undefined });
  for (const host of ['outlook.office365.us', 'outlook.office365.com'])
    await expect(login && 'accessToken' in login && login.accessToken(host)).rejects.toThrow('asked');
});

test('R86 another service is asked at its own address, for what its settings name, and is told of an end where it can be', async () => {
  const service = {
    OAUTH_CLIENT_ID: 'c1',
    OAUTH_AUTH_URL: 'https://auth.example/o/authorize/?tenant=a',
    OAUTH_TOKEN_URL: 'https://auth.example/o/token/',
    OAUTH_HOSTS: 'mail.example',
    OAUTH_CALENDAR_SCOPES: 'calendar',
  };
  const { mail, calendar } = signInsOf(service);
  expect([mail, calendar?.name, calendar?.leave]).toEqual([undefined, 'auth.example', undefined]);
  const url = new URL((await calendar?.ask({ ...asked, access: 'change' }))?.url ?? '');
  expect(url.href).toMatch(/^https:\/\/auth\.example\/o\/authorize\/\?tenant=a&/);
  expect(url.searchParams.get('redirect_uri')).toBe(asked.returnTo);
  const told = signInsOf({ ...service, OAUTH_NAME: 'Example', OAUTH_REVOKE_URL: 'https://auth.example/o/revoke/' }).calendar;
  expect([told?.name, typeof told?.leave]).toEqual(['Example', 'function']);
  const values = { refreshToken: 'r', grantedBy: 'c1 at https://auth.example/o/token/' };
  expect([calendar?.knows(values), signInsOf({ ...service, OAUTH_CLIENT_ID: 'c2' }).calendar?.knows(values)]).toEqual([
    true,
    false,
  ]);
});
