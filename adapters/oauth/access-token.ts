import { refreshTokenGrant } from 'openid-client';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../src/ground/clock.ts';
import type { AccessToken } from '../../src/ports/login.ts';
import { told } from './failure.ts';
import { type AuthorizationServer, configurationOf } from './server.ts';

interface AccessTokenDeps {
  readonly server: AuthorizationServer;
  readonly clock: Clock;
  readonly refreshToken: string;
  /** The server has given another refresh token in place of the one that is kept (RFC 6749, 6). */
  readonly keep: (refreshToken: string) => Promise<void>;
}

/** A token is not taken for good so shortly before it ends. */
const MARGIN_SECONDS = 60;

/** The access tokens of one account: one is held until it ends or is refused, and whoever asks meanwhile waits for the same new one. */
export function createAccessToken({ server, clock, refreshToken, keep }: AccessTokenDeps): AccessToken {
  const configuration = configurationOf(server);
  let latest = refreshToken;
  let kept = refreshToken;
  let held: { readonly token: string; readonly until: Temporal.Instant | undefined } | undefined;
  let renewing: Promise<string> | undefined;

  async function renew(): Promise<string> {
    const given = await told(server.name, refreshTokenGrant(configuration, latest));
    latest = given.refresh_token ?? latest;
    const { access_token: token, expires_in: seconds } = given;
    const until = seconds === undefined ? undefined : clock.now().add({ seconds: seconds - MARGIN_SECONDS });
    // Kept before it is used: an earlier one may be worth nothing from now on.
    if (latest !== kept) await keep(latest);
    kept = latest;
    held = { token, until };
    return token;
  }

  const isGood = (one: typeof held, refused: string | undefined): one is NonNullable<typeof held> =>
    one !== undefined &&
    one.token !== refused &&
    (one.until === undefined || Temporal.Instant.compare(clock.now(), one.until) < 0);

  return async (refused) => {
    if (isGood(held, refused)) return held.token;
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
}
