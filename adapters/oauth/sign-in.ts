import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomPKCECodeVerifier,
  tokenRevocation,
} from 'openid-client';
import { AppError } from '../../src/ground/errors.ts';
import { orLeave } from '../../src/ground/or-leave.ts';
import type { Random } from '../../src/ground/random.ts';
import type { AskThere, CheckedAccount } from '../../src/ports/connect.ts';
import { isUnknownGrant, told } from './failure.ts';
import { type AuthorizationServer, configurationOf } from './server.ts';

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

interface Asked {
  /** With blanks between them. */
  readonly scopes: string;
  readonly returnTo: string;
  /** Whose account it is meant to be. */
  readonly hint: string;
  /** Tries out what the person came back with. */
  readonly check: (tokens: Tokens, signal: AbortSignal) => Promise<CheckedAccount>;
}

/** An authorization code (RFC 6749, 4.1) bound by PKCE (RFC 7636, S256) and a state of its own. */
export async function askAt(
  server: AuthorizationServer,
  random: Random,
  { scopes, returnTo, hint, check }: Asked,
): Promise<AskThere> {
  const configuration = configurationOf(server);
  const redirect = redirectOf(server, returnTo);
  const state = random.bytes(32).toString('base64url');
  const pkceCodeVerifier = randomPKCECodeVerifier();
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: redirect.href,
    scope: scopes,
    // OpenID Connect Core, 3.1.2.1; known far beyond it.
    login_hint: hint,
    state,
    code_challenge: await calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  return {
    service: server.name,
    url: url.href,
    state,
    async finish(code, signal) {
      const back = new URL(redirect);
      back.search = new URLSearchParams({ code, state }).toString();
      const grant = authorizationCodeGrant(configuration, back, { pkceCodeVerifier, expectedState: state });
      const { access_token: accessToken, refresh_token: refreshToken } = await orLeave(told(server.name, grant), signal);
      if (refreshToken === undefined)
        throw new AppError('denied', `${server.name} gave no lasting access. Please try once more.`);
      return check({ accessToken, refreshToken }, signal);
    },
  };
}

/** The server forgets the grant (RFC 7009); one that it does not know any more is as good. Rejects with what may help later. */
export async function leaveServer(server: AuthorizationServer, refreshToken: string, signal: AbortSignal): Promise<void> {
  const revoked = tokenRevocation(configurationOf(server), refreshToken, { token_type_hint: 'refresh_token' });
  const forgotten = revoked.catch((error: unknown) => {
    if (!isUnknownGrant(error)) throw error;
  });
  await orLeave(told(server.name, forgotten), signal);
}

function redirectOf({ wantsLocalhost }: AuthorizationServer, returnTo: string): URL {
  const url = new URL(returnTo);
  if (wantsLocalhost && url.hostname === '127.0.0.1') url.hostname = 'localhost';
  return url;
}
