import type { Temporal } from 'temporal-polyfill';
import type { Database } from '../db/client.ts';
import type { ScheduleKind } from '../db/schema/planning.ts';
import { createAlarm } from '../ground/alarm.ts';
import type { Clock } from '../ground/clock.ts';
import { msUntil } from '../ground/instants.ts';
import { describeError, type Log } from '../ground/log.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { byPerson, type DueSchedule, dueReminders, dueSchedules, nextDue } from './due.ts';
import { ensureSchedules } from './ensure-schedules.ts';
import { type DueReminder, type FireDeps, fireOne, fireTogether } from './fire-reminders.ts';
import { AWAY_AFTER_HOURS, toFiring } from './firing.ts';
import { type Setback, settleOverdue } from './setback.ts';

/** What one kind of schedule does for a person. */
export type Run = (personId: string, due: Temporal.Instant, signal: AbortSignal) => Promise<void>;

export interface ClockworkDeps extends FireDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Does what was due at `due` and moves its schedule on; may take its time, nothing waits for it. */
  readonly runs: Readonly<Record<ScheduleKind, Run>>;
  /** Called when something was put into the outbox. */
  readonly onQueued: () => void;
}

export interface Clockwork {
  /** Starts the loop. After a setback nothing overdue is done again, only told. */
  start(setback?: Setback): Promise<void>;
  /** To be called when a reminder or a schedule was set: it may be due before the next look. */
  nudge(): void;
  /** Does what is due now and starts the schedules that are; resolves with the next stored moment. The loop calls it. */
  tick(): Promise<Temporal.Instant | undefined>;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** The clock may be set and the machine may sleep: never trust a longer wait. */
const LONGEST_SLEEP_MS = 60_000;
/** Bounds one tick: a thousand batches of due reminders. */
const MOST_BATCHES = 1_000;

/** Lets reminders and schedules happen at their stored times, each once, through restarts and downtime. */
export function createClockwork(deps: ClockworkDeps): Clockwork {
  const { db, clock, log } = deps;
  const alarm = createAlarm(clock);
  const stopping = new AbortController();
  const reminderTries = createAttempts(clock);
  const scheduleTries = createAttempts(clock);
  const underWay = new Map<string, Promise<void>>();
  let loop: Promise<void> = Promise.resolve();

  async function tick(): Promise<Temporal.Instant | undefined> {
    const now = clock.now();
    await fireDue(deps, reminderTries, now, stopping.signal);
    for (const due of await db.asSystem((tx) => dueSchedules(tx, now))) {
      const key = `${due.kind} ${due.personId}`;
      if (!underWay.has(key) && scheduleTries.mayTry(key)) underWay.set(key, start(key, due));
    }
    return db.asSystem((tx) => nextDue(tx, now));
  }

  async function start(key: string, { kind, personId, nextAt }: DueSchedule): Promise<void> {
    try {
      await deps.runs[kind](personId, nextAt, stopping.signal);
      scheduleTries.succeeded(key);
      deps.onQueued();
    } catch (error) {
      if (stopping.signal.aborted) return;
      scheduleTries.failed(key);
      log.error('schedule-failed', { kind, ...describeError(error) });
    } finally {
      underWay.delete(key);
      alarm.ring();
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      let sleepMs = LONGEST_SLEEP_MS;
      try {
        const next = await tick();
        if (next) sleepMs = Math.min(sleepMs, msUntil(next, clock.now()));
      } catch (error) {
        log.error('clockwork-failed', describeError(error));
      }
      await alarm.wait(sleepMs, stopping.signal).catch(() => undefined);
    }
  }

  return {
    async start(setback) {
      if (setback) await settleOverdue(deps, setback).then(deps.onQueued);
      await ensureSchedules(db, clock.now());
      loop = run();
    },
    nudge: () => alarm.ring(),
    tick,
    async stop() {
      stopping.abort();
      await loop;
      await Promise.all(underWay.values());
    },
  };
}

/** One failure keeps no other reminder waiting; what failed stays due and is tried again later. */
async function fireDue(deps: ClockworkDeps, attempts: Attempts, now: Temporal.Instant, signal: AbortSignal): Promise<void> {
  for (let batch = 0; batch < MOST_BATCHES && !signal.aborted; batch += 1) {
    const due = await deps.db.asSystem((tx) => dueReminders(tx, now, attempts.paused()));
    if (due.length === 0) return;
    for (const group of toGroups(due, now)) {
      const settle = (await fireGroup(deps, group, now)) ? attempts.succeeded : attempts.failed;
      for (const { reminder } of group.due) settle(reminder.id);
    }
    deps.onQueued();
  }
}

interface Group {
  readonly personId: string;
  readonly together: boolean;
  readonly due: readonly DueReminder[];
}

/** What is still worth a message of its own stands alone; the rest is one message a person. */
function toGroups(due: readonly DueReminder[], now: Temporal.Instant): Group[] {
  const away = byPerson(due.filter((each) => isAway(each, now)));
  const alone = due.filter((each) => !isAway(each, now));
  return [
    ...[...away].map(([personId, theirs]) => ({ personId, together: true, due: theirs })),
    ...alone.map((each) => ({ personId: each.reminder.personId, together: false, due: [each] })),
  ];
}

function isAway({ reminder, dueAt }: DueReminder, now: Temporal.Instant): boolean {
  return dueAt.until(now).total('hours') > AWAY_AFTER_HOURS && toFiring(reminder, dueAt, now).punctuality === 'away';
}

async function fireGroup(deps: ClockworkDeps, { personId, together, due }: Group, now: Temporal.Instant): Promise<boolean> {
  try {
    await deps.db.asPerson(personId, async (tx) => {
      if (together) await fireTogether(tx, deps, due, now, '**While I was away**');
      else for (const each of due) await fireOne(tx, deps, each, now);
    });
    return true;
  } catch (error) {
    deps.log.error('reminder-failed', { reminders: due.length, ...describeError(error) });
    return false;
  }
}
