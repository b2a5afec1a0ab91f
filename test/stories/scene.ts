import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelFake, startModelFake } from '../fakes/model/model-fake.ts';
import type { ModelFakeScript } from '../fakes/model/script.ts';
import { startTelegramFake, type TelegramFake } from '../fakes/telegram/server.ts';
import type { ShownMessage } from '../fakes/telegram/world.ts';
import { makeHome, type Product, type ProductHome, startProduct } from '../fixtures/product.ts';
import { settingsOf } from '../platforms/telegram.ts';

/** The owner's chat. */
export const ME = 4711;
/** Long enough for a slow machine; no test rests on it. */
const PATIENCE_MS = 40_000;

/** The real program between a Telegram and a model of ours. */
export interface Scene {
  readonly telegram: TelegramFake;
  readonly model: ModelFake;
  readonly home: ProductHome;
  /** The process that runs now. */
  readonly product: Product;
  /** Starts the program (again); resolves when it is ready. `env` stands beside the settings of the scene. */
  start(env?: Readonly<Record<string, string>>): Promise<Product>;
  /** The owner claims the bot by the token of the deep link. */
  claim(): Promise<void>;
  /** A person writes; resolves with the next message from the bot. */
  say(text: string, chat?: number): Promise<ShownMessage>;
  /** What the bot has said in a chat. */
  heard(chat?: number): ShownMessage[];
  /** Resolves with the first message of the bot whose text fits. */
  hears(text: RegExp | string, chat?: number): Promise<ShownMessage>;
  /** Presses the button; resolves with the sentence that answers the press. */
  press(message: ShownMessage, label: string, chat?: number): Promise<string>;
  /** The message as it stands now. */
  now(message: ShownMessage, chat?: number): ShownMessage;
  /** Resolves when the message, as it stands now, fits. */
  becomes(message: ShownMessage, text: RegExp | string, chat?: number): Promise<ShownMessage>;
  until<T>(look: () => T): Promise<NonNullable<T>>;
  close(): Promise<void>;
}

export async function openScene(script?: ModelFakeScript): Promise<Scene> {
  const [telegram, model, home] = await Promise.all([startTelegramFake(), startModelFake(script), makeHome()]);
  let product: Product | undefined;

  const running = () => {
    if (!product) throw new Error('the scene has not been started');
    return product;
  };
  const all = (chat: number) => telegram.messages(chat);
  const heard = (chat = ME) => all(chat).filter(({ from }) => from === 'bot');
  const until = <T>(look: () => T) => telegram.waitFor(look, PATIENCE_MS);
  const fits = (text: RegExp | string, shown: string) => (typeof text === 'string' ? shown.includes(text) : text.test(shown));

  const scene: Scene = {
    telegram,
    model,
    home,
    get product() {
      return running();
    },
    async start(env = {}) {
      const settings = {
        ...settingsOf(telegram),
        OPENAI_BASE_URL: model.openAiUrl,
        OPENAI_MODEL: 'scripted',
      };
      product = await startProduct({ home, env: { ...settings, ...env } });
      await product.ready();
      return product;
    },
    async claim() {
      const token = (await readFile(join(home.path, 'claim-token'), 'utf8')).trim();
      await scene.say(`/start ${token}`);
    },
    async say(text, chat = ME) {
      const before = heard(chat).length;
      telegram.userSends({ chat, text });
      return until(() => heard(chat)[before]);
    },
    heard,
    hears: (text, chat = ME) => until(() => heard(chat).find((message) => fits(text, message.text))),
    async press(message, label, chat = ME) {
      const button = scene
        .now(message, chat)
        .buttons.flat()
        .find(({ text }) => text === label);
      if (!button) throw new Error(`no button ${label} under: ${message.text}`);
      const { queryId } = telegram.userPresses({ chat, messageId: message.messageId, data: button.data });
      return until(() => telegram.answerTo(queryId));
    },
    now(message, chat = ME) {
      const found = all(chat).find(({ messageId }) => messageId === message.messageId);
      if (!found) throw new Error(`the message is gone: ${message.text}`);
      return found;
    },
    becomes: (message, text, chat = ME) =>
      until(() => {
        const shown = scene.now(message, chat);
        return fits(text, shown.text) ? shown : undefined;
      }),
    until,
    async close() {
      await product?.kill();
      await Promise.all([telegram.stop(), model.stop()]);
      await home.remove();
    },
  };
  return scene;
}

/** A claimed bot that is ready. */
export async function openClaimedScene(script?: ModelFakeScript): Promise<Scene> {
  const scene = await openScene(script);
  await scene.start();
  await scene.claim();
  return scene;
}
