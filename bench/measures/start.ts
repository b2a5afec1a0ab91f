import { startTelegramFake } from '../../test/fakes/telegram/server.ts';
import { type Figure, figure } from '../figure.ts';
import { type DatabaseKind, makePlace, metricOn } from '../place.ts';
import { startProduct } from '../product.ts';

const WARM_STARTS = 3;

/**
 * The wall time from spawn to the `ready` line, Telegram being the channel: the first start on an empty folder, then the median of some
 * later ones. On a server the first makes the tables, once in a server's life.
 */
export async function* measureStart(kind: DatabaseKind): AsyncGenerator<Figure> {
  const { first, warm } = await starts(kind);
  yield figure(metricOn(kind, 'start_first_ms'), first, 'ms', 5000);
  if (kind === 'embedded') yield figure('start_warm_ms', warm, 'ms', 2000);
  else yield figure('start_server_ms', warm, 'ms', 1000);
}

async function starts(kind: DatabaseKind): Promise<{ first: number; warm: number }> {
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
