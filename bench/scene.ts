import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../src/db/client.ts';
import { type ModelFake, startModelFake } from '../test/fakes/model/model-fake.ts';
import type { ModelFakeScript } from '../test/fakes/model/script.ts';
import { startTelegramFake, type TelegramFake } from '../test/fakes/telegram/server.ts';
import { settingsOf } from '../test/platforms/telegram.ts';
import { openPlace } from './open-place.ts';
import { type DatabaseKind, makePlace, type Place } from './place.ts';
import { type Product, spawnProduct, startProduct } from './product.ts';

/** The owner's account at the fake Telegram. */
export const ME = 4711;
const PATIENCE_MS = 30_000;

/** The program between a Telegram and a model that run in the bench's own process. */
export interface Scene {
  readonly telegram: TelegramFake;
  readonly model: ModelFake;
  readonly place: Place;
  /** The process that runs now. */
  readonly product: Product;
  /** Starts the program, and does not wait for it; its predecessor must have ended. */
  spawn(): Product;
  /** Sends a text, the owner's unless told, and resolves with the ms until the first message of the bot in that chat. */
  say(text: string, chat?: number): Promise<number>;
  close(): Promise<void>;
}

/** Sets up fakes and an empty place, starts the program and claims it for ME; `prepare` then fills the database between two runs. */
export async function openScene(
  kind: DatabaseKind,
  script: ModelFakeScript,
  prepare?: (db: Database) => Promise<unknown>,
): Promise<Scene> {
  const [telegram, model, place] = await Promise.all([startTelegramFake(), startModelFake(script), makePlace(kind)]);
  const settings = {
    ADJUTANT_HOME: place.home,
    ...settingsOf(telegram),
    OPENAI_BASE_URL: model.openAiUrl,
    OPENAI_MODEL: 'scripted',
    ...(place.databaseUrl !== undefined && { DATABASE_URL: place.databaseUrl }),
  };
  let product = await startProduct(settings);

  async function say(text: string, chat: number = ME): Promise<number> {
    await telegram.waitFor(() => pollIsHeld(telegram), PATIENCE_MS);
    const before = telegram.calls('sendMessage').length;
    const sentAt = performance.now();
    telegram.userSends({ chat, text });
    return telegram.waitFor(() => {
      const answered = telegram
        .calls('sendMessage')
        .slice(before)
        .some(({ payload }) => Number(payload.chat_id) === chat);
      return answered ? performance.now() - sentAt : 0;
    }, PATIENCE_MS);
  }

  await say(`/start ${(await readFile(join(place.home, 'claim-token'), 'utf8')).trim()}`);
  if (prepare) {
    await product.stop();
    const database = await openPlace(place);
    await prepare(database.db);
    await database.close();
    product = await startProduct(settings);
  }
  return {
    telegram,
    model,
    place,
    get product() {
      return product;
    },
    spawn() {
      product = spawnProduct(settings);
      return product;
    },
    say,
    async close() {
      await product.kill();
      await Promise.all([telegram.stop(), model.stop()]);
      await place.remove();
    },
  };
}

/** True while the program waits at Telegram, so that an update is handed out the moment it comes. */
function pollIsHeld(telegram: TelegramFake): boolean {
  const last = telegram.calls('getUpdates').at(-1);
  return last !== undefined && last.status === undefined;
}
