import type { AuthorizationServer } from '../../adapters/oauth/server.ts';
import type { Clock } from '../ground/clock.ts';
import type { Settings } from '../ground/config.ts';
import type { Random } from '../ground/random.ts';
import type { AskThere, CheckedAccount, ConnectValues } from '../ports/connect.ts';
import type { Login } from '../ports/login.ts';

/** Where the person of an account may sign in instead of giving us a password (OAuth 2.0). */
export interface SignIn {
  /** As people call the service. */
  readonly name: string;
  /** Asks there to only `read`, or to `change` and send as well. What `check` finds is kept with what opens it again. */
  ask(access: keyof Scopes, returnTo: string, check: Check): Promise<AskThere>;
  /** Of an account that was signed in to. `keep` is given all its values when one of them has changed. */
  login(values: ConnectValues, keep: (values: ConnectValues) => Promise<void>): Promise<Login>;
  /** Absent where the service cannot be told. */
  leave?(values: ConnectValues, signal: AbortSignal): Promise<void>;
}

export type Check = (login: Login, signal: AbortSignal) => Promise<CheckedAccount>;

interface Scopes {
  readonly read: string;
  readonly change: string;
}

interface SignInDeps {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
}

/** learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth */
const MICROSOFT = {
  name: 'Microsoft',
  authUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
  tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
  mail: 'offline_access https://outlook.office.com/IMAP.AccessAsUser.All',
  send: 'https://outlook.office.com/SMTP.Send',
} as const;

/** At the service where the operator has made a client: for what the settings name scopes of. */
export function createSignIns(deps: SignInDeps): { readonly mail?: SignIn; readonly calendar?: SignIn } {
  const { settings } = deps;
  const clientId = settings.OAUTH_CLIENT_ID;
  if (clientId === undefined) return {};
  const usual = settings.OAUTH_AUTH_URL === undefined ? MICROSOFT : undefined;
  const authUrl = settings.OAUTH_AUTH_URL ?? MICROSOFT.authUrl;
  const server: AuthorizationServer = {
    name: settings.OAUTH_NAME ?? usual?.name ?? new URL(authUrl).hostname,
    clientId,
    clientSecret: settings.OAUTH_CLIENT_SECRET,
    authUrl,
    tokenUrl: settings.OAUTH_TOKEN_URL ?? MICROSOFT.tokenUrl,
    revokeUrl: settings.OAUTH_REVOKE_URL,
  };
  const mail = settings.OAUTH_MAIL_SCOPES ?? usual?.mail;
  const send = settings.OAUTH_SEND_SCOPES ?? usual?.send ?? '';
  const calendar = settings.OAUTH_CALENDAR_SCOPES;
  return {
    ...(mail !== undefined && { mail: signInAt(server, { read: mail, change: `${mail} ${send}`.trim() }, deps) }),
    ...(calendar !== undefined && { calendar: signInAt(server, { read: calendar, change: calendar }, deps) }),
  };
}

function signInAt(server: AuthorizationServer, scopes: Scopes, { clock, random }: SignInDeps): SignIn {
  return {
    name: server.name,
    async ask(access, returnTo, check) {
      const { askAt } = await import('../../adapters/oauth/sign-in.ts');
      return askAt(server, random, {
        scopes: scopes[access],
        returnTo,
        async check({ accessToken, refreshToken }, signal) {
          const found = await check({ accessToken: async () => accessToken }, signal);
          return { ...found, values: { ...found.values, refreshToken } };
        },
      });
    },
    async login({ refreshToken = '', ...values }, keep) {
      const { createAccessToken } = await import('../../adapters/oauth/access-token.ts');
      const kept = (renewed: string) => keep({ ...values, refreshToken: renewed });
      return { accessToken: createAccessToken({ server, clock, refreshToken, keep: kept }) };
    },
    ...(server.revokeUrl !== undefined && {
      async leave({ refreshToken }: ConnectValues, signal: AbortSignal) {
        const { leaveServer } = await import('../../adapters/oauth/sign-in.ts');
        if (refreshToken !== undefined) await leaveServer(server, refreshToken, signal);
      },
    }),
  };
}
