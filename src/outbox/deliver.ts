import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../db/client.ts';
import { files, outbox } from '../db/schema/chat.ts';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import { markDead, otherChannel } from '../people/channels.ts';
import type { ChatAdapter, DeliveryOutcome, OutgoingFile, OutgoingMessage, Platform } from '../ports/chat.ts';
import { storedMessage } from './outbox.ts';

export type OutboxRow = typeof outbox.$inferSelect;

interface DeliverDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
}

/** After this long without success a message goes to the person's other channel, if there is one. */
const FAILOVER_AFTER_MS = 60_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** A send without an answer is repeated at most this often: each repeat may be one message too many. */
const MOST_UNANSWERED = 5;

/** One try at one claimed row, and what follows from its outcome. */
export async function deliver(deps: DeliverDeps, row: OutboxRow): Promise<void> {
  const outcome = await attempt(deps, row);
  await record(deps, row, outcome);
}

async function attempt(deps: DeliverDeps, row: OutboxRow): Promise<DeliveryOutcome> {
  const adapter = deps.adapters.get(row.platform);
  if (!adapter) return { state: 'dead', reason: `${row.platform} is not connected` };
  const message = marked(storedMessage(row.message), row.maybeRepeated);
  try {
    if (row.edits !== null) return await editOriginal(deps, adapter, row, message);
    const attached = await loadFiles(deps.db, row.personId, message.files ?? []);
    const onPart = (messageId: string) => recordPart(deps.db, row, messageId);
    return await adapter.send({ chat: row.chat, message, files: attached, arrived: row.arrived, onPart });
  } catch (error) {
    deps.log.error('adapter-threw', { platform: row.platform, seq: row.seq, ...describeError(error) });
    return { state: 'unknown', reason: 'the adapter failed' };
  }
}

function marked(message: OutgoingMessage, maybeRepeated: boolean): OutgoingMessage {
  if (!maybeRepeated) return message;
  return { ...message, text: `${message.text}\n\n_This may be a repeat: the connection broke while it was being sent._` };
}

/** An edit whose original never arrived becomes a message of its own, so that the outcome is seen. */
async function editOriginal(
  { db }: DeliverDeps,
  adapter: ChatAdapter,
  row: OutboxRow,
  message: OutgoingMessage,
): Promise<DeliveryOutcome> {
  const [original] = await db.asPerson(row.personId, (tx) =>
    tx
      .select({ arrived: outbox.arrived })
      .from(outbox)
      .where(eq(outbox.seq, row.edits ?? 0)),
  );
  const target = original?.arrived.at(-1);
  if (target !== undefined) {
    const outcome = await adapter.edit(row.chat, target, message);
    if (outcome.state !== 'dead') return outcome;
  }
  return adapter.send({ chat: row.chat, message, files: [], arrived: row.arrived, onPart: (id) => recordPart(db, row, id) });
}

async function loadFiles(db: Database, personId: string, ids: readonly string[]): Promise<OutgoingFile[]> {
  if (ids.length === 0) return [];
  const rows = await db.asPerson(personId, (tx) =>
    tx
      .select()
      .from(files)
      .where(inArray(files.id, [...ids])),
  );
  return rows.map(({ name, mime, content }) => ({ name, mime, bytes: content }));
}

async function recordPart(db: Database, row: OutboxRow, messageId: string): Promise<void> {
  await db.asPerson(row.personId, (tx) =>
    tx
      .update(outbox)
      .set({ arrived: sql`${outbox.arrived} || ${JSON.stringify([messageId])}::jsonb` })
      .where(eq(outbox.seq, row.seq)),
  );
}

async function record(deps: DeliverDeps, row: OutboxRow, outcome: DeliveryOutcome): Promise<void> {
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
      return deps.db.asPerson(row.personId, (tx) => update(tx, row, { state: 'sent', sentAt: now }));
    case 'dead':
      deps.log.warn('channel-dead', { ...fields, reason: outcome.reason });
      return giveUp(deps, row, now);
    case 'unknown':
      deps.log.warn('send-unanswered', { ...fields, reason: outcome.reason });
      if (row.attempts >= MOST_UNANSWERED) return giveUp(deps, row, now);
      return again(deps, row, now, 0, true);
    case 'retry':
      deps.log.info('send-waits', { ...fields, reason: outcome.reason, afterMs: outcome.afterMs });
      return again(deps, row, now, outcome.afterMs, row.maybeRepeated);
  }
}

async function again(
  deps: DeliverDeps,
  row: OutboxRow,
  now: Temporal.Instant,
  afterMs: number,
  maybeRepeated: boolean,
): Promise<void> {
  const backoffMs =
    Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(row.attempts - 1, 6)) * (0.75 + deps.random.fraction() / 2);
  const nextAt = now.add({ milliseconds: Math.ceil(Math.max(afterMs, backoffMs)) });
  const triedForMs = nextAt.epochMilliseconds - row.createdAt.epochMilliseconds;
  await deps.db.asPerson(row.personId, async (tx) => {
    if (triedForMs > FAILOVER_AFTER_MS && (await moveToOtherChannel(tx, row, now))) return;
    await update(tx, row, { state: 'queued', nextAt, maybeRepeated });
  });
}

async function giveUp(deps: DeliverDeps, row: OutboxRow, now: Temporal.Instant): Promise<void> {
  await deps.db.asPerson(row.personId, async (tx) => {
    await markDead(tx, row, now);
    if (await moveToOtherChannel(tx, row, now)) return;
    await update(tx, row, { state: 'dead' });
  });
}

/** The message goes out again from its start on the person's other live channel, and says why it comes there. */
async function moveToOtherChannel(tx: Tx, row: OutboxRow, now: Temporal.Instant): Promise<boolean> {
  const other = await otherChannel(tx, row.personId, row.platform);
  if (!other) return false;
  const message = storedMessage(row.message);
  const text = `_I could not reach you on ${row.platform}, so this comes here._\n\n${message.text}`;
  const moved = {
    platform: other.platform,
    chat: other.chat,
    message: { ...message, text },
    edits: null,
    arrived: [],
    attempts: 0,
  };
  await update(tx, row, { ...moved, state: 'queued', nextAt: now, createdAt: now });
  return true;
}

async function update(tx: Tx, row: OutboxRow, change: Partial<OutboxRow>): Promise<void> {
  await tx
    .update(outbox)
    .set(change)
    .where(and(eq(outbox.seq, row.seq), eq(outbox.personId, row.personId)));
}
