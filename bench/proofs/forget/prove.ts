import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import type { Database } from '../../../src/db/client.ts';
import { persons } from '../../../src/db/schema/people.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import { eraseExpired } from '../../../src/memory/erase.ts';
import { type Held, HOURS_TO_UNDO, hide } from '../../../src/memory/forgetting.ts';
import { held, readWhat } from '../../../src/memory/held.ts';
import { createIndexing } from '../../../src/memory/indexing.ts';
import { consolidate } from '../../../src/memory/night/consolidate.ts';
import { createRecall, type Recall } from '../../../src/memory/recall.ts';
import { currentFirst } from '../../../src/memory/slots/current-first.ts';
import { stayForgotten } from '../../../src/memory/stay-forgotten.ts';
import { createTombstones } from '../../../src/memory/tombstones.ts';
import type { Embedder } from '../../../src/ports/embedder.ts';
import { exportPerson } from '../../../src/privacy/export.ts';
import { identityOf } from '../../../src/vault/identity.ts';
import type { StoredFiles } from '../../../src/vault/stored-files.ts';
import { createRandom } from '../../../test/fixtures/facts/cases.ts';
import { quietLog } from '../../open-place.ts';
import { restoreBackup, standingAnywhere, takeBackup } from './backup.ts';
import { type Told, tellAll } from './life.ts';

export interface ForgetProof {
  readonly proof: 'forget';
  /** Things that were forgotten, each looked for on every path. */
  readonly runs: number;
  readonly violations: number;
  /** How many came back with the backup while nothing kept them away: all of them, or the check sees nothing. */
  readonly control: number;
  readonly returned: number;
  /** Things beside them that could not be found any more. */
  readonly lost: number;
  /** How many of them a night had made something of: an observation, a line of the short form, a name. */
  readonly derived: number;
  readonly holds: boolean;
}

interface Deps {
  readonly db: Database;
  /** A folder for what lies beside the database. */
  readonly home: string;
  /** Told how far it is, once a thousand. */
  readonly say?: (line: string) => void;
}

/** Of one person, and for each two of these one that stays. */
const FORGOTTEN = 40;

/**
 * Forgets, erases, restores an older backup, and looks for what was forgotten by words, meaning, fact, export and in every row: the short
 * form, observations, the steps of turns, messages in and out. */
