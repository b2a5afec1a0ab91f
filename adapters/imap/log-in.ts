import type { Login } from '../../src/ports/login.ts';
import { isRefusedLogin } from './trouble.ts';

/** What is said at a login beside the user name. */
export type Proof = { readonly pass: string } | { readonly accessToken: string };

/** A line to this host, as `open` makes one that is logged in. An access token that is refused is changed for another one, once. */
export async function logIn<T>(login: Login, host: string, open: (proof: Proof) => Promise<T>): Promise<T> {
  if ('password' in login) return open({ pass: login.password });
  const accessToken = await login.accessToken(host);
  return open({ accessToken }).catch(async (error: unknown) => {
    if (!isRefusedLogin(error)) throw error;
    return open({ accessToken: await login.accessToken(host, accessToken) });
  });
}
