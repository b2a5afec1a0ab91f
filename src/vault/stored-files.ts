import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { files } from '../db/schema/chat.ts';
import type { Clock } from '../ground/clock.ts';
import type { Random } from '../ground/random.ts';
import type { OutgoingFile } from '../ports/chat.ts';
import { isSealed, SEAL_BYTES } from './cipher.ts';
import type { Sealing } from './sealing.ts';

export interface StoredFile extends OutgoingFile {
  readonly id: string;
}

/** What a file is, without its content. */
export interface StoredFileInfo {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  /** Bytes, as it was given. */
  readonly size: number;
  readonly createdAt: Temporal.Instant;
}

/** The one door to what stands in `files`: content lies there sealed with its person's key. What is forgotten is not there. In that person's transaction, all of it. */
export interface StoredFiles {
  /** Stores a file and gives its id. An id of the caller's own makes it once: the same id again changes nothing. */
  keep(tx: Tx, personId: string, file: OutgoingFile, id?: string): Promise<string>;
  /** The person's files with these ids, in this order; ids of no such file are left out. Rejects as `Sealing.open` does. */
  load(tx: Tx, personId: string, ids: readonly string[]): Promise<readonly StoredFile[]>;
  /** All the person's files, the oldest first. */
  list(tx: Tx, personId: string): Promise<readonly StoredFileInfo[]>;
  /** False when there was no such file of the person's. */
  remove(tx: Tx, personId: string, id: string): Promise<boolean>;
}

interface StoredFilesDeps {
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly random: Random;
}

export function createStoredFiles({ sealing, clock, random }: StoredFilesDeps): StoredFiles {
  return {
    async keep(tx, personId, { name, mime, bytes }, id = random.uuid()) {
      const content = await sealing.seal(tx, personId, purposeOf(id), bytes);
      await tx.insert(files).values({ id, personId, name, mime, content, createdAt: clock.now() }).onConflictDoNothing();
      return id;
    },
    async load(tx, personId, ids) {
      if (ids.length === 0) return [];
      const rows = await tx
        .select()
        .from(files)
        .where(and(eq(files.personId, personId), inArray(files.id, [...ids]), isNull(files.forgottenAt)));
      const wanted = ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
      const opened: StoredFile[] = [];
      for (const { id, name, mime, content } of wanted) {
        opened.push({ id, name, mime, bytes: await contentOf(sealing, tx, personId, id, content) });
      }
      return opened;
    },
    async remove(tx, personId, id) {
      const gone = await tx
        .delete(files)
        .where(and(eq(files.personId, personId), eq(files.id, id)))
        .returning({ id: files.id });
      return gone.length > 0;
    },
    async list(tx, personId) {
      const { id, name, mime, createdAt, content } = files;
      const length = sql<number>`length(${content})`;
      const head = sql<Uint8Array>`substring(${content} from 1 for ${SEAL_BYTES})`;
      const own = and(eq(files.personId, personId), isNull(files.forgottenAt));
      const rows = await tx
        .select({ id, name, mime, createdAt, length, head })
        .from(files)
        .where(own)
        .orderBy(asc(createdAt), asc(id));
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        mime: row.mime,
        size: isSealed(row.head) ? row.length - SEAL_BYTES : row.length,
        createdAt: row.createdAt,
      }));
    },
  };
}

/** Rows from before files were sealed lack the mark that every sealed value begins with: they hold their bytes as they are. */
async function contentOf(sealing: Sealing, tx: Tx, personId: string, id: string, content: Uint8Array): Promise<Uint8Array> {
  return isSealed(content) ? sealing.open(tx, personId, purposeOf(id), content) : content;
}

function purposeOf(id: string): string {
  return `file ${id}`;
}
