import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../db/client.ts';
import { outbox } from '../db/schema/chat.ts';
import type { Clock } from '../ground/clock.ts';
import { isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import { atStep } from '../ground/steps.ts';
import { hasWrittenSince, markDead } from '../people/channels.ts';
import type { ChatAdapter, DeliveryOutcome, OutgoingFile, Platform } from '../ports/chat.ts';
import type { DrawDay } from '../ports/day-picture.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { doubtOf } from './doubt.ts';
import { moveFromUnlinked, moveToOtherChannel, noteSent, unreached, updateRow } from './failover.ts';
import { type OutboxRow, storedMessage, wayOf } from './outbox.ts';
import { FAILOVER_AFTER_MS, MESSAGE_LIFE_MS, MOST_UNANSWERED, waitMs } from './patience.ts';
import { drawnPicture, isBetterWithout } from './picture.ts';
import { whySchema } from './why.ts';

/** How a message to somebody else ended, when it did not simply arrive; `reason` is the platform's. */
export interface MessageEnd {
  readonly state: 'failed' | 'unknown';
  readonly reason: string;
}

/** Told of it in the transaction that ends the row. */
export type OnMessageEnd = (
  tx: Tx,
  whose: { readonly personId: string; readonly actionId: string },
  end: MessageEnd,
) => Promise<void>;

interface DeliverDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  readonly storedFiles: StoredFiles;
  /** Without it, messages go out without their pictures. */
  readonly draw?: DrawDay | undefined;
  readonly onMessageEnd: OnMessageEnd;
}

/** A row that is about to go out. */
export interface Claimed extends OutboxRow {
  /** False when its chat is none of the person's any more. */
  readonly isTheirs: boolean;
}

/** One try at one claimed row, and what follows from its outcome, which it resolves with; `moved` for a chat that was unlinked. */
export async function deliver(deps: DeliverDeps, claimed: Claimed): Promise<DeliveryOutcome['state'] | 'moved'> {
  const row = { ...claimed, arrived: [...claimed.arrived] }; // grows with each part
  if (!row.isTheirs) {
    deps.log.info('account-unlinked', { platform: row.platform, seq: row.seq });
    await deps.db.asPerson(row.personId, (tx) => moveFromUnlinked(deps, tx, row, deps.clock.now()));
    return 'moved';
  }
  const triedAt = deps.clock.now();
  const outcome = await attempt(deps, row);
  const leave =
    outcome.state !== 'sent' && isBetterWithout(row, storedMessage(row.message), outcome, deps.adapters.get(row.platform));
  await atStep('reply-recorded', () => (leave ? leavePicture(deps, row, outcome) : record(deps, row, outcome, triedAt)));
  return outcome.state;
}

async function attempt(deps: DeliverDeps, row: OutboxRow): Promise<DeliveryOutcome> {
  const adapter = deps.adapters.get(row.platform);
  if (!adapter) return { state: 'dead', reason: `${row.platform} is not connected` };
  try {
    const edited = await editOriginal(deps, adapter, row);
    if (edited) return edited;
    return wayOf(row.message).onlyInPlace ? { state: 'sent' } : await send(deps, adapter, row);
  } catch (error) {
    deps.log.error('adapter-threw', { platform: row.platform, seq: row.seq, ...describeError(error) });
    return { state: 'unknown', reason: 'the adapter failed' };
  }
}

async function send(deps: DeliverDeps, adapter: ChatAdapter, row: OutboxRow): Promise<DeliveryOutcome> {
  const stored = storedMessage(row.message);
  const picture = await drawnPicture(deps, stored, row);
  const { files, missing } = await loadFiles(deps, row);
  const onPart = async (messageId: string, isLast = false) => {
    row.arrived.push(messageId);
    if (!isLast) await deps.db.asPerson(row.personId, (tx) => updateRow(tx, row, {}));
  };
  const said = (at: Temporal.Instant) => explained(row, stored.text, adapter, missing, at);
  const text = said(deps.clock.now());
  const doubt = async () => {
    const onTime = said(row.createdAt);
    return { ...(await deps.db.asPerson(row.personId, (tx) => doubtOf(tx, row))), ...(onTime !== text && { onTime }) };
  };
  const delivery = {
    key: `${row.personId}:${row.key}`,
    chat: row.chat,
    message: { ...stored, text },
    files: [...picture, ...files],
    arrived: [...row.arrived],
    onPart,
    answers: whySchema.parse(row.why).sources,
    ...(row.maybeRepeated && { doubt: await doubt() }),
  };
  const sending = () => adapter.send(delivery);
  return atStep(row.key.startsWith('card:') ? 'card-sent' : 'reply-sent', sending);
}

