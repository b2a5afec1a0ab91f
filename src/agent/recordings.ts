import { and, eq, lte } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../db/client.ts';
import { voiceNotes } from '../db/schema/chat.ts';
import type { IncomingFile, IncomingMessage } from '../ports/chat.ts';
import type { Recording } from '../ports/transcriber.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { type HearDeps, keptFileId } from './keep-file.ts';
import { MOST_BYTES, tooLarge } from './write-down.ts';

export type VoiceNote = typeof voiceNotes.$inferSelect;

/** A recording that is kept for now. */
export interface KeptRecording extends Recording {
  readonly id: string;
  /** True when the person recorded it themselves: then its words are their own. */
  readonly own: boolean;
}

/** Marks a recording that lies with us, not with the platform. */
const STORED = 'stored:';

/** Speech or a file of sound: what a transcriber can be given. */
export function isRecording({ kind }: IncomingFile): boolean {
  return kind === 'voice' || kind === 'audio';
}

/** Where a recording that came with a message is kept. */
export function recordingId(message: IncomingMessage, { ref }: IncomingFile): string {
  return ref.startsWith(STORED) ? ref.slice(STORED.length) : keptFileId(message.key, ref);
}

/** A recording that is kept already, as a file of a message that is heard once more. */
export function asKeptFile({ id, own }: VoiceNote, file: { readonly name: string; readonly mime: string }): IncomingFile {
  return { ref: `${STORED}${id}`, kind: own ? 'voice' : 'audio', name: file.name, mime: file.mime, size: 0 };
}

/** Keeps a recording, once, and gives it. Rejects like the platform's download, and with `invalid` when it is too large to be heard. */
export async function keepRecording(
  { db, storedFiles, download }: HearDeps,
  { personId, now, signal }: { readonly personId: string; readonly now: Temporal.Instant; readonly signal: AbortSignal },
  message: IncomingMessage,
  file: IncomingFile,
): Promise<KeptRecording> {
  const id = recordingId(message, file);
  const own = isOwn(file);
  const [kept] = await db.asPerson(personId, (tx) => storedFiles.load(tx, personId, [id]));
  if (kept) return { ...kept, own };
  if (file.size > MOST_BYTES) throw tooLarge();
  const bytes = await download(message.platform, file.ref, signal);
  const { name, mime } = file;
  await db.asPerson(personId, async (tx) => {
    await storedFiles.keep(tx, personId, { name, mime, bytes }, id);
    await tx.insert(voiceNotes).values({ id, personId, key: message.key, own, createdAt: now }).onConflictDoNothing();
  });
  return { id, own, name, mime, bytes };
}

export async function voiceNote(tx: Tx, personId: string, id: string): Promise<VoiceNote | undefined> {
  const [row] = await tx
    .select()
    .from(voiceNotes)
    .where(and(eq(voiceNotes.personId, personId), eq(voiceNotes.id, id)))
    .for('update');
  return row;
}

export async function updateVoiceNote(tx: Tx, personId: string, id: string, change: Partial<VoiceNote>): Promise<void> {
  await tx
    .update(voiceNotes)
    .set(change)
    .where(and(eq(voiceNotes.personId, personId), eq(voiceNotes.id, id)));
}

/** Deletes the recordings that were kept long enough, heard or not. Returns how many. */
export async function eraseRecordings(db: Database, storedFiles: StoredFiles, until: Temporal.Instant): Promise<number> {
  const due = await db.asSystem((tx) => tx.select().from(voiceNotes).where(lte(voiceNotes.createdAt, until)));
  for (const { id, personId } of due) {
    await db.asPerson(personId, async (tx) => {
      await storedFiles.remove(tx, personId, id);
      await tx.delete(voiceNotes).where(and(eq(voiceNotes.personId, personId), eq(voiceNotes.id, id)));
    });
  }
  return due.length;
}

/** A voice note is the person's; one that was handed on, or a file of sound, may be anybody's. */
function isOwn({ kind, foreign }: IncomingFile): boolean {
  return kind === 'voice' && foreign !== true;
}
