import type { Temporal } from 'temporal-polyfill';
import type { Act } from '../actions/act.ts';
import type { Edit } from '../actions/edit.ts';
import type { Kind } from '../actions/kind.ts';
import { createMessageEnd } from '../actions/message-end.ts';
import type { Decide } from '../actions/policy.ts';
import type { ShowCards } from '../actions/show-again.ts';
import type { Undo } from '../actions/undo.ts';
import type { Brain } from '../agent/brain.ts';
import { createWriteDown } from '../agent/write-down.ts';
import { type Audit, createAudit } from '../audit/audit.ts';
import { menuOf } from '../chat/commands/menu.ts';
import { createCommandRunner } from '../chat/commands/runner.ts';
import { type ConnectLinks, type ConnectLinksDeps, createConnectLinks } from '../chat/connect-links.ts';
import { createConversation, unfinished } from '../chat/conversation.ts';
import { createEdits } from '../chat/edits.ts';
import { createLanes, type Lanes } from '../chat/lanes.ts';
import { createStop } from '../chat/stop.ts';
import { createVoice, type VoiceDeps } from '../chat/voice.ts';
import { withUndo } from '../chat/with-undo.ts';
import type { Database, Tx } from '../db/client.ts';
import type { Jobs } from '../db/jobs.ts';
import type { Clock } from '../ground/clock.ts';
import type { Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import { type Site, siteOf } from '../ground/whereabouts.ts';
import { createIndexing } from '../memory/indexing.ts';
import { createRecall, type Recall } from '../memory/recall.ts';
import { currentFirst } from '../memory/slots/current-first.ts';
import { stayForgotten } from '../memory/stay-forgotten.ts';
import { createTombstones } from '../memory/tombstones.ts';
import { type Buttons, createButtons } from '../outbox/buttons.ts';
import { type Address, requeueDead } from '../outbox/outbox.ts';
import { createSender } from '../outbox/sender.ts';
import { markAlive } from '../people/channels.ts';
import { createLinking, type Linking } from '../people/linking.ts';
import { ensureOwner } from '../people/persons.ts';
import type { ChatAdapter, ChatHandlers, MenuCommand, Platform } from '../ports/chat.ts';
import type { DocumentReader } from '../ports/documents.ts';
import type { Embedder, WordLikeness } from '../ports/embedder.ts';
import type { Transcriber } from '../ports/transcriber.ts';
import { tellOfFullDisk } from '../proactive/full-disk.ts';
import { doubtWhatWaits, type Setback } from '../proactive/setback.ts';
import { createUpkeep } from '../proactive/upkeep.ts';
import type { Identity } from '../vault/identity.ts';
import { deriveKey } from '../vault/root-key.ts';
import { createSealing } from '../vault/sealing.ts';
import { createStoredFiles, type StoredFiles } from '../vault/stored-files.ts';
import { type AccountForms, type Connections, createActions } from './actions.ts';
import { allCommands } from './commands.ts';
import { createDoor } from './door.ts';
import { createDownload } from './download.ts';
import { allKinds, toolsFor } from './kinds.ts';
import { createProactive, type Proactive } from './proactive.ts';
import { recordedConnections } from './recorded-connections.ts';

export interface AssistantDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly database: 'embedded' | 'server';
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly home: string;
  readonly rootKey: Buffer;
  /** Signs what is taken away from here. */
  readonly identity: Identity;
  /** IANA: of whoever is new here. */
  readonly zone: string;
  readonly ownerName: string;
  readonly approvalTtlMinutes: number;
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  readonly brain: Brain | undefined;
  readonly embedder: Embedder;
  /** Knows words that are alike; it computes in this process. */
  readonly likeness?: WordLikeness | undefined;
  /** True when the embedder computes in this process. */
  readonly embedsHere: boolean;
  /** Where it computes otherwise. */
  readonly embedderSite?: Site | undefined;
  /** Undefined while nothing is set that could listen. */
  readonly transcriber?: Transcriber | undefined;
  readonly recordingKeepHours: number;
  readonly connections: Connections;
  readonly documents: DocumentReader;
  /** Only a proof passes another than the safety rule. */
  readonly decide?: Decide | undefined;
}

