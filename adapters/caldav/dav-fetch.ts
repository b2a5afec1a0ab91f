import { type AccountFetchDeps, createAccountFetch } from '../web/account-fetch.ts';

export interface DavFetchDeps extends Omit<AccountFetchDeps, 'server' | 'headers'> {
  readonly user: string;
  readonly password: string;
}

/** What the `fetch` of a CalDAV client does, with the account's password (RFC 7617). */
export function createDavFetch({ user, password, ...deps }: DavFetchDeps): typeof fetch {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return createAccountFetch({ ...deps, server: 'calendar server', headers: { authorization } });
}
