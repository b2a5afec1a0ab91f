import { and, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Database } from '../db/client.ts';
import { DatabaseAway } from '../db/failure.ts';
import { workflows } from '../db/schema/workflows.ts';
import type { Clock } from '../ground/clock.ts';
import { isAppError } from '../ground/errors.ts';
import type { EyesOf } from '../ports/connections.ts';
import { meetingsEndingIn, meetingsIn } from './meetings-ahead.ts';
import { coalesced, nextMoment } from './moments.ts';
import { beginRun, changeWorkflow, type NewRun, toWorkflow, type Workflow, workflowById } from './store.ts';

interface TickDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly eyesOf: EyesOf;
}

/** How long a change in the calendar may stay unseen. */
const LOOK_MINUTES = 5;

/**
 * The time of a workflow has come: begins what is due, and stores when it is looked at next, in one transaction. Times that came while
 * nobody was there begin one run, which says so.
 */
export async function tick(deps: TickDeps, personId: string, workflowId: string, signal: AbortSignal): Promise<void> {
  const { db, clock } = deps;
  const now = clock.now();
  const seen = await db.asPerson(personId, (tx) => workflowById(tx, personId, workflowId));
  if (seen.state !== 'active' || !seen.nextAt || Temporal.Instant.compare(seen.nextAt, now) > 0) return;
  const { begins, next } = await dueOf(deps, { ...seen, nextAt: seen.nextAt }, now, signal);
  await db.asPerson(personId, async (tx) => {
    const [row] = await tx
      .select()
      .from(workflows)
      .where(and(eq(workflows.personId, personId), eq(workflows.id, workflowId), eq(workflows.state, 'active')))
      .for('update');
    // Edited, paused or looked at by another life meanwhile: what was seen does not count.
    if (!row?.nextAt?.equals(seen.nextAt ?? now)) return;
    for (const wish of begins) await beginRun(tx, toWorkflow(row), wish, now);
    await changeWorkflow(tx, personId, workflowId, { nextAt: next ?? null });
  });
}

interface Due {
  readonly begins: readonly NewRun[];
  readonly next: Temporal.Instant | undefined;
}

type DueWorkflow = Workflow & { readonly nextAt: Temporal.Instant };

async function dueOf(deps: TickDeps, workflow: DueWorkflow, now: Temporal.Instant, signal: AbortSignal): Promise<Due> {
  const { plan, zone, nextAt } = workflow;
  const { trigger } = plan;
  if (trigger.kind === 'meeting' || trigger.kind === 'meeting-end') {
    const find = trigger.kind === 'meeting' ? comingMeetings : endedMeetings;
    const runs = await find(deps, workflow, trigger.minutes, now, signal).catch((error: unknown) => {
      if (isAppError(error) && !(error instanceof DatabaseAway)) return [];
      throw error;
    });
    const later = runs.map(({ dueAt }) => dueAt).filter((at) => compare(at, now) > 0);
    return {
      begins: runs.filter(({ dueAt }) => compare(dueAt, now) <= 0),
      next: [now.add({ minutes: LOOK_MINUTES }), ...later].sort(compare)[0],
    };
  }
  const { last, missed } = coalesced(trigger, zone, nextAt, now);
  return { begins: [{ key: `at:${last}`, dueAt: last, missed }], next: nextMoment(trigger, zone, now) };
}

/** A meeting that was moved is prepared anew; one that has begun is not. */
async function comingMeetings(
  { eyesOf }: TickDeps,
  { personId, zone }: Workflow,
  minutes: number,
  now: Temporal.Instant,
  signal: AbortSignal,
): Promise<NewRun[]> {
  const span = { from: now, until: now.add({ minutes: LOOK_MINUTES + minutes }) };
  const coming = await meetingsIn(regular(eyesOf), personId, span, zone, signal);
  return coming.map((meeting) => ({
    key: `event:${meeting.calendarId}:${meeting.id}:${meeting.begins}`,
    dueAt: Temporal.Instant.from(meeting.begins).subtract({ minutes }),
    meeting,
  }));
}

/** After a longer time away, what ended before is past. */
const LATEST_HOURS = 12;

/** Those that ended since the last look, and those that end before the next one. */
async function endedMeetings(
  { eyesOf }: TickDeps,
  { personId, zone, nextAt, createdAt }: DueWorkflow,
  minutes: number,
  now: Temporal.Instant,
  signal: AbortSignal,
): Promise<NewRun[]> {
  const looked = [nextAt.subtract({ minutes: LOOK_MINUTES }), now.subtract({ hours: LATEST_HOURS }), createdAt];
  const since = looked.sort(compare).at(-1) ?? now;
  const span = { from: since.subtract({ minutes }), until: now.add({ minutes: LOOK_MINUTES }).subtract({ minutes }) };
  const ending = await meetingsEndingIn(regular(eyesOf), personId, span, zone, signal);
  return ending.map(({ meeting, ends }) => ({
    key: `ended:${meeting.calendarId}:${meeting.id}:${ends}`,
    dueAt: ends.add({ minutes }),
    meeting,
  }));
}

/** The look of every few minutes. */
function regular(eyesOf: EyesOf): EyesOf {
  return (personId) => eyesOf(personId, 'regular');
}

const { compare } = Temporal.Instant;