/** The text with what the person must know of its way here. */
function explained(
  row: OutboxRow,
  text: string,
  { exactlyOnce }: ChatAdapter,
  missing: string | undefined,
  now: Temporal.Instant,
): string {
  const { telling } = wayOf(row.message);
  const lines = [
    ...(telling.length > 0 ? [unreached(telling)] : []),
    text,
    ...lateLine(row, text, now),
    ...(missing === undefined ? [] : [`_A file that belongs here cannot be sent. ${missing}_`]),
    ...(row.maybeRepeated && !exactlyOnce ? ['_This may be a repeat: the connection broke while it was being sent._'] : []),
  ];
  return lines.join('\n\n');
}

const LATE_AFTER_MINUTES = 5;
const BY_THE_CLOCK = /^(?:reminder|brief|review|news):/;

/** What comes by the clock says when it has waited here; where it was late already when it was worded, it has said so. */
function lateLine({ key, createdAt }: OutboxRow, text: string, now: Temporal.Instant): readonly string[] {
  const minutes = Math.round(createdAt.until(now).total('minutes'));
  if (minutes <= LATE_AFTER_MINUTES || !BY_THE_CLOCK.test(key) || text.includes('_Late: ')) return [];
  return [`_Late: it was for ${minutes} minutes ago, and could not be sent before._`];
}

/** Undefined when there is nothing to edit, or no more: then the row becomes a message of its own, so that the outcome is seen. */
async function editOriginal({ db }: DeliverDeps, adapter: ChatAdapter, row: OutboxRow): Promise<DeliveryOutcome | undefined> {
  const { edits, platform, chat } = row;
  if (edits === null) return undefined;
  const at = and(eq(outbox.platform, platform), eq(outbox.chat, chat));
  const here = and(eq(outbox.personId, row.personId), eq(outbox.seq, edits), at);
  const [original] = await db.asPerson(row.personId, (tx) => tx.select({ arrived: outbox.arrived }).from(outbox).where(here));
  const target = original?.arrived.at(-1);
  if (target === undefined) return undefined;
  const outcome = await adapter.edit(chat, target, storedMessage(row.message));
  if (outcome.state === 'dead' || outcome.state === 'refused') return undefined;
  // The same edit twice leaves the same message: it is no repeat that anybody sees.
  return outcome.state === 'unknown' ? { ...outcome, state: 'retry', afterMs: 0 } : outcome;
}

interface Attached {
  readonly files: readonly OutgoingFile[];
  /** Why the files cannot be read, for the person; the words go out without them. */
  readonly missing?: string;
}

async function loadFiles({ db, storedFiles, log }: DeliverDeps, { personId, seq, message }: OutboxRow): Promise<Attached> {
  const ids = storedMessage(message).files ?? [];
  if (ids.length === 0) return { files: [] };
  try {
    return { files: await db.asPerson(personId, (tx) => storedFiles.load(tx, personId, ids)) };
  } catch (error) {
    if (!isAppError(error) || error.code === 'unavailable') throw error;
    log.error('file-unreadable', { seq, ...describeError(error) });
    return { files: [], missing: error.message };
  }
}

