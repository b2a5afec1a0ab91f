import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { asc } from 'drizzle-orm';
import type { Database } from '../../../src/db/client.ts';
import { persons } from '../../../src/db/schema/people.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import type { StepPassed } from '../../../src/ground/steps.ts';
import { noteKnown } from '../../../src/people/known-chats.ts';
import { startModelFake } from '../../../test/fakes/model/model-fake.ts';
import type { FakePlatform, Person, PlatformName } from '../../../test/platforms/platform.ts';
import { startPlatform } from '../../../test/platforms/start.ts';
import { openPlace } from '../../open-place.ts';
import { copyOf, type DatabaseKind, makePlace, type Place } from '../../place.ts';
import { BUILT, type Product, spawnProduct, startProduct } from '../../product.ts';
import type { Accounts } from './accounts.ts';
import { obedient, pageAt } from './conversation.ts';
import { openGoogle } from './google.ts';
import { openServers } from './servers.ts';

/** The numbers of the person's account, and of Ben's, whom they may have messages sent to. */
const ME = 4711;
const BEN = 77;

/** `SIGKILL` ends the process then and there; after `SIGTERM` it ends by itself, in peace. */
export const SIGNALS = ['SIGKILL', 'SIGTERM'] as const;
export type Signal = (typeof SIGNALS)[number];

/** Where the process is to end: at the so-many-th pass of this side of a step. */
export interface Death extends StepPassed {
  readonly pass: number;
  readonly signal: Signal;
}

/** Whose accounts a person has: `servers` are Dovecot and Radicale. */
export type AccountsKind = 'servers' | 'google';

/** The outside of one proof, which outlives every life of the program. */
export interface Stage {
  readonly platform: FakePlatform;
  readonly me: Person;
  readonly ben: Person;
  readonly place: Place;
  /** Paths that were asked of the page server, in the order of arrival. */
  readonly opened: readonly string[];
  /** Their accounts, where they have some. */
  readonly accounts: Accounts | undefined;
  /** Starts the next life; the one before must have ended. One that is to die goes on until it is told where. */
  spawn(end?: 'to die'): Product;
  /** From the next message on. */
  dieAt(death: Death): Promise<void>;
  /** Ends the life that runs now in peace. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** A place that is claimed and knows Ben, to be copied. */
export interface Claimed {
  readonly platform: PlatformName;
  readonly place: Place;
  readonly accounts: AccountsKind | undefined;
  remove(): Promise<void>;
}

interface ClaimOptions {
  readonly kind: DatabaseKind;
  readonly platform: PlatformName;
  readonly accounts: AccountsKind | undefined;
}

/** Longer than a start on a busy machine. */
const PATIENCE_MS = 30_000;
const OPENERS = { servers: openServers, google: openGoogle } as const;
const DIE_AT = join(import.meta.dirname, 'die-at.mjs');

export async function makeClaimed({ kind, platform: name, accounts }: ClaimOptions): Promise<Claimed> {
  const [platform, place] = await Promise.all([startPlatform(name), makePlace(kind)]);
  const product = await startProduct(settingsFor(platform, place));
  const me = platform.person(ME);
  me.writes(`/start ${(await readFile(join(place.home, 'claim-token'), 'utf8')).trim()}`);
  await platform.waitFor(() => me.messages().some(({ from }) => from === 'bot'), PATIENCE_MS);
  await product.stop();
  await platform.stop();
  const database = await openPlace(place);
  await introduceBen(database.db, platform);
  await database.close();
  return { platform: name, place, accounts, remove: place.remove };
}

function settingsFor(platform: FakePlatform, { home, databaseUrl }: Place): Readonly<Record<string, string>> {
  return { ADJUTANT_HOME: home, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }), ...platform.settings };
}

/** `program`: what Node is started with, the built program unless the proof brings another. */
export async function openStage(claimed: Claimed, program = BUILT): Promise<Stage> {
  const [platform, pages, place, accounts] = await Promise.all([
    startPlatform(claimed.platform),
    startPages(),
    copyOf(claimed.place),
    claimed.accounts && OPENERS[claimed.accounts](),
  ]);
  const model = await startModelFake(obedient(pages.url));
  const settings = {
    ...settingsFor(platform, place),
    ...accounts?.settings,
    OPENAI_BASE_URL: model.openAiUrl,
    OPENAI_MODEL: 'scripted',
    WEB_ALLOW_HOSTS: new URL(pages.url).host,
  };
  const deathFile = join(place.home, 'die-at.json');
  let product: Product | undefined;
  return {
    platform,
    me: platform.person(ME),
    ben: platform.person(BEN),
    place,
    opened: pages.opened,
    accounts,
    spawn(end) {
      product = end
        ? spawnProduct({ ...settings, DIE_AT: deathFile }, ['--import', DIE_AT, ...program])
        : spawnProduct(settings, program);
      return product;
    },
    dieAt: (death) => writeFile(deathFile, JSON.stringify(death)),
    async stop() {
      await product?.ready; // before it hears of signals, any ends it
      await product?.stop();
    },
    async close() {
      await product?.kill();
      await Promise.all([platform.stop(), model.stop(), pages.stop(), accounts?.close()]);
      await place.remove();
    },
  };
}

async function introduceBen(db: Database, platform: FakePlatform): Promise<void> {
  const { chat } = platform.person(BEN);
  await db.asSystem(async (tx) => {
    const [owner] = await tx.select({ id: persons.id }).from(persons).orderBy(asc(persons.createdAt)).limit(1);
    if (!owner) throw new Error('nobody claimed it');
    await noteKnown(tx, owner.id, { platform: platform.name, chat, name: 'Ben', shared: false }, systemClock.now());
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
