import { CodeChallengeMethod, OAuth2Client } from 'google-auth-library';
import { z } from 'zod';
import { AppError, isAppError } from '../../src/ground/errors.ts';
import type { Random } from '../../src/ground/random.ts';
import type { AskThere, CheckedAccount } from '../../src/ports/connect.ts';
import { driveOf } from './drive.ts';
import { createDriveFolders } from './drive-folders.ts';
import { looked } from './failure.ts';
import type { GoogleApp } from './kind.ts';
import { allowed, inWords, scopesFor, type Wanted } from './scopes.ts';
import type { GoogleSession } from './session.ts';

/** What is kept of an account. `folders`: ids of the folders of its Drive that were opened, with blanks between them; all of it without. */
export const googleValues = z.object({
  account: z.string(),
  refreshToken: z.string(),
  granted: z.string(),
  folders: z.string().optional(),
});

/**
 * OAuth 2.0 for a person who is there: an authorization code (RFC 6749, 4.1) bound by PKCE (RFC 7636, S256) and a state of its own. The
 * person comes back to `returnTo`.
 */
export async function askAtGoogle(app: GoogleApp, random: Random, wanted: Wanted, returnTo: string): Promise<AskThere> {
  const client = clientOf(app, returnTo);
  const state = random.bytes(32).toString('base64url');
  const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync();
  const url = client.generateAuthUrl({
    access_type: 'offline',
    // Only so is a refresh token given every time.
    prompt: 'consent',
    scope: scopesFor(wanted),
    state,
    ...(codeChallenge && { code_challenge: codeChallenge, code_challenge_method: CodeChallengeMethod.S256 }),
  });
  return {
    service: 'Google',
    url,
    state,
    finish: (code, signal) => finish({ app, client, wanted }, { code, codeVerifier }, signal),
  };
}

const REVOKE_MS = 30_000;

/** Google forgets that it let us in. A token that it does not take any more (RFC 7009, 2.2) is as good. Rejects with what may help later. */
export async function leaveGoogle(app: GoogleApp, values: object, signal: AbortSignal): Promise<void> {
  const { refreshToken } = googleValues.parse(values);
  const request = {
    url: app.revokeUrl ?? 'https://oauth2.googleapis.com/revoke',
    method: 'POST',
    data: new URLSearchParams({ token: refreshToken }),
    signal,
    timeout: REVOKE_MS,
    retry: false,
  } as const;
  await looked(signal, () => clientOf(app).transporter.request(request)).catch((error: unknown) => {
    if (!isAppError(error, 'invalid') && !isAppError(error, 'denied')) throw error;
  });
}

export function clientOf(
  { clientId, clientSecret, authUrl, tokenUrl, revokeUrl }: GoogleApp,
  redirectUri?: string,
): OAuth2Client {
  return new OAuth2Client({
    clientId,
    clientSecret,
    ...(redirectUri && { redirectUri }),
    endpoints: {
      ...(authUrl && { oauth2AuthBaseUrl: authUrl }),
      ...(tokenUrl && { oauth2TokenUrl: tokenUrl }),
      ...(revokeUrl && { oauth2RevokeUrl: revokeUrl }),
    },
  });
}

/** The account that `client` is signed in to. */
export function sessionOf({ apiRoot }: GoogleApp, account: string, auth: OAuth2Client): GoogleSession {
  return { account, auth, ...(apiRoot && { rootUrl: `${apiRoot}/` }) };
}

async function finish(
  { app, client, wanted }: { readonly app: GoogleApp; readonly client: OAuth2Client; readonly wanted: Wanted },
  answer: { readonly code: string; readonly codeVerifier: string },
  signal: AbortSignal,
): Promise<CheckedAccount> {
  const { tokens } = await looked(signal, () => client.getToken(answer));
  const { refresh_token: refreshToken, scope: granted = '', id_token: idToken } = tokens;
  const account = addressIn(idToken ?? '');
  if (!refreshToken || !account)
    throw new AppError('denied', 'Google did not say who you are, or gave no lasting access. Please try once more.');
  client.setCredentials(tokens);
  const folders = allowed(granted).has('files') ? wanted.folders : undefined;
  const names = folders && (await createDriveFolders(driveOf(sessionOf(app, account, client)), folders).names(signal));
  const values = { account, refreshToken, granted, ...(folders && { folders: folders.join(' ') }) };
  return { name: account, gives: inWords(granted, wanted, names), values };
}

const claims = z.object({ email: z.string().min(3) });

/** It comes from Google itself over TLS, so its signature need not be looked at (OpenID Connect Core, 3.1.3.7 rule 6). */
function addressIn(idToken: string): string | undefined {
  try {
    return claims.parse(JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString())).email;
  } catch {
    return undefined;
  }
}
