import { createDocumentReader } from '../../adapters/documents/document-reader.ts';
import { createDrawDay } from '../../adapters/pictures/draw-day.ts';
import type { Decide } from '../actions/policy.ts';
import { createHousekeeping } from '../db/housekeeping.ts';
import { createJobs } from '../db/jobs.ts';
import { type OpenDatabase, openDatabase } from '../db/open.ts';
import { systemClock as clock } from '../ground/clock.ts';
import { readSettings, type Settings, secretsOf } from '../ground/config.ts';
import { AppError } from '../ground/errors.ts';
import { createLog, describeError, type Log } from '../ground/log.ts';
import { systemRandom as random } from '../ground/random.ts';
import type { DocumentReader } from '../ports/documents.ts';
import { setbackOf } from '../proactive/setback.ts';
import { createCredentials } from '../vault/credentials.ts';
import { createSealing } from '../vault/sealing.ts';
import { openVault } from '../vault/vault.ts';
import type { Connections } from './actions.ts';
import { type Assistant, createAssistant } from './assistant.ts';
import { chooseBrain, chooseEmbedder, chooseTranscriber } from './brain.ts';
import { type Channels, createChannels } from './channels.ts';
import { connectAll } from './connect.ts';
import type { ConnectDeps } from './connections.ts';
import { claimWords, greetTerminal } from './first-words.ts';
import { createRoomNews } from './room-news.ts';

const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
const tell = (text: string) => void process.stderr.write(text);

/** What a process brings along beside its settings. */
export interface Equipment {
  readonly connect: (deps: ConnectDeps) => Connections;
  /** Only a proof passes another than the safety rule. */
  readonly decide?: Decide;
}

interface Equipped extends Equipment {
  readonly settings: Settings;
  readonly log: Log;
  readonly documents: DocumentReader;
}

/** The life of the process, to its exit: a wrong setting, or whatever else ends it, is told in one sentence. */
export async function live(equipment: Equipment): Promise<never> {
  try {
    const settings = readSettings(process.argv.slice(2));
    const level = settings.LOG_LEVEL ?? (process.stderr.isTTY ? 'warn' : 'info');
    const log = createLog({ level, secrets: secretsOf(settings), write: tell });
    await main(settings, log, equipment).catch((error: unknown) => end(error, log));
    return process.exit(0);
  } catch (error) {
    return end(error, createLog({ level: 'error', secrets: [], write: tell }));
  }
}

/** Settings, parts, start; then until a signal, or the end of the terminal's input, and stop. */
async function main(settings: Settings, log: Log, equipment: Equipment): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

  const room = createRoomNews(clock, log);
  const opening = openDatabase({
    home: settings.home,
    databaseUrl: settings.DATABASE_URL,
    clock,
    log,
    onProgress: (sentence) => tell(`${sentence}\n`),
    onGone: (reason) => end(new AppError('unavailable', `The database is gone (${reason}). Start Adjutant again.`), log),
    onRoom: room.changed,
    signal: stopping.signal,
  });
  const [database, channels] = await Promise.all([opening, createChannels({ settings, clock, random, log })]);
  const documents = createDocumentReader({ clock });
  const { assistant, modelName } = await makeAssistant({ settings, log, documents, ...equipment }, database, channels);
  await assistant.prepare();
  greetTerminal({ adapters: channels.adapters, interactive, modelName, write: (text) => void process.stdout.write(text) });
  await connect(assistant, channels, log, stopping.signal);
  await assistant.start(setbackOf(database));
  room.tellBy(assistant.hadNoRoom);
  await database.settled();
  const housekeeping = createHousekeeping({ database, clock, log }).run(stopping.signal);

  await untilEnd(channels, assistant, stopping);
  await Promise.all([...channels.adapters.values()].map((adapter) => adapter.stop()));
  await assistant.stop();
  documents.close();
  await housekeeping;
  await channels.close();
  await database.close();
  log.info('stopped');
}

async function makeAssistant(
  { settings, log, documents, connect, decide }: Equipped,
  { db, kind, connection, snapshots }: OpenDatabase,
  { adapters, connectDoor }: Channels,
) {
  const jobs = createJobs({ connection, random, log });
  const [{ rootKey, firstKey, identity }, brain] = await Promise.all([
    openVault({ ...settings, db, random, log }),
    chooseBrain({ settings, clock, log }),
  ]);
  const { home, TZ: zone, osUser: ownerName, APPROVAL_TTL_MINUTES: approvalTtlMinutes } = settings;
  const hearing = { transcriber: chooseTranscriber(settings), recordingKeepHours: settings.RECORDING_KEEP_HOURS };
  const credentials = createCredentials({ sealing: createSealing({ rootKey, random, clock }), clock });
  const connections = connect({ settings, db, clock, log, credentials, documents, connectDoor });
  const given = {
    home,
    zone,
    ownerName,
    approvalTtlMinutes,
    connections,
    documents,
    draw: createDrawDay(),
    decide,
    onErasing: snapshots?.outdate,
    ...hearing,
    ...chooseEmbedder(settings),
  };
  const assistant = createAssistant({
    ...given,
    db,
    jobs,
    database: kind,
    clock,
    random,
    log,
    rootKey,
    firstKey,
    identity,
    brain,
    adapters,
  });
  return { assistant, modelName: brain?.name };
}

/** Connects the platforms and says when all are there, and after ten seconds which are not yet. Until one is claimed, says how to. */
async function connect(assistant: Assistant, { adapters }: Channels, log: Log, signal: AbortSignal): Promise<void> {
  const token = await assistant.claimToken();
  const startMs = () => Math.round(performance.now());
  const missing = await connectAll({
    ...assistant,
    adapters,
    clock,
    log,
    signal,
    onConnected(platform, started) {
      assistant.connected(platform).catch((error: unknown) => log.warn('channel-not-noted', describeError(error)));
      if (token !== undefined && platform !== 'terminal') tell(claimWords(platform, started, token));
    },
    onAll: () => log.info('ready', { startMs: startMs() }),
  });
  if (missing.length > 0) log.warn('degraded', { startMs: startMs(), missing: missing.join(', ') });
}

/** Until a signal comes; or, where the terminal is the only channel, until its person leaves or its input is answered. */
async function untilEnd({ adapters, terminalEnded }: Channels, assistant: Assistant, stopping: AbortController): Promise<void> {
  const signalled = new Promise<void>((resolve) => {
    if (stopping.signal.aborted) resolve(); // it came during the start
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const left = adapters.size === 1 ? terminalEnded.then(() => assistant.settle()) : signalled;
  await Promise.race([signalled, left]);
  stopping.abort();
}

function end(error: unknown, log: Log): never {
  if (error instanceof AppError) tell(`${error.message}\n`);
  else log.error('crashed', describeError(error));
  process.exit(1);
}