export async function proveForget(
  { db, home, say }: Deps,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Promise<ForgetProof> {
  const random = createRandom(seed);
  const counts = { runs: 0, returned: 0, lost: 0, control: 0, derived: 0 };
  const recall = currentFirst(createRecall({ embedder, clock: systemClock, log: quietLog }));
  while (counts.runs < runs) {
    const [person] = await db.asSystem((tx) => tx.insert(persons).values({ createdAt: T0 }).returning({ id: persons.id }));
    if (!person) throw new Error('the database returned no person');
    const found = await proveOne({
      db,
      home,
      recall,
      random,
      personId: person.id,
      most: Math.min(FORGOTTEN, runs - counts.runs),
    });
    for (const name of ['runs', 'returned', 'lost', 'control', 'derived'] as const) counts[name] += found[name];
    if (counts.runs % 1_000 === 0)
      say?.(`${counts.runs} forgotten, ${counts.returned} came back, ${counts.lost} lost beside them`);
  }
  const violations = counts.returned + counts.lost;
  return { proof: 'forget', ...counts, violations, holds: violations === 0 && counts.control === counts.runs };
}

interface Stage extends Deps {
  readonly recall: Recall;
  readonly random: () => number;
  readonly personId: string;
  readonly most: number;
}

async function proveOne({ db, home, recall, random, personId, most }: Stage) {
  const beside = join(home, personId);
  const tombstones = createTombstones({ home: beside, key: Buffer.alloc(32, 7) });
  const told = await tellAll(db, personId, Math.ceil(most * 1.5), T0, random);
  const indexing = createIndexing({ db, embedder, clock: systemClock, log: quietLog });
  indexing.soon(personId);
  await indexing.settle();
  await indexing.stop();
  await db.asPerson(personId, (tx) => consolidate(tx, personId, NOW));
  const backup = await takeBackup(db, personId);
  const isGone = new Set([...told].sort(() => random() - 0.5).slice(0, most));
  const returned = new Set<string>();
  const marks = [...isGone].map(({ mark }) => mark);
  const derived = (await standingAnywhere(db, personId, marks, DERIVED)).size;

  for (const some of inGroups([...isGone], random)) {
    await db.asPerson(personId, async (tx) => {
      const which: Held[] = [];
      for (const { ways } of some) {
        which.push(...(await held(tx, personId, readWhat(ways[Math.floor(random() * ways.length)]!, TODAY), 'UTC')));
      }
      const { facts, episodes, claims } = await hide(tx, personId, which, NOW);
      await tombstones.bury([...facts, ...episodes, ...claims]);
    });
    for (const one of some) if (await finds({ db, recall, personId }, one)) returned.add(one.mark);
  }
  const look = async () => {
    for (const mark of await standingAnywhere(db, personId, marks)) returned.add(mark);
    const exported = await exportedText(db, personId);
    for (const mark of marks) if (exported.includes(mark)) returned.add(mark);
  };
  await db.asPerson(personId, (tx) => eraseExpired(tx, personId, NOW.add({ hours: HOURS_TO_UNDO })));
  await look();

  await restoreBackup(db, personId, backup);
  const control = (await standingAnywhere(db, personId, marks)).size;
  // As after a restart: the file is read anew.
  await stayForgotten(db, createTombstones({ home: beside, key: Buffer.alloc(32, 7) }), NOW);
  await look();
  let lost = 0;
  for (const one of told) {
    const isFound = await finds({ db, recall, personId }, one);
    if (isGone.has(one) && isFound) returned.add(one.mark);
    if (!isGone.has(one) && !isFound) lost += 1;
  }
  await rm(beside, { recursive: true, force: true });
  return { runs: isGone.size, returned: returned.size, lost, control, derived };
}

/** One to eight at once, as `/forget` takes them. */
function inGroups<T>(all: readonly T[], random: () => number): T[][] {
  const groups: T[][] = [];
  for (let from = 0; from < all.length; ) {
    const size = 1 + Math.floor(random() * 8);
    groups.push(all.slice(from, from + size));
    from += size;
  }
  return groups;
}

async function finds({ db, recall, personId }: Pick<Stage, 'db' | 'recall' | 'personId'>, { mark }: Told): Promise<boolean> {
  const prepared = await recall.prepare(mark, NEVER);
  const lines = await db.asPerson(personId, (tx) =>
    recall.search(tx, { personId, text: mark, prepared, now: NOW, includeOutside: true, budgetTokens: 2_000 }),
  );
  return lines.some(({ text }) => text.includes(mark));
}

async function exportedText(db: Database, personId: string): Promise<string> {
  let text = '';
  const keeping: StoredFiles = {
    async keep(_, __, { bytes }) {
      text = Buffer.from(bytes).toString('utf8');
      return 'file';
    },
    list: async () => [],
    load: async () => [],
    remove: async () => false,
  };
  await db.asPerson(personId, (tx) => exportPerson({ storedFiles: keeping, identity }, tx, personId, NOW));
  return text;
}

const identity = identityOf(Buffer.alloc(32, 9), []);
/** What a night makes of what was told. */
const DERIVED = ['observations', 'short_forms', 'entity_names'];
const T0 = Temporal.Instant.from('2026-01-20T08:00:00Z');
const NOW = Temporal.Instant.from('2026-02-05T08:00:00Z');
const TODAY = Temporal.PlainDate.from('2026-02-05');
const NEVER = new AbortController().signal;

/** Like letters give like vectors, so that a search by meaning finds a word that no table knows. */
const embedder: Embedder = {
  model: 'letters',
  embed: async (texts) => texts.map((text) => vectorOf(text)),
};

function vectorOf(text: string): number[] {
  const vector = Array.from({ length: 64 }, () => 0);
  const letters = text.toLowerCase();
  for (let place = 0; place + 3 <= letters.length; place += 1) {
    const [one, two, three] = [letters.charCodeAt(place), letters.charCodeAt(place + 1), letters.charCodeAt(place + 2)];
    const slot = (one * 31 * 31 + two * 31 + three) % 64;
    vector[slot] = (vector[slot] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((part) => part / length);
}
