import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../../../src/db/client.ts';
import { inbox } from '../../../src/db/schema/chat.ts';
import { persons } from '../../../src/db/schema/people.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import { asidesMeant } from '../../../src/memory/asides.ts';
import { eraseExpired } from '../../../src/memory/erase.ts';
import { filesMeant } from '../../../src/memory/forget-files.ts';
import { buriedOf, type Held, HOURS_TO_UNDO, hide } from '../../../src/memory/forgetting.ts';
import { held } from '../../../src/memory/held.ts';
import { createIndexing } from '../../../src/memory/indexing.ts';
import { consolidate } from '../../../src/memory/night/consolidate.ts';
import { createRecall, type Recall } from '../../../src/memory/recall.ts';
import { currentFirst } from '../../../src/memory/slots/current-first.ts';
import { stayForgotten } from '../../../src/memory/stay-forgotten.ts';
import { createTombstones, type Tombstones } from '../../../src/memory/tombstones.ts';
import { readWhat } from '../../../src/memory/what.ts';
import type { Embedder } from '../../../src/ports/embedder.ts';
import { exportPerson } from '../../../src/privacy/export.ts';
import { identityOf } from '../../../src/vault/identity.ts';
import type { StoredFiles } from '../../../src/vault/stored-files.ts';
import { createRandom } from '../../../test/fixtures/facts/cases.ts';
import { quietLog } from '../../open-place.ts';
import { restoreBackup, standingAnywhere, takeBackup } from './backup.ts';
import { storedFilesAt, type Told, tellAll } from './life.ts';
import { recordForgetting } from './traces.ts';

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
  /** How many of them stood in a message beside something else that was to stay, and did. */
  readonly neighbours: number;
  /** How many of them were kept files. */
  readonly files: number;
  /** How many of them took along what was told without their name. */
  readonly unnamed: number;
  /** How many of them had become no memory: messages of stopped turns, words in commands. */
  readonly asides: number;
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
 * form, observations, the steps of turns, files, messages in and out. */
export async function proveForget(
  { db, home, say }: Deps,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Promise<ForgetProof> {
  const random = createRandom(seed);
  const counts = { runs: 0, returned: 0, lost: 0, control: 0, derived: 0, neighbours: 0, files: 0, unnamed: 0, asides: 0 };
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
    for (const name of COUNTED) counts[name] += found[name];
    if (counts.runs % 1_000 === 0)
      say?.(`${counts.runs} forgotten, ${counts.returned} came back, ${counts.lost} lost beside them`);
  }
  const violations = counts.returned + counts.lost;
  return { proof: 'forget', ...counts, violations, holds: violations === 0 && counts.control === counts.runs };
}

const COUNTED = ['runs', 'returned', 'lost', 'control', 'derived', 'neighbours', 'files', 'unnamed', 'asides'] as const;

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
  const named = [...isGone].map(({ mark }) => mark);
  const marks = [...isGone].flatMap(({ mark, along }) => (along === undefined ? [mark] : [mark, along]));
  const derived = (await standingAnywhere(db, personId, named, DERIVED)).size;

  for (const some of inGroups([...isGone], random)) {
    const ways = some.map(({ ways }) => ways[Math.floor(random() * ways.length)] ?? '');
    await db.asPerson(personId, (tx) => forget(tx, personId, tombstones, ways));
    for (const { mark } of await found({ db, recall, personId }, some.filter(isMemory), isGone)) returned.add(mark);
  }
  const look = async () => {
    for (const mark of await standingAnywhere(db, personId, marks)) returned.add(mark);
    const exported = await exportedText(db, personId);
    for (const mark of marks) if (exported.includes(mark)) returned.add(mark);
  };
  await db.asPerson(personId, (tx) => eraseExpired(tx, personId, NOW.add({ hours: HOURS_TO_UNDO })));
  await look();

  await restoreBackup(db, personId, backup);
  const control = (await standingAnywhere(db, personId, named)).size;
  // As after a restart: the file is read anew.
  await stayForgotten(db, createTombstones({ home: beside, key: Buffer.alloc(32, 7) }), NOW);
  await look();
  const still = await found({ db, recall, personId }, told, isGone);
  for (const one of still) if (isGone.has(one)) returned.add(one.mark);
  const lost = told.filter((one) => !isGone.has(one) && !still.has(one)).length;
  const neighbours = told.filter((one) => still.has(one) && !isGone.has(one) && marks.includes(one.beside ?? '')).length;
  await rm(beside, { recursive: true, force: true });
  // Else every start of another's trial would look through what this one has left.
  await db.asSystem((tx) => tx.delete(persons).where(eq(persons.id, personId)));
  const count = (is: (one: Told) => boolean) => [...isGone].filter(is).length;
  const files = count(({ kind }) => kind === 'file');
  const [unnamed, asides] = [count(({ along }) => along !== undefined), count((one) => !isMemory(one))];
  return { runs: isGone.size, returned: returned.size, lost, control, derived, neighbours, files, unnamed, asides };
}

/** As `/forget` does with each of these, in one turn. */
async function forget(tx: Tx, personId: string, tombstones: Tombstones, ways: readonly string[]): Promise<void> {
  const which: Held[] = [];
  const stored: string[] = [];
  const asides: { messages: string[]; looks: string[] } = { messages: [], looks: [] };
  for (const way of ways) {
    const what = readWhat(way, TODAY);
    which.push(...(await held(tx, personId, what, 'UTC')));
    stored.push(...(await filesMeant(tx, personId, what, 'UTC')));
    const { messages, looks } = await asidesMeant(tx, personId, what, 'UTC');
    asides.messages.push(...messages);
    asides.looks.push(...looks);
  }
  const forgotten = await hide(tx, personId, which, NOW, { files: stored, asides });
  await tombstones.bury(buriedOf(forgotten));
  await recordForgetting(tx, personId, ways, forgotten, NOW);
}

/** What became no memory is hidden from nobody, and gone a day later. */
function isMemory({ kind }: Told): boolean {
  return kind !== 'aside';
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

/**
 * Those of these that can be found: a file among the person's files, what became no memory in what came in, all else by search; what was to
 * stay, in the person's own words.
 */
async function found(
  { db, recall, personId }: Pick<Stage, 'db' | 'recall' | 'personId'>,
  wanted: readonly Told[],
  isGone: ReadonlySet<Told>,
) {
  const words = wanted.filter(({ kind }) => kind === 'words' || kind === 'half');
  const asked = await Promise.all(words.map(async (one) => ({ one, prepared: await recall.prepare(one.mark, NEVER) })));
  return db.asPerson(personId, async (tx) => {
    const listed = (await storedFilesAt(NOW).list(tx, personId)).map(({ name }) => name).join();
    const cameIn = JSON.stringify(await tx.select({ payload: inbox.payload }).from(inbox));
    const where = { file: listed, aside: cameIn, words: '', half: '' };
    const standing = new Set(wanted.filter(({ kind, mark }) => where[kind].includes(mark)));
    for (const { one, prepared } of asked) {
      const query = { personId, text: one.mark, prepared, now: NOW, includeOutside: true, budgetTokens: 2_000 };
      const lines = await recall.search(tx, query);
      if (lines.some(({ speaker, text }) => text.includes(one.mark) && (isGone.has(one) || speaker === 'person')))
        standing.add(one);
    }
    return standing;
  });
}

async function exportedText(db: Database, personId: string): Promise<string> {
  let text = '';
  const keeping: StoredFiles = {
    ...storedFilesAt(NOW),
    async keep(_, __, { bytes }) {
      text = Buffer.from(bytes).toString('utf8');
      return 'file';
    },
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