async function record(deps: DeliverDeps, row: OutboxRow, outcome: DeliveryOutcome, triedAt: Temporal.Instant): Promise<void> {
  const now = deps.clock.now();
  const fields = {
    platform: row.platform,
    seq: row.seq,
    attempts: row.attempts,
    waitedMs: now.epochMilliseconds - row.createdAt.epochMilliseconds,
  };
  switch (outcome.state) {
    case 'sent':
      deps.log.debug('sent', fields);
      return deps.db.asPerson(row.personId, (tx) => noteSent(tx, row, now));
    case 'dead':
      deps.log.warn('channel-dead', { ...fields, reason: outcome.reason });
      return deps.db.asPerson(row.personId, async (tx) => {
        // Of an answer and a message that pass each other the message is the later word: whoever writes takes messages again.
        if (row.actionId === null && (await hasWrittenSince(tx, row, triedAt))) return again(deps, tx, row, now, 0);
        await markDead(tx, row, now);
        await giveUp(deps, tx, row, { state: 'failed', reason: outcome.reason });
      });
    case 'refused':
      deps.log.error('message-refused', { ...fields, reason: outcome.reason });
      return deps.db.asPerson(row.personId, (tx) => giveUp(deps, tx, row, { state: 'failed', reason: outcome.reason }));
    case 'unknown':
      deps.log.warn('send-unanswered', { ...fields, reason: outcome.reason });
      return repeat(deps, row, now, outcome.reason);
    case 'retry':
      deps.log.info('send-waits', { ...fields, reason: outcome.reason, afterMs: outcome.afterMs });
      return deps.db.asPerson(row.personId, (tx) => again(deps, tx, row, now, outcome.afterMs));
  }
}

/** What it says goes out all the same. */
async function leavePicture({ db, clock, log }: DeliverDeps, row: OutboxRow, outcome: DeliveryOutcome): Promise<void> {
  log.warn('picture-left-out', { platform: row.platform, seq: row.seq, state: outcome.state });
  const { picture: _, ...rest } = storedMessage(row.message);
  const nextAt = clock.now().add({ milliseconds: outcome.state === 'retry' ? outcome.afterMs : 0 });
  const change = { state: 'queued' as const, nextAt, message: { ...rest, ...wayOf(row.message) } };
  await db.asPerson(row.personId, (tx) => updateRow(tx, row, change));
}

/**
 * From the first unanswered try on, only the tries behind it count. A message to somebody else is never repeated by itself: whether it
 * is sent again is the sender's to say.
 */
async function repeat(deps: DeliverDeps, row: OutboxRow, now: Temporal.Instant, reason: string): Promise<void> {
  const attempts = row.maybeRepeated ? row.attempts : 1;
  const exactlyOnce = deps.adapters.get(row.platform)?.exactlyOnce;
  const may = row.actionId === null && (exactlyOnce || attempts < MOST_UNANSWERED);
  await deps.db.asPerson(row.personId, (tx) =>
    may
      ? again(deps, tx, { ...row, attempts, maybeRepeated: true }, now, 0)
      : giveUp(deps, tx, row, { state: 'unknown', reason }),
  );
}

async function again(deps: DeliverDeps, tx: Tx, row: OutboxRow, now: Temporal.Instant, afterMs: number): Promise<void> {
  const { log, random } = deps;
  const { seq, platform, attempts, maybeRepeated } = row;
  const nextAt = now.add({ milliseconds: waitMs(attempts, afterMs, random.fraction()) });
  const triedForMs = nextAt.epochMilliseconds - row.createdAt.epochMilliseconds;
  if (triedForMs > FAILOVER_AFTER_MS && (await moveToOtherChannel(deps, tx, row, now))) return;
  if (triedForMs <= MESSAGE_LIFE_MS) return updateRow(tx, row, { state: 'queued', nextAt, attempts, maybeRepeated });
  log.warn('send-given-up', { platform, seq, attempts });
  await end(deps, tx, { ...row, maybeRepeated }, { state: 'failed', reason: `${platform} took no messages for a day` });
}

async function giveUp(deps: DeliverDeps, tx: Tx, row: OutboxRow, why: MessageEnd): Promise<void> {
  if (!(await moveToOtherChannel(deps, tx, row, deps.clock.now()))) await end(deps, tx, row, why);
}

async function end(deps: DeliverDeps, tx: Tx, row: OutboxRow, why: MessageEnd): Promise<void> {
  const { personId, actionId, attempts, maybeRepeated } = row;
  await updateRow(tx, row, { state: 'dead', attempts, maybeRepeated });
  if (actionId !== null) await deps.onMessageEnd(tx, { personId, actionId }, why);
}
