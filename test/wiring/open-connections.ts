import { createConnectDoor } from '../../adapters/http/connect-door.ts';
import { createHttpServer } from '../../adapters/http/server.ts';
import type { Database } from '../../src/db/client.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { parseSettings } from '../../src/ground/config.ts';
import { createConnections } from '../../src/wiring/connections.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { fakeDocuments } from '../fakes/documents.ts';
import { testCredentials } from '../fixtures/credentials.ts';
import { silentLog } from '../fixtures/database.ts';

interface Opening {
  readonly db: Database;
  /** What the environment says, but for what is at its default. */
  readonly env?: Record<string, string>;
  readonly clock?: Clock;
  /** False: there is no page by which an account could be connected. */
  readonly pages?: boolean;
}

/** The real connections of a house, whose pages are on this machine. */
export function openConnections({ db, env = {}, clock = createFakeClock('2026-11-21T08:00:00Z'), pages = true }: Opening) {
  return createConnections({
    settings: parseSettings(env, []),
    db,
    clock,
    log: silentLog,
    credentials: testCredentials(),
    documents: fakeDocuments,
    ...(pages && { connectDoor: createConnectDoor({ server: createHttpServer({ port: 0 }) }) }),
  });
}