/** The assistant without its platforms: what they hand over, and its life. */
export interface Assistant {
  readonly handlers: ChatHandlers;
  readonly menu: readonly MenuCommand[];
  /** The token to claim with; undefined once a platform is claimed. */
  claimToken(): Promise<string | undefined>;
  /** Makes the owner known; before any platform is connected. */
  prepare(): Promise<void>;
  /** A platform is connected: what it could not take before goes out now. */
  connected(platform: Platform): Promise<void>;
  /** Nothing could be stored since then; now there is room again. */
  hadNoRoom(since: Temporal.Instant): Promise<void>;
  /** Takes up what an earlier life left, once the platforms are on their way; after a setback nothing of it is done by itself. */
  start(setback?: Setback): Promise<void>;
  /** Resolves when every message taken in has its answer sent. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** Joins the parts of the core. A message runs one way: inbox, lane, turn or command, outbox, sender. */
export function createAssistant({ connections, ...rest }: AssistantDeps): Assistant {
  const { db, clock, rootKey, documents } = rest;
  const [audit, buttons] = [createAudit(deriveKey(rootKey, 'audit')), createButtons(deriveKey(rootKey, 'buttons'))];
  const deps = { ...rest, connections: recordedConnections(connections, { db, clock, audit }) };
  const storedFiles = createStoredFiles({ ...deps, sealing: createSealing(deps) });
  const indexing = createIndexing(deps);
  const recall = currentFirst(createRecall(deps));
  const tombstones = createTombstones({ home: deps.home, key: deriveKey(rootKey, 'forgotten') });
  const kinds = allKinds({
    recall,
    tombstones,
    ...{ storedFiles, documents },
    isConnected: (platform) => deps.adapters.has(platform),
    prepare: deps.embedsHere ? (text) => recall.prepare(text, NEVER) : undefined,
  });
  const sender = createSender({ ...deps, storedFiles, onMessageEnd: createMessageEnd({ ...deps, kinds, audit, buttons }) });
  const onQueued = sender.kick;
  // Without a model nobody would go on: what was found then stands in the card.
  const onGoOn = deps.brain && ((address: Address) => lanes.wake(address));
  const actions = createActions({ ...deps, decide: deps.decide, kinds, audit, buttons, storedFiles, onQueued, onGoOn });
  const { act, approvals, executor, dueActions } = actions;
  const linking = createLinking({ random: deps.random, sign: buttons.sign, key: deriveKey(rootKey, 'link') });
  const proactive = createProactive({ ...deps, ...deps.connections, act, audit, buttons, recall, onQueued });
  // Whatever was done may have moved the next due moment: the clockwork looks anew.
  const actAndNudge: typeof act = (wish) => act(wish).finally(proactive.clockwork.nudge);
  const given = { ...proactive, ...actions, act: actAndNudge, audit, linking, buttons, onQueued };
  const connectLinks = linksFor({ ...deps, ...given });
  const parts = { ...deps, ...given, connectLinks, storedFiles, recall, kinds, onLearned: indexing.soon };
  const { menu, lanes } = createTalk({ ...parts, onSpokenStop: (...said) => stop.now(...said, 'spoken') });
  const stop = createStop({ ...deps, buttons, lanes, approvals, executor, onQueued });
  const door = createDoor({ ...deps, ...given, storedFiles, lanes, stop });
  const upkeep = createUpkeep({ ...deps, approvals, storedFiles, onQueued });

  return {
    ...door,
    menu,
    prepare: async () =>
      void (await db.asSystem((tx) => ensureOwner(tx, { zone: deps.zone, name: deps.ownerName }, clock.now()))),
    async connected(platform) {
      await db.asSystem((tx) => giveAnotherTry(tx, platform, clock.now()));
      onQueued();
    },
    hadNoRoom: (since) => tellOfFullDisk(db, since, clock.now()).then(onQueued),
    async start(setback) {
      if (setback || deps.database === 'server') await stayForgotten(db, tombstones, clock.now());
      if (setback) await doubtWhatWaits({ db, clock, approvals }, setback);
      await stop.takeUp();
      await sender.start();
      await dueActions.start();
      for (const address of await unfinished({ db })) lanes.wake(address);
      await deps.jobs.start();
      await proactive.clockwork.start(setback);
      await indexing.catchUp();
      upkeep.start();
    },
    async settle() {
      await lanes.settle();
      await dueActions.settle();
      await lanes.settle(); // what a look has found lets the conversation go on
      await sender.settle();
    },
    async stop() {
      // A turn may be waiting for its action.
      await Promise.all([lanes.stop(), dueActions.stop(), connectLinks?.close()]);
      await proactive.clockwork.stop();
      await deps.jobs.stop();
      await sender.stop();
      await indexing.stop();
      await upkeep.stop();
    },
  };
}

async function giveAnotherTry(tx: Tx, platform: Platform, now: Temporal.Instant): Promise<void> {
  await markAlive(tx, platform);
  await requeueDead(tx, platform, undefined, now);
}

function linksFor(deps: Omit<ConnectLinksDeps, keyof AccountForms> & AssistantDeps): ConnectLinks | undefined {
  const { forms } = deps.connections;
  return forms && createConnectLinks({ ...deps, ...forms });
}

interface TalkDeps extends AssistantDeps, Proactive {
  readonly onSpokenStop: VoiceDeps['onSpokenStop'];
  readonly audit: Audit;
  readonly linking: Linking;
  readonly showCards: ShowCards;
  readonly undo: Undo;
  readonly edit: Edit;
  readonly buttons: Buttons;
  readonly storedFiles: StoredFiles;
  readonly recall: Recall;
  readonly kinds: readonly Kind[];
  readonly act: Act;
  readonly onQueued: () => void;
  readonly onLearned: (personId: string) => void;
  readonly connectLinks: ConnectLinks | undefined;
}

/** What happens to a message once it is in: the lanes, and in them turns and commands. */
function createTalk(deps: TalkDeps): { readonly menu: readonly MenuCommand[]; readonly lanes: Lanes } {
  const { db, clock, log, adapters, brain, embedder, undo, buttons, kinds, clockwork, transcriber } = deps;
  const about = {
    ...deps,
    model: brain?.name,
    modelSite: brain?.site,
    dailyTokenLimit: brain?.dailyTokenLimit,
    embedder: embedder.model,
    embedderSite: deps.embedderSite,
    listenerSite: transcriber && siteOf(transcriber.url),
    startedAt: clock.now(),
  };
  const download = createDownload(adapters);
  const commands = allCommands({ ...deps, download, nudge: clockwork.nudge, about });
  const takeBack = createEdits({ db, undo });
  const runner = createCommandRunner({ ...deps, commands, takeBack, finish: withUndo(db, buttons) });

  const writeDown = transcriber && createWriteDown({ transcriber, clock, log });
  const next = createConversation({
    ...deps,
    download,
    voice: createVoice({ ...deps, download, writeDown }),
    toolsFor: toolsFor(kinds, deps.connections.eyesOf),
    commands: runner,
    takeBack,
  });
  const lanes = createLanes({ next, clock, log });
  return { menu: menuOf(commands.filter(({ hidden }) => !hidden)), lanes };
}

const NEVER = new AbortController().signal;
