import { openTestDatabase } from '../fixtures/database.ts';
import { startRadicale } from '../fixtures/radicale.ts';
import { openHouse } from './house.ts';
import { openConnections } from './open-connections.ts';

export type DavHouse = Awaited<ReturnType<typeof openDavHouse>>;

/** A house in which `ann` can connect her account on a Radicale, with one empty calendar at `home`. Both keep the same time at first. */
export async function openDavHouse(account: string) {
  const server = await startRadicale([account]);
  const home = await server.calendar(account, 'home');
  const database = await openTestDatabase();
  const connections = openConnections({ db: database.db, env: { WEB_ALLOW_HOSTS: `127.0.0.1:${server.port}` } });
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
