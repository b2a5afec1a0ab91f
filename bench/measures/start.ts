import { startTelegramFake } from '../../test/fakes/telegram/server.ts';
import { type Figure, figure } from '../figure.ts';
import { makePlace, metricOn, serverUrl } from '../place.ts';
import { startProduct } from '../product.ts';

const WARM_STARTS = 3;

/**
 * The wall time from spawn to the `ready` line, Telegram being the channel: the first start on an empty folder, then the median of some
 * later ones; on a server only the later ones, for the first makes the tables once in a server's life.
 */
export async function* measureStart(): AsyncGenerator<Figure> {
  const embedded = await starts('embedded');
  yield figure('start_first_ms', embedded.first, 'ms', 5000);
  yield figure('start_warm_ms', embedded.warm, 'ms', 2000);
  if (serverUrl === undefined) return;
  const server = await starts('server');
  yield figure(metricOn('server', 'start_first_ms'), server.first, 'ms', 5000);
  yield figure('start_server_ms', server.warm, 'ms', 1000);
}

async function starts(kind: 'embedded' | 'server'): Promise<{ first: number; warm: number }> {
  const [telegram, place] = await Promise.all([startTelegramFake(), makePlace(kind)]);
  const times: number[] = [];
  try {
    for (let count = 0; count <= WARM_STARTS; count += 1) {
      const product = await startProduct({
        ADJUTANT_HOME: place.home,
        TELEGRAM_BOT_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: telegram.apiRoot,
        ...(place.databaseUrl !== undefined && { DATABASE_URL: place.databaseUrl }),
      });
      times.push(await product.ready);
      await product.stop();
    }
  } finally {
    await telegram.stop();
    await place.remove();
  }
  const [first = 0, ...warm] = times;
  return { first, warm: warm.sort((one, other) => one - other)[Math.floor(warm.length / 2)] ?? 0 };
}
