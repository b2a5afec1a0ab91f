import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAccessTokens } from '../../../adapters/oauth/access-token.ts';
import type { AuthorizationServer } from '../../../adapters/oauth/server.ts';
import { askAt, leaveServer } from '../../../adapters/oauth/sign-in.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import { type FakeAuthorizationServer, startAuthorizationServer } from '../../fakes/authorization-server.ts';
import { createFakeClock } from '../../fakes/clock.ts';

const { signal } = new AbortController();
let fake: FakeAuthorizationServer;
let server: AuthorizationServer;
beforeAll(async () => {
  fake = await startAuthorizationServer();
  const { url } = fake;
  server = {
    name: 'Example Mail',
    clientId: 'adjutant',
    clientSecret: 'client-secret-1',
    authUrl: `${url}/authorize`,
    tokenUrl: `${url}/token`,
    revokeUrl: `${url}/revoke`,
  };
});
afterAll(() => fake.close());
beforeEach(() => fake.changeRefreshTokens(true));

const ANN = 'ann@me.example';
const clock = createFakeClock('2026-11-21T08:00:00Z');

/** Signed in: what came of it, and the refresh tokens that are kept from then on, the latest last. */
async function signedIn() {
  let first = '';
  const check = async ({ refreshToken }: { readonly refreshToken: string }) => {
    first = refreshToken;
    return { name: ANN, gives: [], values: {} };
  };
  const asked = await askAt(server, systemRandom, {
    scopes: 'offline mail',
    returnTo: 'http://127.0.0.1:1/connect/return',
    hint: ANN,
    check,
  });
  const code = new URL(fake.agree(new URL(asked.url), ANN)).searchParams.get('code') ?? '';
  await asked.finish(code, signal);
  const kept = [first];
  const store = {
    read: async () => kept.at(-1) ?? '',
    write: async (refreshToken: string) => void kept.push(refreshToken),
  };
  return { kept, store, token: createAccessTokens(server, clock, store) };
}

test('R86 a token is held until a minute before its end, and everybody who asks meanwhile gets the one that is fetched once', async () => {
  const { token, kept } = await signedIn();
  const before = fake.journal.length;
  const [first, ...others] = await Promise.all([token(), token(), token()]);
  expect(others).toEqual([first, first]);
  expect(fake.ownerOf(first)).toEqual({ user: ANN, scope: 'offline mail' });
  await clock.advance(3_539_000);
  expect(await token()).toBe(first);
  await clock.advance(1_000);
  const next = await token();
  expect(next).not.toBe(first);
  expect(fake.journal.slice(before)).toEqual(['/token refresh_token', '/token refresh_token']);
  // The server takes each refresh token once.
  expect(kept).toHaveLength(3);
  expect(fake.refreshTokens(ANN)).toContain(kept.at(-1));
});

test('R86 a token that was refused is changed for another one, once for all who were refused', async () => {
  const { token } = await signedIn();
  const first = await token();
  fake.expire();
  const before = fake.journal.length;
  const [second, same] = await Promise.all([token(first), token(first)]);
  expect([second === same, second === first, await token(first)]).toEqual([true, false, second]);
  expect(fake.journal.length - before).toBe(1);
});

test('R86 what could not be kept is kept the next time, and no token is given before', async () => {
  const { kept, store } = await signedIn();
  let fails = true;
  const token = createAccessTokens(server, clock, {
    ...store,
    write: async (refreshToken) => (fails ? Promise.reject(new Error('the database is away')) : store.write(refreshToken)),
  });
  await expect(token()).rejects.toThrow('the database is away');
  fails = false;
  fake.changeRefreshTokens(false);
  expect(fake.ownerOf(await token())).toBeDefined();
  expect(kept).toHaveLength(2);
  expect(fake.refreshTokens(ANN)).toContain(kept.at(-1));
});

test('R86 two that give tokens of one account go on from what is kept, as after a change of time zone', async () => {
  const { store, token } = await signedIn();
  const other = createAccessTokens(server, clock, store);
  const [first, second] = [await token(), await other()];
  await token(first);
  await other(second);
  expect(fake.refreshTokens(ANN)).toContain(await store.read());
});

test('R86 an end that no clock can count to is a day away', async () => {
  const { token } = await signedIn();
  fake.giveTokensFor(1e300);
  const first = await token();
  await clock.advance(86_339_000);
  expect(await token()).toBe(first);
  await clock.advance(1_000);
  fake.giveTokensFor(3600);
  expect(await token()).not.toBe(first);
});

test('R86 each way to fail says what to do, and none repeats what the server wrote', async () => {
  const { token } = await signedIn();
  const failing = async (status: number, error?: string) => {
    fake.fail(status, error);
    return token().then(
      () => 'given',
      ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
    );
  };
  expect(await failing(503)).toMatch(/^unavailable: Example Mail does not answer properly/);
  expect(await failing(500, 'server_error')).toMatch(/^unavailable: /);
  expect(await failing(0)).toMatch(/^unavailable: /);
  expect(await failing(429, 'slow_down')).toMatch(/^rate-limited: /);
  expect(await failing(401, 'invalid_client')).toMatch(/^denied: .*OAUTH_CLIENT_ID/);
  expect(await failing(400, 'invalid_scope')).toMatch(/^denied: .*\(invalid_scope\)/);
  for (const passing of ['temporarily_unavailable', 'server_error'])
    expect(await failing(400, passing)).toMatch(/^unavailable: /);
  expect(await failing(408, 'invalid_request')).toMatch(/^unavailable: /);
  expect(await failing(400, 'Ann owes Ben 5 euros')).toContain('(without a reason)');
  fake.endGrants();
  await expect(token()).rejects.toMatchObject({
    code: 'denied',
    message: 'Example Mail has ended the connection. Connect the account again with /connect.',
  });
});

test('R86 a grant is given back, one that is over already as well', async () => {
  const { kept } = await signedIn();
  const [refreshToken = ''] = kept;
  await leaveServer(server, refreshToken, signal);
  expect(fake.refreshTokens(ANN)).not.toContain(refreshToken);
  fake.fail(400, 'invalid_grant');
  await leaveServer(server, refreshToken, signal);
  for (const [status, error] of [[503], [400, 'unsupported_token_type'], [401, 'invalid_client']] as const) {
    fake.fail(status, error);
    await expect(leaveServer(server, refreshToken, signal)).rejects.toMatchObject({ name: 'AppError' });
  }
});
