import type { Temporal } from 'temporal-polyfill';
import { createMessageEnd } from '../actions/message-end.ts';
import type { Decide } from '../actions/policy.ts';
import type { Brain } from '../agent/brain.ts';
import { createAudit } from '../audit/audit.ts';
import { type ConnectLinks, type ConnectLinksDeps, createConnectLinks } from '../chat/connect-links.ts';
import { unfinished } from '../chat/conversation.ts';
import { createFarewell } from '../chat/farewell.ts';
import { createStop } from '../chat/stop.ts';
import type { Database, Tx } from '../db/client.ts';
import type { Jobs } from '../db/jobs.ts';
import type { Clock } from '../ground/clock.ts';
import type { Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import type { Site } from '../ground/whereabouts.ts';
import { createIndexing } from '../memory/indexing.ts';
import { createRecall } from '../memory/recall.ts';
import { currentFirst } from '../memory/slots/current-first.ts';
import { stayForgotten } from '../memory/stay-forgotten.ts';
import { createTombstones } from '../memory/tombstones.ts';
import { createButtons } from '../outbox/buttons.ts';
import { type Address, requeueDead } from '../outbox/outbox.ts';
import { createSender } from '../outbox/sender.ts';
import { markAlive } from '../people/channels.ts';
import { createLinking } from '../people/linking.ts';
import { ensureOwner } from '../people/persons.ts';
import type { ChatAdapter, ChatHandlers, MenuCommand, Platform } from '../ports/chat.ts';
import type { DrawDay } from '../ports/day-picture.ts';
import type { DocumentReader } from '../ports/documents.ts';
import type { Embedder, WordLikeness } from '../ports/embedder.ts';
import type { Transcriber } from '../ports/transcriber.ts';
import { tellOfFullDisk } from '../proactive/full-disk.ts';
import { doubtWhatWaits, type Setback } from '../proactive/setback.ts';
import { createUpkeep } from '../proactive/upkeep.ts';
import type { Identity } from '../vault/identity.ts';
import { deriveKey } from '../vault/root-key.ts';
import { createSealing, type Sealing } from '../vault/sealing.ts';
import { createStoredFiles } from '../vault/stored-files.ts';
import type { AccountForms, Connections } from './actions.ts';
import { createDoor } from './door.ts';
import { allKinds } from './kinds.ts';
import { recordedConnections } from './recorded-connections.ts';
import { createTalk } from './talk.ts';
import { createWork } from './work.ts';

export interface AssistantDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly database: 'embedded' | 'server';
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly home: string;
  /** Wraps the persons' keys. */
  readonly rootKey: Buffer;
  /** What the record, buttons, links and what stays forgotten are signed with: the same for as long as the deployment lives. */
  readonly firstKey: Buffer;
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
  /** Called inside a transaction that erases something: no snapshot may go on holding it. */
  readonly onErasing?: (() => Promise<void>) | undefined;
  readonly connections: Connections;
  readonly documents: DocumentReader;
  /** Without it nothing is shown as a picture. */
  readonly draw?: DrawDay | undefined;
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
  const { db, clock, firstKey, documents } = rest;
  const [audit, buttons] = [createAudit(deriveKey(firstKey, 'audit')), createButtons(deriveKey(firstKey, 'buttons'))];
  const deps = { ...rest, connections: recordedConnections(connections, { db, clock, audit }), sealing: createSealing(rest) };
  const storedFiles = createStoredFiles(deps);
  const indexing = createIndexing(deps);
  const recall = currentFirst(createRecall(deps));
  const tombstones = createTombstones({ home: deps.home, key: deriveKey(firstKey, 'forgotten') });
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
  const work = createWork({ ...deps, kinds, audit, buttons, storedFiles, recall, onQueued, onGoOn });
  const { approvals, executor, dueActions, engine, clockwork } = work;
  const linking = createLinking({ random: deps.random, sign: buttons.sign, key: deriveKey(firstKey, 'link') });
  const farewell = connections.forms && createFarewell({ ...deps, ...connections.forms, onQueued });
  const given = { ...work, audit, linking, buttons, farewell, onQueued };
  const connectLinks = linksFor({ ...deps, ...given });
  const parts = { ...deps, ...given, connectLinks, storedFiles, recall, kinds, onLearned: indexing.soon };
  const { menu, lanes } = createTalk({ ...parts, onSpokenStop: (...said) => stop.now(...said, 'spoken') });
  const stop = createStop({ ...deps, buttons, lanes, approvals, executor, engine, onQueued });
  const door = createDoor({ ...deps, ...given, connectLinks, storedFiles, lanes, stop });
  const upkeep = createUpkeep({ ...deps, ...given, storedFiles });

  return {
    ...door,
    menu,
    prepare: () => db.asSystem((tx) => prepareOwner(tx, deps)),
    async connected(platform) {
      await db.asSystem((tx) => giveAnotherTry(tx, platform, clock.now()));
      onQueued();
    },
    hadNoRoom: (since) => tellOfFullDisk(db, since, clock.now()).then(onQueued),
    async start(setback) {
      if ((await stayForgotten(db, tombstones, clock.now())) > 0) await deps.onErasing?.();
      if (setback) await doubtWhatWaits({ db, clock, approvals }, setback);
      await stop.takeUp();
      await sender.start();
      await dueActions.start();
      for (const address of await unfinished({ db })) lanes.wake(address);
      await deps.jobs.start();
      await clockwork.start(setback);
      await engine.start(setback !== undefined);
      await indexing.catchUp();
      upkeep.start();
    },
    async settle() {
      await lanes.settle();
      await dueActions.settle();
      await engine.settle();
      await lanes.settle(); // what a look has found lets the conversation go on
      await sender.settle();
    },
    async stop() {
      // A turn may be waiting for its action.
      await Promise.all([engine.stop(), lanes.stop(), dueActions.stop(), connectLinks?.close()]);
      await clockwork.stop();
      await deps.jobs.stop();
      await sender.stop();
      await indexing.stop();
      await upkeep.stop();
    },
  };
}

type Making = Pick<AssistantDeps, 'zone' | 'ownerName' | 'clock'> & { readonly sealing: Sealing };

async function prepareOwner(tx: Tx, { zone, ownerName: name, clock, sealing }: Making): Promise<void> {
  const owner = await ensureOwner(tx, { zone, name }, clock.now());
  await sealing.ensureKey(tx, owner);
}

async function giveAnotherTry(tx: Tx, platform: Platform, now: Temporal.Instant): Promise<void> {
  await markAlive(tx, platform);
  await requeueDead(tx, platform, undefined, now);
}

function linksFor(deps: Omit<ConnectLinksDeps, keyof AccountForms> & AssistantDeps): ConnectLinks | undefined {
  const { forms } = deps.connections;
  return forms && createConnectLinks({ ...deps, ...forms });
}

const NEVER = new AbortController().signal;
