import { OAuth2Client } from 'google-auth-library';
import type { GoogleSession } from '../../../adapters/google/session.ts';
import type { FakeGoogle } from '../../fakes/google/server.ts';

/** The account of the fake, signed in. */
export function signedIn({ account, url, token }: FakeGoogle): GoogleSession {
  const auth = new OAuth2Client();
  auth.setCredentials({ access_token: token });
  return { account, auth, rootUrl: `${url}/` };
}
