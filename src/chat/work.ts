import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { isChange, leaveEdits, openEdit } from '../actions/edit.ts';
import { parseIncoming } from '../agent/incoming.ts';
import { isRecording } from '../agent/recordings.ts';
import { sessionOf } from '../agent/session-only.ts';
import type { Turn } from '../agent/story.ts';
import type { Database, Tx } from '../db/client.ts';
import { inbox, turns } from '../db/schema/chat.ts';
import type { Clock } from '../ground/clock.ts';
import type { Address } from '../outbox/outbox.ts';
import type { IncomingMessage } from '../ports/chat.ts';
import { isStop, parseCommand } from './command-line.ts';
import { isFix, leaveFixes, openFix } from './voice-fix.ts';

/** What is to be done next in a conversation; `isLast` when surely nothing waited behind it. */
export type Work = { readonly isLast: boolean } & WhatToDo;

type WhatToDo =
  | { readonly kind: 'turn'; readonly turn: Turn }
  | { readonly kind: 'command'; readonly personId: string; readonly message: IncomingMessage }
  /** Recordings that are to be written down. */
  | { readonly kind: 'voice'; readonly personId: string; readonly message: IncomingMessage }
  /** The right words for a voice note that was misheard. */
  | { readonly kind: 'fix'; readonly personId: string; readonly noteId: string; readonly message: IncomingMessage }
  /** Words that change a card. */
  | { readonly kind: 'edit'; readonly personId: string; readonly actionId: string; readonly message: IncomingMessage };

/** More messages than this at once make a second turn. */
const MOST_TOGETHER = 20;

/**
 * Takes what waits in a conversation: a turn that was interrupted, else the next command or the change of a card by itself, else all
 * messages up to the next of these as one turn, which is stored before it is returned.
 */
export async function takeWork(db: Database, clock: Clock, address: Address): Promise<Work | undefined> {
  const { waiting, isAll } = await db.asSystem((tx) => look(tx, clock, address));
  const [first] = waiting;
  if (!first) return undefined;
  const { personId, turnId, change, fix, message } = first;
  if (turnId) return { kind: 'turn', turn: await resume(db, personId, turnId), isLast: false };
  // Both leave the message itself behind, in words.
  if (message.files.some(isRecording)) return { kind: 'voice', personId, message, isLast: false };
  if (fix && !change && !parseCommand(message.text)) return { kind: 'fix', personId, noteId: fix, message, isLast: false };
  const isLast = isAll && waiting.length === 1;
  if (parseCommand(message.text)) {
    await leaveAwaited(db, first);
    return { kind: 'command', personId, message, isLast };
  }
  if (change) return { kind: 'edit', personId, actionId: change, message, isLast };
  const until = waiting.findIndex((row) => row.turnId !== null || row.personId !== personId || standsAlone(row));
  const turn = await begin(db, clock, until === -1 ? waiting : waiting.slice(0, until));
  return { kind: 'turn', turn, isLast: isAll && until === -1 };
}

type InboxRow = typeof inbox.$inferSelect;

interface Waiting extends InboxRow {
  readonly message: IncomingMessage;
  /** The action whose card it changes. */
  readonly change: string | undefined;
  /** The voice note whose words it corrects. */
  readonly fix: string | undefined;
}

function standsAlone({ change, fix, message }: Waiting): boolean {
  return Boolean(change ?? fix) || message.files.some(isRecording) || parseCommand(message.text) !== undefined;
}

/** Whoever gives a command has left what was asked of them before. */
async function leaveAwaited(db: Database, { personId, change, fix }: Waiting): Promise<void> {
  if (change) await db.asPerson(personId, (tx) => leaveEdits(tx, personId));
  if (fix) await db.asPerson(personId, (tx) => leaveFixes(tx, personId));
}

interface Queue {
  readonly waiting: readonly Waiting[];
  /** False when more may stand behind them. */
  readonly isAll: boolean;
}

async function look(tx: Tx, clock: Clock, address: Address): Promise<Queue> {
  const here = and(eq(inbox.platform, address.platform), eq(inbox.chat, address.chat), eq(inbox.kind, 'message'));
  const rows = await tx
    .select()
    .from(inbox)
    .where(and(here, inArray(inbox.state, ['stored', 'taken'])))
    .orderBy(asc(inbox.seq))
    .limit(MOST_TOGETHER);
  const [first] = rows;
  const isFree = first && first.turnId === null;
  const open = isFree ? await openEdit(tx, first.personId, address, clock.now()) : undefined;
  const mend = isFree ? await openFix(tx, first.personId, address) : undefined;
  const waiting: Waiting[] = [];
  for (const row of rows) {
    const message = parseIncoming(row.payload);
    if (isHeardAlready(message)) continue;
    const isSame = row.personId === first?.personId;
    const changes = open && isSame && (await isChange(tx, row.personId, open, message, row.receivedAt));
    const mends = mend && isSame && !changes && (await isFix(tx, row.personId, mend, message, row.receivedAt));
    waiting.push({ ...row, message, change: changes ? open.actionId : undefined, fix: mends ? mend.noteId : undefined });
  }
  return { waiting, isAll: rows.length < MOST_TOGETHER };
}

/** A stop is no work: it is heard at the door. Only a spoken one that was not carried out is left to whoever heard it. */
function isHeardAlready({ text, files }: IncomingMessage): boolean {
  return isStop(text) && !files.some(isRecording);
}

async function begin(db: Database, clock: Clock, rows: readonly Waiting[]): Promise<Turn> {
  const [first] = rows;
  if (!first) throw new Error('a turn begins with a message');
  const { personId, platform, chat } = first;
  const startedAt = clock.now();
  const messages = rows.map((row) => row.message);
  return db.asPerson(personId, async (tx) => {
    const texts = messages.map(({ text }) => text);
    const sessionUntil = await sessionOf(tx, { personId, platform, chat }, texts, startedAt);
    const turn = { personId, platform, chat, startedAt, tainted: false, sessionUntil };
    const begun = tx.$with('begun').as(tx.insert(turns).values(turn).returning({ id: turns.id }));
    const seqs = rows.map((row) => row.seq);
    const [taken] = await tx
      .with(begun)
      .update(inbox)
      .set({ state: 'taken', turnId: sql`(select id from ${begun})` })
      .where(and(eq(inbox.personId, personId), inArray(inbox.seq, seqs)))
      .returning({ id: inbox.turnId });
    if (!taken?.id) throw new Error('a turn could not be stored');
    return { id: taken.id, personId, platform, chat, messages, startedAt, resumed: false, ...(sessionUntil && { sessionUntil }) };
  });
}

async function resume(db: Database, personId: string, turnId: string): Promise<Turn> {
  return db.asPerson(personId, (tx) => loadTurn(tx, personId, turnId));
}

/** A turn as it was stored, for whoever takes it up again. */
export async function loadTurn(tx: Tx, personId: string, turnId: string): Promise<Turn> {
  const [turn] = await tx
    .select()
    .from(turns)
    .where(and(eq(turns.personId, personId), eq(turns.id, turnId)));
  if (!turn) throw new Error(`the inbox names the turn ${turnId}, which does not exist`);
  const ofTurn = and(eq(inbox.personId, personId), eq(inbox.turnId, turnId));
  const rows = await tx.select().from(inbox).where(ofTurn).orderBy(asc(inbox.seq));
  const { id, platform, chat, startedAt, sessionUntil } = turn;
  const messages = rows.map((row) => parseIncoming(row.payload));
  return { id, personId, platform, chat, startedAt, resumed: true, messages, ...(sessionUntil && { sessionUntil }) };
}
