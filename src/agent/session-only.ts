import { and, desc, eq, gt, inArray, lte, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { inbox, turns } from '../db/schema/chat.ts';
import { eraseTurns } from '../memory/erase.ts';
import { hideForSession } from '../memory/forgetting.ts';
import { type Privacy, readPrivacy } from '../memory/off-the-record.ts';
import type { Platform } from '../ports/chat.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { parseIncoming } from './incoming.ts';
import { recordingId } from './recordings.ts';

interface Here {
  readonly personId: string;
  readonly platform: Platform;
  readonly chat: string;
}

/** So long after it was said, what is kept for the session only is erased. */
const KEPT_MINUTES = 60;
/** Whoever goes on in the same chat within so many minutes is still off the record. */
const PAUSE_MINUTES = 10;

/**
 * Until when a turn that begins now with these texts is kept; undefined for good. A text that means what was said just before it takes
 * that turn out of memory as well.
 */
export async function sessionOf(
  tx: Tx,
  here: Here,
  texts: readonly string[],
  now: Temporal.Instant,
): Promise<Temporal.Instant | undefined> {
  const wishes: Privacy[] = texts.map(readPrivacy);
  const isWished = wishes.some((wish) => wish !== 'usual');
  if (!isWished && !(await isOffTheRecord(tx, here, now))) return undefined;
  const until = now.add({ minutes: KEPT_MINUTES });
  if (wishes[0] === 'this and before') await takeOutLast(tx, here, until, now);
  return until;
}

/** From now on nothing said in this chat is kept, until `endSession` or a pause. Returns the minutes that make a pause. */
export async function beginSession(tx: Tx, here: Here, now: Temporal.Instant): Promise<number> {
  await markSession(tx, here, now);
  return PAUSE_MINUTES;
}

/** A turn of the session in which no model had a part. Returns its id. */
async function markSession(tx: Tx, { personId, platform, chat }: Here, now: Temporal.Instant): Promise<string | undefined> {
  const about = { personId, platform, chat, state: 'done', tainted: false, startedAt: now, finishedAt: now } as const;
  const sessionUntil = now.add({ minutes: KEPT_MINUTES });
  const [turn] = await tx
    .insert(turns)
    .values({ ...about, sessionUntil })
    .returning({ id: turns.id });
  return turn?.id;
}

/** What was said off the record in this chat is over now; false when nothing was. */
export async function endSession(tx: Tx, here: Here, now: Temporal.Instant): Promise<boolean> {
  const open = and(ofChat(here), gt(turns.sessionUntil, now));
  const ended = await tx.update(turns).set({ sessionUntil: now }).where(open).returning({ id: turns.id });
  return ended.length > 0;
}

/**
 * A command that was given off the record goes with the session, unless it did something: deeds stay, with the words that wished for them. False
 * where it was given on the record.
 */
export async function keepWithSession(tx: Tx, here: Here, key: string, now: Temporal.Instant): Promise<boolean> {
  if (!(await isOffTheRecord(tx, here, now))) return false;
  const { personId } = here;
  const deeds = and(eq(actions.personId, personId), eq(actions.origin, key), ne(actions.effect, 'read'));
  if ((await tx.$count(actions, deeds)) > 0) return true;
  const turnId = await markSession(tx, here, now);
  await tx
    .update(inbox)
    .set({ turnId })
    .where(and(eq(inbox.personId, personId), eq(inbox.key, key)));
  return true;
}

/** Persons with turns whose session is over, in the system's transaction. */
export async function personsWithOverSessions(tx: Tx, now: Temporal.Instant): Promise<string[]> {
  const over = and(lte(turns.sessionUntil, now), ne(turns.state, 'running'));
  const found = await tx.selectDistinct({ id: turns.personId }).from(turns).where(over);
  return found.map(({ id }) => id);
}

interface SessionsDeps {
  readonly storedFiles: StoredFiles;
  /** Called before something is erased: no snapshot may go on holding it. */
  readonly onErasing?: (() => Promise<void>) | undefined;
}

/**
 * Erases what the turns whose session is over have left: messages in and out, files, memories, steps, looks in the ledger. What the
 * person had done in them stays, as any deed. Returns how many turns. In that person's transaction.
 */
export async function eraseSessions(
  { storedFiles, onErasing }: SessionsDeps,
  tx: Tx,
  personId: string,
  now: Temporal.Instant,
): Promise<number> {
  const over = and(eq(turns.personId, personId), lte(turns.sessionUntil, now), ne(turns.state, 'running'));
  const ended = await tx.update(turns).set({ sessionUntil: null }).where(over).returning({ id: turns.id });
  if (ended.length === 0) return 0;
  await onErasing?.();
  const turnIds = ended.map(({ id }) => id);
  const said = await tx
    .select({ key: inbox.key, payload: inbox.payload })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), inArray(inbox.turnId, turnIds)));
  for (const { payload } of said) {
    const message = parseIncoming(payload);
    for (const file of message.files) await storedFiles.remove(tx, personId, recordingId(message, file));
  }
  await eraseTurns(tx, personId, { turnIds, keys: said.map(({ key }) => key) }, now);
  return ended.length;
}

async function isOffTheRecord(tx: Tx, here: Here, now: Temporal.Instant): Promise<boolean> {
  const lately = gt(turns.sessionUntil, now.add({ minutes: KEPT_MINUTES - PAUSE_MINUTES }));
  return (
    (
      await tx
        .select({ id: turns.id })
        .from(turns)
        .where(and(ofChat(here), lately))
        .limit(1)
    ).length > 0
  );
}

/** The turn before this one, where it is of the same conversation. */
async function takeOutLast(tx: Tx, here: Here, until: Temporal.Instant, now: Temporal.Instant): Promise<void> {
  const lately = gt(turns.startedAt, now.subtract({ minutes: KEPT_MINUTES }));
  const [last] = await tx
    .select({ id: turns.id })
    .from(turns)
    .where(and(ofChat(here), lately, ne(turns.state, 'running')))
    .orderBy(desc(turns.startedAt))
    .limit(1);
  if (!last) return;
  const { personId } = here;
  await tx
    .update(turns)
    .set({ sessionUntil: until })
    .where(and(eq(turns.personId, personId), eq(turns.id, last.id)));
  const said = await tx
    .select({ key: inbox.key })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), eq(inbox.turnId, last.id)));
  const keys = said.map(({ key }) => key);
  await hideForSession(tx, personId, { turnId: last.id, keys }, until, now);
}

function ofChat({ personId, platform, chat }: Here) {
  return and(eq(turns.personId, personId), eq(turns.platform, platform), eq(turns.chat, chat));
}
