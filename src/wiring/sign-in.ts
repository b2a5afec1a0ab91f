import type { AuthorizationServer } from '../../adapters/oauth/server.ts';
import { isAtMicrosoft } from '../ground/at-microsoft.ts';
import type { Clock } from '../ground/clock.ts';
import type { Settings } from '../ground/config.ts';
import { AppError } from '../ground/errors.ts';
import type { Random } from '../ground/random.ts';
import { MICROSOFT_365, type Servers } from '../mail/usual-servers.ts';
import type { AskThere, CheckedAccount, ConnectValues } from '../ports/connect.ts';
import type { AccessToken, Login } from '../ports/login.ts';
import type { Kept } from './accounts.ts';

/** Where the person of an account may sign in instead of giving us a password (OAuth 2.0). */
export interface SignIn {
  /** As people call the service. */
  readonly name: string;
  /** Where it keeps mail, of addresses that say nothing else. */
  readonly mailServers?: Servers;
  ask(asked: Asked): Promise<AskThere>;
  /** True for an account that was signed in to here, by the client that is set now. */
  knows(values: ConnectValues): boolean;
  /** Of such an account. */
  login(kept: Kept): Promise<Login>;
  /** Absent where the service cannot be told. */
  leave?(values: ConnectValues, signal: AbortSignal): Promise<void>;
}

export interface Asked {
  readonly access: keyof Scopes;
  /** Whose account it is meant to be. */
  readonly hint: string;
  readonly returnTo: string;
  /** What it finds is kept with what opens the account again. */
  readonly check: (login: Login, signal: AbortSignal) => Promise<CheckedAccount>;
}

/** To only read; and to change and send as well. */
interface Scopes {
  readonly read: string;
  readonly change: string;
}

/** A client at a service, with the hosts that may see its tokens: those of this name and all under it. */
interface Client {
  readonly server: AuthorizationServer;
  readonly hosts: readonly string[];
  readonly mailServers?: Servers;
}

interface SignInDeps {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth; of ways back to
 * this machine learn.microsoft.com/entra/identity-platform/reply-url.
 */
const MICROSOFT = {
  name: 'Microsoft',
  authUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
  tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
  hosts: ['outlook.office365.com', 'smtp.office365.com', 'smtp-mail.outlook.com'],
  mailServers: MICROSOFT_365,
  mail: 'offline_access https://outlook.office.com/IMAP.AccessAsUser.All',
  send: 'https://outlook.office.com/SMTP.Send',
} as const;

/** At the service where the operator has made a client: for what the settings name scopes of. */
export function createSignIns(deps: SignInDeps): { readonly mail?: SignIn; readonly calendar?: SignIn } {
  const { OAUTH_AUTH_URL, OAUTH_MAIL_SCOPES, OAUTH_SEND_SCOPES, OAUTH_CALENDAR_SCOPES: calendar } = deps.settings;
  const usual = isAtMicrosoft(OAUTH_AUTH_URL) ? MICROSOFT : undefined;
  const client = clientOf(deps.settings, usual);
  if (!client) return {};
  const mail = OAUTH_MAIL_SCOPES ?? usual?.mail;
  const send = OAUTH_SEND_SCOPES ?? usual?.send ?? '';
  return {
    ...(mail !== undefined && { mail: signInAt(client, { read: mail, change: `${mail} ${send}`.trim() }, deps) }),
    ...(calendar !== undefined && { calendar: signInAt(client, { read: calendar, change: calendar }, deps) }),
  };
}

function clientOf(settings: Settings, usual: typeof MICROSOFT | undefined): Client | undefined {
  const { OAUTH_CLIENT_ID: clientId, OAUTH_CLIENT_SECRET: clientSecret, OAUTH_REVOKE_URL: revokeUrl } = settings;
  const { OAUTH_AUTH_URL: authUrl = MICROSOFT.authUrl, OAUTH_TOKEN_URL: tokenUrl = MICROSOFT.tokenUrl } = settings;
  if (clientId === undefined) return undefined;
  const name = settings.OAUTH_NAME ?? usual?.name ?? new URL(authUrl).hostname;
  return {
    server: { name, clientId, clientSecret, authUrl, tokenUrl, revokeUrl, wantsLocalhost: usual !== undefined },
    hosts: [...(usual?.hosts ?? []), ...settings.OAUTH_HOSTS],
    ...(usual && { mailServers: usual.mailServers }),
  };
}

function signInAt(client: Client, scopes: Scopes, { clock, random }: SignInDeps): SignIn {
  const { server, mailServers } = client;
  const grantedBy = `${server.clientId} at ${server.tokenUrl}`;
  const knows = (values: ConnectValues) => values.grantedBy === grantedBy;
  return {
    name: server.name,
    ...(mailServers && { mailServers }),
    knows,
    async ask({ access, check, ...asked }) {
      const { askAt } = await import('../../adapters/oauth/sign-in.ts');
      return askAt(server, random, {
        ...asked,
        scopes: scopes[access],
        async check({ accessToken, refreshToken }, signal) {
          const found = await check({ accessToken: seenBy(client, async () => accessToken) }, signal);
          return { ...found, values: { ...found.values, refreshToken, grantedBy } };
        },
      });
    },
    async login(kept) {
      const { createAccessTokens } = await import('../../adapters/oauth/access-token.ts');
      return { accessToken: seenBy(client, createAccessTokens(server, clock, refreshTokenIn(kept))) };
    },
    ...(server.revokeUrl !== undefined && {
      async leave(values: ConnectValues, signal: AbortSignal) {
        const { leaveServer } = await import('../../adapters/oauth/sign-in.ts');
        if (values.refreshToken !== undefined && knows(values)) await leaveServer(server, values.refreshToken, signal);
      },
    }),
  };
}

/** Tokens for the service's own hosts alone: what a person fills in, or the name service says, may lead anywhere (RFC 9700, 4.9.1). */
function seenBy({ server, hosts }: Client, give: (refused?: string) => Promise<string>): AccessToken {
  return async (host, refused) => {
    const isItsOwn = hosts.some((one) => host === one || host.endsWith(`.${one}`));
    if (isItsOwn) return give(refused);
    const how = 'Name its own servers on the page; whoever runs Adjutant can allow others (OAUTH_HOSTS).';
    throw new AppError('denied', `${host} is no server of ${server.name}, so it gets nothing of what opens your account. ${how}`);
  };
}

function refreshTokenIn(kept: Kept) {
  const values = async () => {
    const now = await kept.read();
    if (now?.refreshToken === undefined) throw new AppError('denied', 'This account is not connected any more.');
    return { ...now, refreshToken: now.refreshToken };
  };
  return {
    read: async () => (await values()).refreshToken,
    write: async (refreshToken: string) => kept.write({ ...(await values()), refreshToken }),
  };
}
