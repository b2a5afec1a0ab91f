import { and, eq } from 'drizzle-orm';
import type { Approvals } from '../actions/approvals.ts';
import type { Executor } from '../actions/execute.ts';
import type { Database, Tx } from '../db/client.ts';
import { inbox } from '../db/schema/chat.ts';
import type { Clock } from '../ground/clock.ts';
import { enqueue } from '../outbox/outbox.ts';
import type { IncomingMessage } from '../ports/chat.ts';
import type { Lanes } from './lanes.ts';

interface StopDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly lanes: Lanes;
  readonly approvals: Approvals;
  readonly executor: Executor;
  readonly onQueued: () => void;
}

/**
 * Ends what is under way for a person, outside the conversation's lane and without any model: the running turn, what waits behind
 * it, and every open card. Reminders and the brief stay. Says what it stopped.
 */
export function createStop(deps: StopDeps): (personId: string, message: IncomingMessage) => Promise<void> {
  return async (personId, message) => {
    const turns = deps.lanes.interrupt(personId);
    // An action that a turn waits for is a part of that turn.
    const running = Math.max(turns, deps.executor.interrupt(personId));
    const now = deps.clock.now();
    await deps.db.asPerson(personId, async (tx) => {
      const waiting = await dropWaiting(tx, personId);
      const cards = await deps.approvals.voidAll(tx, personId, 'stopped', 'Stopped by you. Nothing was done.');
      const text = stoppedText({ running, waiting, cards });
      const why = { trigger: 'you said stop', by: 'rule', sources: [message.key], actions: [] };
      await enqueue(tx, { personId, key: `stop:${message.key}`, message: { text }, why, now, to: message });
    });
    deps.onQueued();
  };
}

/** Messages that nobody has begun with. Those of a running turn are closed by the turn itself. */
async function dropWaiting(tx: Tx, personId: string): Promise<number> {
  const rows = await tx
    .update(inbox)
    .set({ state: 'done' })
    .where(and(eq(inbox.personId, personId), eq(inbox.state, 'stored')))
    .returning({ seq: inbox.seq });
  return rows.length;
}

interface Stopped {
  readonly running: number;
  readonly waiting: number;
  readonly cards: number;
}

function stoppedText({ running, waiting, cards }: Stopped): string {
  const parts = [counted(running, 'running request'), counted(waiting, 'waiting message'), counted(cards, 'open card')].filter(
    Boolean,
  );
  return parts.length === 0
    ? 'Nothing was running. Your reminders and the brief stay.'
    : `Stopped: ${parts.join(', ')}. Your reminders and the brief stay.`;
}

function counted(count: number, name: string): string {
  if (count === 0) return '';
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
