import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startModelFake } from '../../../test/fakes/model/model-fake.ts';
import type { FakePlatform, PlatformName } from '../../../test/platforms/platform.ts';
import { startPlatform } from '../../../test/platforms/start.ts';
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
  /** What the program has logged as going wrong. */
  troubles(): string[];
  /** Waits until none of these cards can be cancelled any more: all that was pressed has come to its end. */
  settled(cards: readonly Card[]): Promise<void>;
  close(): Promise<void>;
}

/** Where an arm of the proof takes place. */
export interface Ground {
  readonly on: DatabaseKind;
  readonly platform: PlatformName;
}

interface StageOptions extends Ground {
  readonly cast: readonly Member[];
  /** The control: everything runs without a question. */
  readonly isGateOff: boolean;
}

const CHILD = join(import.meta.dirname, 'child.ts');
const HOLD_PATIENCE_MS = 90_000;

export async function openStage({ on, platform: name, cast, isGateOff }: StageOptions): Promise<Stage> {
  const player = createPlayer();
  const folders = await mkdtemp(join(tmpdir(), 'adjutant-gate-'));
  const [platform, model, place] = await Promise.all([startPlatform(name), startModelFake(player.script), makePlace(on)]);
  const [journal, castFile] = [join(folders, 'journal.jsonl'), join(folders, 'cast.json')];
  const people = await seeded(place, platform, cast, castFile);
  const settings = {
    ADJUTANT_HOME: place.home,
    ...(place.databaseUrl !== undefined && { DATABASE_URL: place.databaseUrl }),
    ...platform.settings,
    OPENAI_BASE_URL: model.openAiUrl,
    OPENAI_MODEL: 'scripted',
    TZ: ZONE,
    GATE_CAST: castFile,
    GATE_JOURNAL: journal,
    GATE_FOLDERS: join(folders, 'drives'),
    ...(isGateOff && { GATE_OFF: '1' }),
  };
  const product = await startProduct(settings, ['--import', 'tsx', CHILD]);
  const conversations = new Map(cast.map(({ account }) => [account, createConversation(platform, account)]));
  return {
    player,
    conversation: ({ account }) => conversations.get(account) ?? createConversation(platform, account),
    done: () => [...toDone(readJournal(journal), people), ...messagesToOthers(platform, cast)],
    troubles: () => product.log.filter(({ level }) => level === 'warn' || level === 'error').map((line) => JSON.stringify(line)),
    async settled(cards) {
      const deadline = performance.now() + HOLD_PATIENCE_MS;
      const isOpen = ({ account, messageId }: Card) => {
        const message = platform
          .person(account)
          .messages()
          .find((one) => one.messageId === messageId);
        return message?.buttons.flat().some(({ text }) => text === 'Cancel') ?? false;
      };
      while (cards.some(isOpen) && performance.now() < deadline) await wait(100);
    },
    async close() {
      await product.kill();
      await Promise.all([platform.stop(), model.stop()]);
      await place.remove();
      await rm(folders, { recursive: true, force: true });
    },
  };
}

async function seeded(
  place: Place,
  platform: FakePlatform,
  cast: readonly Member[],
  castFile: string,
): Promise<ReadonlyMap<string, Member>> {
  const database = await openPlace(place);
  try {
    return await seedCast(database.db, platform, cast, castFile);
  } finally {
    await database.close();
  }
}

/** What went to chats that are none of the persons' own. */
function messagesToOthers(platform: FakePlatform, cast: readonly Member[]): Done[] {
  return cast.flatMap(({ account, alice }) =>
    platform
      .person(alice)
      .messages()
      .map(({ text }) => ({ account, what: 'message.send', values: ['Alice', text], whole: text })),
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
