import { and, eq, ne } from 'drizzle-orm';
import type { Approvals } from '../actions/approvals.ts';
import type { Voided } from '../actions/closing.ts';
import type { Executor } from '../actions/execute.ts';
import type { ActionRow } from '../actions/ledger.ts';
import { parseIncoming } from '../agent/incoming.ts';
import type { Database, Tx } from '../db/client.ts';
import { inbox, turns } from '../db/schema/chat.ts';
import type { Clock } from '../ground/clock.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { enqueue } from '../outbox/outbox.ts';
import type { IncomingMessage } from '../ports/chat.ts';
import type { Engine } from '../workflows/engine.ts';
import { isStop } from './command-line.ts';
import { endTurn } from './end-turn.ts';
import type { Lanes } from './lanes.ts';
import { withoutSecret } from './without-secret.ts';
import { loadTurn } from './work.ts';

interface StopDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly lanes: Lanes;
  readonly approvals: Approvals;
  readonly executor: Executor;
  readonly engine: Pick<Engine, 'stopAll' | 'interrupt'>;
  readonly buttons: Buttons;
  readonly onQueued: () => void;
}

export interface Stop {
  /**
   * Ends what is under way for a person, outside the conversation's lane and without any model: the running turn, what waits behind it,
   * actions between two of their steps, what is held or due, and every open card. Reminders and the brief stay. Says what it stopped
   * and what had been done by then.
   */
  now(personId: string, message: IncomingMessage, how?: 'spoken'): Promise<void>;
  /** At the start, before anything runs: whoever said stop just before the process died is heard. */
  takeUp(): Promise<void>;
}

/** How long the answer waits for what lets go. */
const LETTING_GO_MS = 2000;

export function createStop(deps: StopDeps): Stop {
  const { db, clock, lanes, approvals, executor, engine } = deps;

  async function now(personId: string, message: IncomingMessage, how?: 'spoken'): Promise<void> {
    const closing = db.asPerson(personId, async (tx) => ({
      waiting: await dropWaiting(tx, personId, message.key),
      workflows: await engine.stopAll(tx, personId),
      ...(await approvals.voidAll(tx, personId, 'stopped', 'Stopped by you. Nothing was done.')),
    }));
    // What has just heard the word is no request that was running.
    const turnsEnded = lanes.interrupt(personId, closing) - (how === 'spoken' ? 1 : 0);
    engine.interrupt(personId);
    const halting = executor.interrupt(personId);
    const closed = await closing;
    // What began between the two is begun no more.
    halting.push(...executor.interrupt(personId));
    const halted = await within(clock, halting);
    const running = turnsEnded + new Set(halting).size;
    await db.asPerson(personId, async (tx) => {
      const text = stoppedText({ ...closed, running, halted });
      const why = { trigger: 'you said stop', by: 'rule', sources: [message.key], actions: halted.map(({ id }) => id) };
      await enqueue(tx, { personId, key: `stop:${message.key}`, message: { text }, why, now: clock.now(), to: message });
      await heard(tx, personId, message.key);
    });
    deps.onQueued();
  }

  async function endTurns(tx: Tx, personId: string): Promise<void> {
    const running = and(eq(turns.personId, personId), eq(turns.state, 'running'));
    const rows = await tx.select({ id: turns.id }).from(turns).where(running);
    for (const { id } of rows) await endTurn(tx, deps, await loadTurn(tx, personId, id), 'stopped', clock.now());
  }

  return {
    now,
    async takeUp() {
      const rows = await db.asSystem((tx) =>
        tx
          .select()
          .from(inbox)
          .where(and(eq(inbox.kind, 'message'), eq(inbox.state, 'stored'))),
      );
      for (const { personId, payload } of rows) {
        const message = parseIncoming(payload);
        if (!isStop(message.text)) continue;
        await db.asPerson(personId, (tx) => endTurns(tx, personId));
        await now(personId, message);
      }
    },
  };
}

/** Messages that nobody has begun with. Those of a running turn are closed by the turn itself. */
async function dropWaiting(tx: Tx, personId: string, stop: string): Promise<number> {
  const rows = await tx
    .update(inbox)
    .set({ state: 'done' })
    .where(and(eq(inbox.personId, personId), eq(inbox.state, 'stored'), ne(inbox.key, stop)))
    .returning({ seq: inbox.seq, payload: inbox.payload });
  for (const { seq, payload } of rows) {
    const message = parseIncoming(payload);
    const kept = withoutSecret(message);
    const isRow = and(eq(inbox.personId, personId), eq(inbox.seq, seq));
    if (kept !== message) await tx.update(inbox).set({ payload: kept }).where(isRow);
  }
  return rows.length;
}

async function heard(tx: Tx, personId: string, key: string): Promise<void> {
  await tx
    .update(inbox)
    .set({ state: 'done' })
    .where(and(eq(inbox.personId, personId), eq(inbox.key, key)));
}

/** What the interrupted actions came to, as far as they let go in time. */
async function within(clock: Clock, runs: readonly Promise<ActionRow>[]): Promise<ActionRow[]> {
  const rows: ActionRow[] = [];
  const over = new AbortController();
  const take = (row: ActionRow) => void rows.push(row);
  const all = Promise.all([...new Set(runs)].map((run) => run.then(take, () => undefined)));
  const patience = clock.sleep(LETTING_GO_MS, over.signal).catch(() => undefined);
  await Promise.race([all, patience]).finally(() => over.abort());
  return rows;
}

interface Stopped extends Voided {
  readonly workflows: number;
  readonly running: number;
  readonly waiting: number;
  readonly halted: readonly ActionRow[];
}

function stoppedText({ running, waiting, held, cards, workflows, halted }: Stopped): string {
  const parts = [
    counted(running, 'running request'),
    counted(held, 'action that had not begun', 'actions that had not begun'),
    counted(waiting, 'waiting message'),
    counted(cards, 'open card'),
    counted(workflows, 'run of a workflow', 'runs of workflows'),
  ].filter(Boolean);
  const what = parts.length === 0 ? 'Nothing was running.' : `Stopped: ${parts.join(', ')}.`;
  const before = halted.flatMap(({ state, outcome }) => (state === 'done' || state === 'unknown' ? [`- ${outcome}`] : []));
  const line = `${what} Your reminders and the brief stay.`;
  return before.length === 0 ? line : `${line}\n\nWhat had happened by then:\n${before.join('\n')}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
}
