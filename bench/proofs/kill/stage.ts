import { createServer } from 'node:http';
import { join } from 'node:path';
import { asc } from 'drizzle-orm';
import type { Database } from '../../../src/db/client.ts';
import { persons } from '../../../src/db/schema/people.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import type { StepPassed } from '../../../src/ground/steps.ts';
import { noteKnown } from '../../../src/people/known-chats.ts';
import { startModelFake } from '../../../test/fakes/model/model-fake.ts';
import { startTelegramFake, type TelegramFake } from '../../../test/fakes/telegram/server.ts';
import { copyOf, type DatabaseKind, type Place } from '../../place.ts';
import { BUILT, type Product, spawnProduct } from '../../product.ts';
import { openScene } from '../../scene.ts';
import { obedient, pageAt } from './conversation.ts';

/** Somebody whom the person may have messages sent to: their chat at the fake Telegram. */
export const BEN = 77;

/** Where the process is to die: at the so-many-th pass of this side of a step. */
export interface Death extends StepPassed {
  readonly pass: number;
}

/** The outside of one proof, which outlives every life of the program. */
export interface Stage {
  readonly telegram: TelegramFake;
  readonly place: Place;
  /** Paths that were asked of the page server, in the order of arrival. */
  readonly opened: readonly string[];
  /** Starts the next life; the one before must have ended. */
  spawn(death?: Death): Product;
  /** Ends the life that runs now in peace. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** A place that is claimed and knows Ben, to be copied. */
export interface Claimed {
  readonly place: Place;
  remove(): Promise<void>;
}

const DIE_AT = join(import.meta.dirname, 'die-at.mjs');

export async function makeClaimed(kind: DatabaseKind): Promise<Claimed> {
  const scene = await openScene(kind, () => 'Hello.', introduceBen);
  await scene.product.stop();
  return { place: scene.place, remove: scene.close };
}

export async function openStage(claimed: Place): Promise<Stage> {
  const [telegram, pages, place] = await Promise.all([startTelegramFake(), startPages(), copyOf(claimed)]);
  const model = await startModelFake(obedient(pages.url));
  const settings = {
    ADJUTANT_HOME: place.home,
    ...(place.databaseUrl !== undefined && { DATABASE_URL: place.databaseUrl }),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    OPENAI_BASE_URL: model.openAiUrl,
    OPENAI_MODEL: 'scripted',
    WEB_ALLOW_HOSTS: new URL(pages.url).host,
  };
  let product: Product | undefined;
  return {
    telegram,
    place,
    opened: pages.opened,
    spawn(death) {
      product = death
        ? spawnProduct({ ...settings, DIE_AT: JSON.stringify(death) }, ['--import', DIE_AT, ...BUILT])
        : spawnProduct(settings);
      return product;
    },
    async stop() {
      await product?.stop();
    },
    async close() {
      await product?.kill();
      await Promise.all([telegram.stop(), model.stop(), pages.stop()]);
      await place.remove();
    },
  };
}

async function introduceBen(db: Database): Promise<void> {
  await db.asSystem(async (tx) => {
    const [owner] = await tx.select({ id: persons.id }).from(persons).orderBy(asc(persons.createdAt)).limit(1);
    if (!owner) throw new Error('nobody claimed it');
    await noteKnown(tx, owner.id, { platform: 'telegram', chat: String(BEN), name: 'Ben', shared: false }, systemClock.now());
  });
}

async function startPages() {
  const opened: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    opened.push(url);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pageAt(url));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    opened,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
