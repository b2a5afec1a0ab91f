import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './listen.ts';

/** What somebody agreed to: all tokens that came of it end together. */
interface Grant {
  readonly user: string;
  readonly scope: string;
  refreshToken: string;
  isOver: boolean;
}

interface Code {
  readonly grant: Grant;
  readonly redirect: string;
  readonly challenge: string;
}

export interface FakeAuthorizationServer {
  readonly url: string;
  /** What the program needs to find it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Path of every request, in order; of those for tokens the grant type behind it. */
  readonly journal: readonly string[];
  /** The refresh tokens that are good now for what this user has agreed to. */
  refreshTokens(user: string): readonly string[];
  /** Says yes at the page where it asks, as this user; gives where it sends them back to. */
  agree(at: URL, user: string): string;
  /** An access token of this user that was given past the program. */
  give(user: string): string;
  /** Whose access token it is, and for what; undefined for one that is not good. */
  ownerOf(token: string): { readonly user: string; readonly scope: string } | undefined;
  /** No access token that was given so far is good any more. */
  expire(): void;
  /** The same, and no refresh token either. */
  endGrants(): void;
  /** The next request for tokens meets this status and, where it is given, this error code; 0: the line ends without an answer. */
  fail(status: number, error?: string): void;
  /** Whether a refresh token is good once alone, as at first, or as often as one likes, in which case no other is given. */
  changeRefreshTokens(isSo: boolean): void;
  /** How many seconds the access tokens hold that are given from now on. */
  giveTokensFor(seconds: number): void;
  close(): Promise<void>;
}

const CLIENT = { id: 'adjutant', secret: 'client-secret-1' };

/**
 * An authorization server on a port of this machine after RFC 6749, 7636, 7009 and 7662: a code is good once and with its verifier alone, each refresh token
 * once, and a second use of one ends the grant, as RFC 9700 (4.14.2) wants it.
 */
export async function startAuthorizationServer(): Promise<FakeAuthorizationServer> {
  const journal: string[] = [];
  const grants: Grant[] = [];
  const codes = new Map<string, Code>();
  const accessTokens = new Map<string, Grant>();
  const usedRefreshTokens = new Map<string, Grant>();
  const faults: { readonly status: number; readonly error: string | undefined }[] = [];
  let areChanged = true;
  let tokensHold = 3600;

  function tokensOf(grant: Grant): object {
    const accessToken = `access-${randomUUID()}`;
    accessTokens.set(accessToken, grant);
    const given = { access_token: accessToken, token_type: 'Bearer', expires_in: tokensHold, scope: grant.scope };
    if (!areChanged) return given;
    usedRefreshTokens.set(grant.refreshToken, grant);
    grant.refreshToken = `refresh-${randomUUID()}`;
    return { ...given, refresh_token: grant.refreshToken };
  }

  function byCode(asked: URLSearchParams): Grant | undefined {
    const code = codes.get(asked.get('code') ?? '');
    codes.delete(asked.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(asked.get('code_verifier') ?? '')
      .digest('base64url');
    return code && code.challenge === challenge && code.redirect === asked.get('redirect_uri') ? code.grant : undefined;
  }

  function byRefreshToken(asked: URLSearchParams): Grant | undefined {
    const token = asked.get('refresh_token') ?? '';
    const stolen = usedRefreshTokens.get(token);
    if (stolen) stolen.isOver = true;
    return grants.find((each) => each.refreshToken === token && !each.isOver);
  }

  function token(asked: URLSearchParams): { readonly status: number; readonly body: object } {
    if (asked.get('client_id') !== CLIENT.id || asked.get('client_secret') !== CLIENT.secret)
      return { status: 401, body: { error: 'invalid_client' } };
    const grant = asked.get('grant_type') === 'refresh_token' ? byRefreshToken(asked) : byCode(asked);
    return grant ? { status: 200, body: tokensOf(grant) } : { status: 400, body: { error: 'invalid_grant' } };
  }

  function revoke(asked: URLSearchParams): void {
    const grant = grants.find(({ refreshToken }) => refreshToken === asked.get('token'));
    if (grant) grant.isOver = true;
  }

  function ownerOf(accessToken: string) {
    const grant = accessTokens.get(accessToken);
    return grant && !grant.isOver ? { user: grant.user, scope: grant.scope } : undefined;
  }

  const server = createServer(async (incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const asked = new URLSearchParams(await textOf(incoming));
    journal.push([pathname, asked.get('grant_type') ?? []].flat().join(' '));
    if (pathname === '/introspect') {
      const owner = ownerOf(incoming.headers.authorization?.replace(/^Bearer /, '') ?? '');
      return answer(outgoing, 200, { active: owner !== undefined, email: owner?.user ?? '' });
    }
    const fault = faults.shift();
    if (fault?.status === 0) return void incoming.socket.destroy();
    if (fault) return answer(outgoing, fault.status, fault.error === undefined ? {} : { error: fault.error });
    if (pathname === '/revoke') {
      revoke(asked);
      return answer(outgoing, 200, {});
    }
    const { status, body } = token(asked);
    return answer(outgoing, status, body);
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  return {
    url,
    settings: {
      OAUTH_NAME: 'Example Mail',
      OAUTH_CLIENT_ID: CLIENT.id,
      OAUTH_CLIENT_SECRET: CLIENT.secret,
      OAUTH_AUTH_URL: `${url}/authorize`,
      OAUTH_TOKEN_URL: `${url}/token`,
      OAUTH_REVOKE_URL: `${url}/revoke`,
      OAUTH_HOSTS: '127.0.0.1',
      OAUTH_MAIL_SCOPES: 'offline mail.read',
      OAUTH_SEND_SCOPES: 'mail.send',
      OAUTH_CALENDAR_SCOPES: 'offline calendar',
    },
    journal,
    refreshTokens: (user) => grants.filter((each) => each.user === user && !each.isOver).map((each) => each.refreshToken),
    agree({ searchParams: asked }, user) {
      const code = `code-${randomUUID()}`;
      const grant = grantOf(user, asked.get('scope') ?? '');
      grants.push(grant);
      const redirect = asked.get('redirect_uri') ?? '';
      codes.set(code, { grant, redirect, challenge: asked.get('code_challenge') ?? '' });
      return `${redirect}?${new URLSearchParams({ code, state: asked.get('state') ?? '' })}`;
    },
    give(user) {
      const token = `access-${randomUUID()}`;
      accessTokens.set(token, grantOf(user, ''));
      return token;
    },
    ownerOf,
    expire: () => accessTokens.clear(),
    endGrants() {
      for (const grant of grants) grant.isOver = true;
    },
    fail: (status, error) => void faults.push({ status, error }),
    giveTokensFor(seconds) {
      tokensHold = seconds;
    },
    changeRefreshTokens(isSo) {
      areChanged = isSo;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function grantOf(user: string, scope: string): Grant {
  return { user, scope, refreshToken: `refresh-${randomUUID()}`, isOver: false };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  return Buffer.concat(parts).toString();
}

function answer(outgoing: ServerResponse, status: number, body: object): void {
  outgoing.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
