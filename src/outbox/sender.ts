import { and, eq, isNotNull, lte, notInArray, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../db/client.ts';
import { outbox } from '../db/schema/chat.ts';
import type { Clock } from '../ground/clock.ts';
import { createDueLoop, type Look } from '../ground/due-loop.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import type { ChatAdapter, Platform } from '../ports/chat.ts';
import type { DrawDay } from '../ports/day-picture.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { type Claimed, deliver, type OnMessageEnd } from './deliver.ts';
import { isTheirs } from './failover.ts';
import type { OutboxRow } from './outbox.ts';

export interface Sender {
  /** Takes up what an earlier life left, then sends until `stop`. */
  start(): Promise<void>;
  /** Something was stored: look now. */
  kick(): void;
  /** Resolves when nothing that could go out now is left. */
  settle(): Promise<void>;
  /** Takes up no more; resolves when the sends in flight are recorded. */
  stop(): Promise<void>;
}

interface SenderDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  readonly storedFiles: StoredFiles;
  readonly draw?: DrawDay | undefined;
  readonly onMessageEnd: OnMessageEnd;
}

const AFTER_FAILURE_MS = 1000;

/** The first waiting row of each chat: a row behind one that waits or is under way stays behind it. */
const isFirst = sql`${outbox.seq} in (
  select distinct on (platform, chat) seq from outbox where state in ('queued', 'sending') order by platform, chat, seq)`;

/** Brings stored messages to their platforms: in order within a chat, chats side by side. */
export function createSender(deps: SenderDeps): Sender {
  const { db, clock, log } = deps;
  /** True when rows may stand in `sending` that nobody is at: a claim or an outcome may have been lost with the database. */
  let doubtful = false;

  async function look(now: Temporal.Instant, underWay: readonly OutboxRow[]): Promise<Look<Claimed>> {
    const inDoubt = doubtful;
    doubtful = false;
    try {
      return await db.asSystem(async (tx) => {
        if (inDoubt) await takeUp(deps, tx, now.add({ milliseconds: AFTER_FAILURE_MS }), underWay);
        return { due: await claimDue(tx, now), ...(await whatWaits(tx, now)) };
      });
    } catch (error) {
      doubtful = true;
      throw error;
    }
  }

  async function work(row: Claimed): Promise<boolean> {
    try {
      return (await deliver(deps, row)) !== 'sent';
    } catch (error) {
      doubtful = true;
      log.error('send-failed', { seq: row.seq, ...describeError(error) });
      return true;
    }
  }

  const loop = createDueLoop({ clock, log, lookFailed: 'outbox-waits', look, work });
  return {
    ...loop,
    async start() {
      const left = await db.asSystem((tx) => takeUp(deps, tx, clock.now(), []));
      if (left > 0) log.warn('outbox-interrupted', { messages: left });
      loop.start();
    },
  };
}

async function claimDue(tx: Tx, now: Temporal.Instant): Promise<Claimed[]> {
  const rows = await tx
    .update(outbox)
    .set({ state: 'sending', attempts: sql`${outbox.attempts} + 1` })
    .where(and(isFirst, eq(outbox.state, 'queued'), lte(outbox.nextAt, now)))
    .returning();
  const claimed: Claimed[] = [];
  for (const row of rows) claimed.push({ ...row, isTheirs: await isTheirs(tx, row) });
  return claimed;
}

/** What is left when everything that could be claimed is. */
async function whatWaits(tx: Tx, now: Temporal.Instant): Promise<Pick<Look<Claimed>, 'next' | 'crowded'>> {
  const later = sql`${outbox.nextAt} > ${now.toString()}`;
  const [row] = await tx
    .select({
      next: sql<string | null>`min(${outbox.nextAt}) filter (where ${later})`,
      crowded: sql<boolean>`count(*) filter (where not ${later}) > 0`,
    })
    .from(outbox)
    .where(eq(outbox.state, 'queued'));
  return { next: row?.next ? Temporal.Instant.from(row.next) : undefined, crowded: row?.crowded ?? false };
}

/** A row left in `sending` may have arrived: it goes out once more and says so. One to somebody else is left to its sender. */
async function takeUp(
  { onMessageEnd }: SenderDeps,
  tx: Tx,
  nextAt: Temporal.Instant,
  underWay: readonly OutboxRow[],
): Promise<number> {
  const notUnderWay = notInArray(
    outbox.seq,
    underWay.map(({ seq }) => seq),
  );
  const left = and(eq(outbox.state, 'sending'), notUnderWay);
  const toOthers = await tx
    .update(outbox)
    .set({ state: 'dead' })
    .where(and(left, isNotNull(outbox.actionId)))
    .returning({ personId: outbox.personId, actionId: outbox.actionId });
  for (const { personId, actionId } of toOthers) {
    if (actionId) await onMessageEnd(tx, { personId, actionId }, { state: 'unknown', reason: CUT_OFF });
  }
  const rows = await tx
    .update(outbox)
    .set({ state: 'queued', maybeRepeated: true, nextAt })
    .where(left)
    .returning({ seq: outbox.seq });
  return toOthers.length + rows.length;
}

const CUT_OFF = 'I was cut off while I sent it';
