import { AppError } from '../../src/ground/errors.ts';
import type { Login } from '../../src/ports/login.ts';
import { type AccountFetchDeps, createAccountFetch } from '../web/account-fetch.ts';

export interface DavFetchDeps extends Omit<AccountFetchDeps, 'server' | 'headers'> {
  readonly user: string;
  readonly login: Login;
}

/** What the `fetch` of a CalDAV client does, with the account's password (RFC 7617) or access token (RFC 6750). */
export function createDavFetch({ user, login, ...deps }: DavFetchDeps): typeof fetch {
  const fetchWith = (authorization: string) =>
    createAccountFetch({ ...deps, server: 'calendar server', headers: { authorization } });
  if ('password' in login) return fetchWith(`Basic ${Buffer.from(`${user}:${login.password}`).toString('base64')}`);
  return async (input, init) => {
    const { hostname } = new URL(String(input));
    const token = await login.accessToken(hostname);
    const answer = await fetchWith(`Bearer ${token}`)(input, init);
    // Whatever was asked for, a server that lets nobody in has not done it.
    if (answer.status !== 401) return answer;
    const another = await fetchWith(`Bearer ${await login.accessToken(hostname, token)}`)(input, init);
    if (another.status === 401) throw new AppError('denied', NOT_LET_IN);
    return another;
  };
}

const NOT_LET_IN =
  'The calendar server does not let me in by the sign-in. Connect it again with /connect calendar, and sign in as the user whose calendar it is.';
