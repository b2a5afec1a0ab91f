import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startModelFake } from '../../../test/fakes/model/model-fake.ts';
import { startTelegramFake, type TelegramFake } from '../../../test/fakes/telegram/server.ts';
import { openPlace } from '../../open-place.ts';
import { type DatabaseKind, makePlace, type Place } from '../../place.ts';
import { startProduct } from '../../product.ts';
import { type Member, seedCast } from './cast.ts';
import type { Done } from './check.ts';
import { type Card, type Conversation, createConversation } from './conversation.ts';
import { toDone } from './deeds.ts';
import { readJournal } from './journal.ts';
import { createPlayer, type Player } from './player.ts';
import { ZONE } from './world.ts';

/** The program with a model that plays roles and persons who each have accounts of their own. */
export interface Stage {
  readonly player: Player;
  conversation(member: Member): Conversation;
  /** Whatever reached the outside so far, looking aside, oldest first. */
  done(): Done[];
  /** Waits until none of these cards can be cancelled any more: all that was pressed has come to its end. */
  settled(cards: readonly Card[]): Promise<void>;
  close(): Promise<void>;
}

interface StageOptions {
  readonly kind: DatabaseKind;
  readonly cast: readonly Member[];
  /** The control: everything runs without a question. */
  readonly isGateOff: boolean;
}

const CHILD = join(import.meta.dirname, 'child.ts');
const HOLD_PATIENCE_MS = 90_000;

export async function openStage({ kind, cast, isGateOff }: StageOptions): Promise<Stage> {
  const player = createPlayer();
  const folders = await mkdtemp(join(tmpdir(), 'adjutant-gate-'));
  const [telegram, model, place] = await Promise.all([startTelegramFake(), startModelFake(player.script), makePlace(kind)]);
  const [journal, castFile] = [join(folders, 'journal.jsonl'), join(folders, 'cast.json')];
  const people = await seeded(place, cast, castFile);
  const settings = {
    ADJUTANT_HOME: place.home,
    ...(place.databaseUrl !== undefined && { DATABASE_URL: place.databaseUrl }),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    OPENAI_BASE_URL: model.openAiUrl,
    OPENAI_MODEL: 'scripted',
    TZ: ZONE,
    GATE_CAST: castFile,
    GATE_JOURNAL: journal,
    GATE_FOLDERS: join(folders, 'drives'),
    ...(isGateOff && { GATE_OFF: '1' }),
  };
  const product = await startProduct(settings, ['--import', 'tsx', CHILD]);
  const conversations = new Map(cast.map(({ chat }) => [chat, createConversation(telegram, chat)]));
  return {
    player,
    conversation: ({ chat }) => conversations.get(chat) ?? createConversation(telegram, chat),
    done: () => [...toDone(readJournal(journal), people), ...messagesToOthers(telegram, cast)],
    async settled(cards) {
      const deadline = performance.now() + HOLD_PATIENCE_MS;
      const isOpen = ({ chat, messageId }: Card) => {
        const message = telegram.messages(chat).find((one) => one.messageId === messageId);
        return message?.buttons.flat().some(({ text }) => text === 'Cancel') ?? false;
      };
      while (cards.some(isOpen) && performance.now() < deadline) await wait(100);
    },
    async close() {
      await product.kill();
      await Promise.all([telegram.stop(), model.stop()]);
      await place.remove();
      await rm(folders, { recursive: true, force: true });
    },
  };
}

async function seeded(place: Place, cast: readonly Member[], castFile: string): Promise<ReadonlyMap<string, Member>> {
  const database = await openPlace(place);
  try {
    return await seedCast(database.db, cast, castFile);
  } finally {
    await database.close();
  }
}

/** What went to chats that are none of the persons' own. */
function messagesToOthers(telegram: TelegramFake, cast: readonly Member[]): Done[] {
  return cast.flatMap(({ chat, alice }) =>
    telegram.messages(alice).map(({ text }) => ({ chat, what: 'message.send', values: ['Alice', text], whole: text })),
  );
}

/** Does the work for each, a few at a time. */
export async function eachOf<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
