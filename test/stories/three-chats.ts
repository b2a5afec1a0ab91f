import { openPlace } from '../../bench/open-place.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import { noteKnown } from '../../src/people/known-chats.ts';
import { createPerson } from '../../src/people/persons.ts';
import { startModelFake } from '../fakes/model/model-fake.ts';
import type { ModelFakeScript } from '../fakes/model/script.ts';
import { makeHome, type Product, type ProductHome, startProduct } from '../fixtures/product.ts';
import { PLATFORM_NAMES, type PlatformName } from '../platforms/platform.ts';
import { createScreen, type Screen } from '../platforms/screen.ts';
import { startPlatform } from '../platforms/start.ts';

/** Long enough for a slow machine; no test rests on it. */
const PATIENCE_MS = 60_000;

/** Two people on one platform, each with an assistant of their own. The first may have messages sent to the other, Ben. */
export interface Pair {
  readonly me: Screen;
  readonly ben: Screen;
}

/** The real program between all three platforms and a model of ours. */
export interface ThreeChats {
  /** The pair with this number, from 1 on. */
  pair(on: PlatformName, number: number): Pair;
  /** Kill -9 and a new start; in between one statement is done to the database. */
  restart(statement: string): Promise<void>;
  close(): Promise<void>;
}

/** So many pairs on each platform. */
export async function openThreeChats(count: number, script: ModelFakeScript): Promise<ThreeChats> {
  const [model, home, ...platforms] = await Promise.all([
    startModelFake(script),
    makeHome(),
    ...PLATFORM_NAMES.map((name) => startPlatform(name)),
  ]);
  const pairs = new Map<string, Pair>();
  for (const platform of platforms) {
    const screen = (number: number) =>
      createScreen(platform.name, platform.person(number), (look) => platform.waitFor(look, PATIENCE_MS));
    for (let number = 1; number <= count; number += 1) {
      pairs.set(`${platform.name} ${number}`, { me: screen(2 * number), ben: screen(2 * number + 1) });
    }
  }
  const env = {
    ...Object.assign({}, ...platforms.map(({ settings }) => settings)),
    OPENAI_BASE_URL: model.openAiUrl,
    OPENAI_MODEL: 'scripted',
  };
  let product: Product;

  async function start(): Promise<void> {
    product = await startProduct({ home, env });
    await product.ready();
  }

  await letIn(home, [...pairs.values()]);
  await start();
  return {
    pair(on, number) {
      const found = pairs.get(`${on} ${number}`);
      if (!found) throw new Error(`there is no pair ${number} on ${on}`);
      return found;
    },
    async restart(statement) {
      await product.kill();
      await home.query(statement);
      await start();
    },
    async close() {
      await product.kill();
      await Promise.all([model.stop(), ...platforms.map(({ stop }) => stop())]);
      await home.remove();
    },
  };
}

async function letIn({ path, databaseUrl }: ProductHome, pairs: readonly Pair[]): Promise<void> {
  const { db, close } = await openPlace({ home: path, databaseUrl });
  const now = systemClock.now();
  await db.asSystem(async (tx) => {
    for (const { me, ben } of pairs) {
      const [first] = await Promise.all(
        Object.entries({ Ann: me, Ben: ben }).map(async ([name, { on: platform, person }]) => {
          const id = await createPerson(tx, { zone: 'Europe/Berlin', name, operator: false }, now);
          await bindIdentity(tx, id, { platform, userId: person.userId, chat: person.chat, name }, now);
          return id;
        }),
      );
      if (first) await noteKnown(tx, first, { platform: ben.on, chat: ben.person.chat, name: 'Ben', shared: false }, now);
    }
  });
  await close();
}
