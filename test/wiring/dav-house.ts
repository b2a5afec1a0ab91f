import { createConnectDoor } from '../../adapters/http/connect-door.ts';
import { createHttpServer } from '../../adapters/http/server.ts';
import { parseSettings } from '../../src/ground/config.ts';
import { createConnections } from '../../src/wiring/connections.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { fakeDocuments } from '../fakes/documents.ts';
import { testCredentials } from '../fixtures/credentials.ts';
import { openTestDatabase, silentLog } from '../fixtures/database.ts';
import { startRadicale } from '../fixtures/radicale.ts';
import { openHouse } from './house.ts';

export type DavHouse = Awaited<ReturnType<typeof openDavHouse>>;

/** A house in which `ann` can connect her account on a Radicale, with one empty calendar at `home`. Both keep the same time at first. */
export async function openDavHouse(account: string) {
  const server = await startRadicale([account]);
  const home = await server.calendar(account, 'home');
  const database = await openTestDatabase();
  const connections = createConnections({
    settings: parseSettings({ WEB_ALLOW_HOSTS: `127.0.0.1:${server.port}` }, []),
    db: database.db,
    clock: createFakeClock('2026-11-21T08:00:00Z'),
    log: silentLog,
    credentials: testCredentials(),
    documents: fakeDocuments,
    connectDoor: createConnectDoor({ server: createHttpServer({ port: 0 }) }),
  });
  const house = await openHouse({ database, connections });
  await house.move('ann');
  return {
    server,
    home,
    house,
    async close() {
      await house.close();
      await server.close();
    },
  };
}
