import { createGoogleKind, type GoogleApp } from '../../adapters/google/kind.ts';
import type { Parsing } from '../../adapters/isolated/parsing.ts';
import { occurrencesIn } from '../calendar/series.ts';
import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import type { Settings } from '../ground/config.ts';
import type { Random } from '../ground/random.ts';
import { createHandovers } from '../mail/handover-store.ts';
import type { Connector } from './accounts.ts';

interface GoogleDeps {
  readonly settings: Settings;
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly parsing: Parsing;
}

/** Google, where the operator has made a client for it. */
export function googleConnectors({ settings, db, clock, random, parsing }: GoogleDeps): Connector[] {
  const app = appOf(settings);
  if (!app) return [];
  const now = () => new Date(clock.now().epochMilliseconds);
  return [
    {
      kind: createGoogleKind(app, random),
      // Its SDK takes longer to load than all else at a start.
      async open(values, { personId }) {
        const { openGoogleAccount } = await import('../../adapters/google/open-account.ts');
        return openGoogleAccount(app, values, {
          now,
          handovers: createHandovers({ db, clock }, personId),
          expand: occurrencesIn,
          parsing,
        });
      },
    },
  ];
}

function appOf(settings: Settings): GoogleApp | undefined {
  const { GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret } = settings;
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return {
    clientId,
    clientSecret,
    authUrl: settings.GOOGLE_AUTH_URL,
    tokenUrl: settings.GOOGLE_TOKEN_URL,
    revokeUrl: settings.GOOGLE_REVOKE_URL,
    apiRoot: settings.GOOGLE_API_ROOT,
  };
}
