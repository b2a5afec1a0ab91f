import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import type { Notify } from '../proactive/notify/notify.ts';
import { newsOfGivingUp } from './news.ts';
import { moveRun, runById, workflowById } from './store.ts';

interface GiveUpDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly notify: Notify;
}

/** What it found cannot be kept, or not be opened any more: without that there is no going on. */
export async function giveUp({ db, clock, notify }: GiveUpDeps, personId: string, runId: string, outcome: string): Promise<void> {
  const now = clock.now();
  await db.asPerson(personId, async (tx) => {
    const run = await runById(tx, personId, runId);
    if (!run || !(await moveRun(tx, run, { state: 'failed', outcome, wakeAt: null, finishedAt: now }))) return;
    await notify(tx, newsOfGivingUp(run, await workflowById(tx, personId, run.workflowId), outcome), now);
  });
}
