import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { isCancel } from '../actions/edit.ts';
import { parseIncoming } from '../agent/incoming.ts';
import { updateVoiceNote, type VoiceNote, voiceNote } from '../agent/recordings.ts';
import type { Database, Tx } from '../db/client.ts';
import { inbox, voiceNotes } from '../db/schema/chat.ts';
import { storableJson } from '../db/storable.ts';
import type { Clock } from '../ground/clock.ts';
import { type Address, enqueue, findSaid } from '../outbox/outbox.ts';
import type { IncomingMessage } from '../ports/chat.ts';
import { heardKey } from './voice.ts';

/** A voice note whose right words are awaited in its chat. */
export interface OpenFix {
  readonly noteId: string;
  readonly key: string;
  readonly since: Temporal.Instant;
}

export const MINUTES_TO_FIX = 10;
const LEFT = 'Left as I heard it.';

/** Where Fix was pressed. */
export function placeOfFix({ platform, chat }: Address): string {
  return `${platform} ${chat}`;
}

export async function openFix(tx: Tx, personId: string, address: Address): Promise<OpenFix | undefined> {
  const waits = and(eq(voiceNotes.personId, personId), isNotNull(voiceNotes.fixingSince));
  const [row] = await tx.select().from(voiceNotes).where(waits).orderBy(desc(voiceNotes.fixingSince)).limit(1);
  if (!row?.fixingSince || row.fixingIn !== placeOfFix(address)) return undefined;
  return { noteId: row.id, key: row.key, since: row.fixingSince };
}

/** True when a message that came at `at` holds the right words: the person's own, within ten minutes or in answer to what I heard. */
export async function isFix(
  tx: Tx,
  personId: string,
  { noteId, key, since }: OpenFix,
  message: IncomingMessage,
  at: Temporal.Instant,
): Promise<boolean> {
  const own = message.text.trim() !== '' && message.foreignText === undefined && message.files.length === 0 && !message.edited;
  const afterMs = at.epochMilliseconds - since.epochMilliseconds;
  if (!own || afterMs < 0) return false;
  const isInTime = afterMs <= MINUTES_TO_FIX * 60_000;
  if (message.replyTo === undefined) return isInTime;
  const answered = await findSaid(tx, personId, message, message.replyTo);
  if (answered?.key === heardKey(key) || answered?.key.startsWith(`fix:${noteId}:`)) return true;
  // In a thread every message answers the first one.
  return message.inside !== undefined && isInTime;
}

/** No right words are awaited any more. */
export async function leaveFixes(tx: Tx, personId: string): Promise<void> {
  await tx
    .update(voiceNotes)
    .set({ fixingSince: null })
    .where(and(eq(voiceNotes.personId, personId), isNotNull(voiceNotes.fixingSince)));
}

interface FixDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly onQueued: () => void;
}

/**
 * Makes a message the new version of the voice note: it is worked on next like an edited message, which takes back what was done because
 * of the words that were misheard.
 */
export async function applyFix(
  { db, clock, onQueued }: FixDeps,
  personId: string,
  noteId: string,
  message: IncomingMessage,
): Promise<void> {
  await db.asPerson(personId, async (tx) => {
    const note = await voiceNote(tx, personId, noteId);
    const original = note && (await messageOf(tx, personId, note));
    await updateVoiceNote(tx, personId, noteId, { fixingSince: null });
    const row = and(eq(inbox.personId, personId), eq(inbox.key, message.key));
    if (isCancel(message.text)) {
      const why = { trigger: 'your press on Fix', by: 'rule', sources: [message.key], actions: [] };
      await enqueue(tx, { personId, key: `fixed:${message.key}`, message: { text: LEFT }, why, now: clock.now(), to: message });
      await tx.update(inbox).set({ state: 'done' }).where(row);
    } else if (original) {
      const { messageId } = original;
      await tx
        .update(inbox)
        .set({ messageId, payload: storableJson({ ...message, messageId, edited: true }) })
        .where(row);
    }
  });
  onQueued();
}

/** The message of a voice note, with what was heard of it. */
export async function messageOf(tx: Tx, personId: string, { key }: VoiceNote): Promise<IncomingMessage | undefined> {
  const [row] = await tx
    .select({ payload: inbox.payload })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), eq(inbox.key, key)));
  return row && parseIncoming(row.payload);
}
