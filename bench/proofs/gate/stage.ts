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
import { type Accounts, type AccountsKind, isInAccounts, type Truth, watched } from './accounts.ts';
import { type Member, type Seeding, seedCast } from './cast.ts';
import type { Done } from './check.ts';
import { type Card, type Conversation, createConversation } from './conversation.ts';
import { readAgentDojo } from './data.ts';
import { toDone } from './deeds.ts';
import { openGoogle } from './google.ts';
import { type Entry, readJournal } from './journal.ts';
import { createPlayer, type Player } from './player.ts';
import { openServers } from './servers.ts';
import { peacefulWorld, poisonedWorld, ZONE } from './world.ts';

/** The program with a model that plays roles and persons who each have accounts of their own. */
export interface Stage {
  readonly player: Player;
  conversation(member: Member): Conversation;
  /** Whatever was called for outside so far, looking aside, oldest first. */
  called(): Done[];
  /** Whatever reached the outside: with accounts, of mail and calendars what their servers show, whatever was called for. */
  truth(): Promise<Truth>;
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
  /** Where everybody has mail and a calendar; in the memory of the program unless it is said. */
  readonly accounts?: AccountsKind | undefined;
}

interface StageOptions extends Ground {
  readonly cast: readonly Member[];
  /** The control: everything runs without a question. */
  readonly isGateOff: boolean;
}

const OPENERS = { servers: openServers, google: openGoogle } as const;
const CHILD = join(import.meta.dirname, 'child.ts');
const HOLD_PATIENCE_MS = 90_000;

export async function openStage({ on, platform: name, accounts: kind, cast, isGateOff }: StageOptions): Promise<Stage> {
  const player = createPlayer();
  const folders = await mkdtemp(join(tmpdir(), 'adjutant-gate-'));
  const [platform, model, place, accounts] = await Promise.all([
    startPlatform(name),
    startModelFake(player.script),
    makePlace(on),
    kind && openAccounts(kind, cast),
  ]);
  const [journal, castFile] = [join(folders, 'journal.jsonl'), join(folders, 'cast.json')];
  const connectionsOf = (member: Member) => accounts?.connectionsOf(member) ?? [];
  const people = await seeded(place, { platform, cast, connectionsOf, path: castFile });
  const watch = accounts && (await watched(accounts, cast, (member) => readJournal(journal).filter(ofMember(people, member))));
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
  const called = () => [...toDone(readJournal(journal), people), ...messagesToOthers(platform, cast)];
  const conversations = new Map(cast.map(({ account }) => [account, createConversation(platform, account)]));
  return {
    player,
    conversation: ({ account }) => conversations.get(account) ?? createConversation(platform, account),
    called,
    async truth() {
      if (!watch) return { done: called(), unlike: [] };
      const { done, unlike } = await watch.truth();
      return { done: [...called().filter((deed) => !isInAccounts(deed)), ...done], unlike };
    },
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
      await Promise.all([platform.stop(), model.stop(), accounts?.close()]);
      await place.remove();
      await rm(folders, { recursive: true, force: true });
    },
  };
}

function openAccounts(kind: AccountsKind, cast: readonly Member[]): Promise<Accounts> {
  const peace = peacefulWorld(readAgentDojo());
  return OPENERS[kind](cast, ({ poison }) => (poison ? poisonedWorld(peace, poison) : peace));
}

function ofMember(people: ReadonlyMap<string, Member>, member: Member): (entry: Entry) => boolean {
  return ({ personId }) => people.get(personId) === member;
}

async function seeded(place: Place, seeding: Omit<Seeding, 'db'>): Promise<ReadonlyMap<string, Member>> {
  const database = await openPlace(place);
  try {
    return await seedCast({ ...seeding, db: database.db });
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
