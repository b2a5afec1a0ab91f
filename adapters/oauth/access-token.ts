import { refreshTokenGrant } from 'openid-client';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../src/ground/clock.ts';
import { told } from './failure.ts';
import { type AuthorizationServer, configurationOf } from './server.ts';

/** The refresh token of one account, as it is kept. */
interface Kept {
  read(): Promise<string>;
  write(refreshToken: string): Promise<void>;
}

/** Gives an access token that should be good now; another one in place of `refused`. */
type Give = (refused?: string) => Promise<string>;

/** A token is not taken for good so shortly before it ends, nor longer than a day. */
const MARGIN_SECONDS = 60;
const MOST_SECONDS = 24 * 3600;

/** The access tokens of one account: one is held until it ends or is refused, and whoever asks meanwhile waits for the same new one. */
export function createAccessTokens(server: AuthorizationServer, clock: Clock, kept: Kept): Give {
  const configuration = configurationOf(server);
  let unkept: string | undefined;
  let held: { readonly token: string; readonly until: Temporal.Instant | undefined } | undefined;
  let renewing: Promise<string> | undefined;

  async function renew(): Promise<string> {
    const refreshToken = unkept ?? (await kept.read());
    const given = await told(server.name, refreshTokenGrant(configuration, refreshToken));
    // Another one in its place (RFC 6749, 6) is kept before anything else: the earlier may be worth nothing from now on.
    if (given.refresh_token !== undefined && given.refresh_token !== refreshToken) unkept = given.refresh_token;
    if (unkept !== undefined) await kept.write(unkept);
    unkept = undefined;
    held = { token: given.access_token, until: endOf(given.expires_in) };
    return held.token;
  }

  function endOf(seconds: number | undefined): Temporal.Instant | undefined {
    if (seconds === undefined) return undefined;
    return clock.now().add({ seconds: Math.floor(Math.min(seconds, MOST_SECONDS)) - MARGIN_SECONDS });
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
