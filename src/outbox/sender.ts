import { and, eq, inArray, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../db/client.ts';
import { outbox } from '../db/schema/chat.ts';
import { createAlarm } from '../ground/alarm.ts';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import type { ChatAdapter, Platform } from '../ports/chat.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { deliver, type OnMessageEnd, type OutboxRow } from './deliver.ts';

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
  readonly onMessageEnd: OnMessageEnd;
}

/** How long the sender sleeps when nothing is due: a net under a missed kick. */
const LONGEST_SLEEP_MS = 60_000;
const AFTER_FAILURE_MS = 1000;

/** The first waiting row of each chat: a row behind one that waits or is under way stays behind it. */
const isFirst = sql`${outbox.seq} in (
  select distinct on (platform, chat) seq from outbox where state in ('queued', 'sending') order by platform, chat, seq)`;

/** Brings stored messages to their platforms: in order within a chat, chats side by side. */
export function createSender(deps: SenderDeps): Sender {
  const { db, clock, log } = deps;
  const alarm = createAlarm(clock);
  const stopping = new AbortController();
  const inFlight = new Set<Promise<void>>();
  let running: Promise<void> = Promise.resolve();
  /** Rows whose outcome could not be stored: they stand in `sending`, and nobody is at them any more. */
  const adrift = new Set<number>();

  function launch(row: OutboxRow) {
    const sending = deliver(deps, row)
      .catch((error: unknown) => {
        adrift.add(row.seq);
        log.error('send-failed', { seq: row.seq, ...describeError(error) });
      })
      .finally(() => {
        inFlight.delete(sending);
        alarm.ring();
      });
    inFlight.add(sending);
  }

  async function takeUpAdrift() {
    const seqs = [...adrift];
    if (seqs.length === 0) return;
    const nextAt = clock.now().add({ milliseconds: AFTER_FAILURE_MS });
    await db.asSystem((tx) => takeUp(deps, tx, nextAt, inArray(outbox.seq, seqs)));
    for (const seq of seqs) adrift.delete(seq);
  }

  async function run() {
    while (!stopping.signal.aborted) {
      try {
        await takeUpAdrift();
        const now = clock.now();
        for (const row of await claimDue(db, now)) launch(row);
        await alarm.wait(await msUntilNext(db, now), stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.warn('outbox-waits', describeError(error));
        await clock.sleep(AFTER_FAILURE_MS, stopping.signal).catch(() => undefined);
      }
    }
  }

  return {
    async start() {
      const left = await db.asSystem((tx) => takeUp(deps, tx, clock.now()));
      if (left > 0) log.warn('outbox-interrupted', { messages: left });
      running = run();
    },
    kick: alarm.ring,
    async settle() {
      for (;;) {
        await Promise.all(inFlight);
        if (inFlight.size === 0 && (await dueCount(db, clock.now())) === 0) return;
        alarm.ring();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(inFlight);
    },
  };
}

async function claimDue(db: Database, now: Temporal.Instant): Promise<OutboxRow[]> {
  return db.asSystem((tx) =>
    tx
      .update(outbox)
      .set({ state: 'sending', attempts: sql`${outbox.attempts} + 1` })
      .where(and(isFirst, eq(outbox.state, 'queued'), lte(outbox.nextAt, now)))
      .returning(),
  );
}

async function msUntilNext(db: Database, now: Temporal.Instant): Promise<number> {
  const [row] = await db.asSystem((tx) =>
    tx
      .select({ next: sql<string | null>`min(${outbox.nextAt})` })
      .from(outbox)
      .where(sql`state = 'queued' and next_at > ${now.toString()}`),
  );
  if (!row?.next) return LONGEST_SLEEP_MS;
  return Math.min(LONGEST_SLEEP_MS, Math.max(1, Temporal.Instant.from(row.next).epochMilliseconds - now.epochMilliseconds));
}

async function dueCount(db: Database, now: Temporal.Instant): Promise<number> {
  const due = or(eq(outbox.state, 'sending'), and(eq(outbox.state, 'queued'), lte(outbox.nextAt, now)));
  return db.asSystem((tx) => tx.$count(outbox, and(isFirst, due)));
}

/** A row left in `sending` may have arrived: it goes out once more and says so. One to somebody else is left to its sender. */
async function takeUp({ onMessageEnd }: SenderDeps, tx: Tx, nextAt: Temporal.Instant, which?: SQL): Promise<number> {
  const left = and(eq(outbox.state, 'sending'), which);
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
