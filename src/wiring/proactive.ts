import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Brain } from '../agent/brain.ts';
import { askWithinLimit, recordCall } from '../agent/metered.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../db/client.ts';
import type { Jobs } from '../db/jobs.ts';
import type { Clock } from '../ground/clock.ts';
import type { Log } from '../ground/log.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { enqueue } from '../outbox/outbox.ts';
import { load } from '../people/profile-store.ts';
import type { EyesOf } from '../ports/connections.ts';
import { type Brief, createBrief } from '../proactive/brief/brief.ts';
import { calendarFacts } from '../proactive/brief/calendar-facts.ts';
import { createGather, type Gather } from '../proactive/brief/gather.ts';
import { missedFacts } from '../proactive/brief/missed-facts.ts';
import { reminderFacts } from '../proactive/brief/reminder-facts.ts';
import type { Write } from '../proactive/brief/rewording.ts';
import { taskFacts } from '../proactive/brief/task-facts.ts';
import { type Clockwork, createClockwork } from '../proactive/clockwork.ts';
import { createNotify, createRelease, type Notify } from '../proactive/notify/notify.ts';
import { waitingNews } from '../proactive/notify/waiting-news.ts';
import { scheduleBrief } from '../proactive/reschedule.ts';

interface ProactiveDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly brain: Brain | undefined;
  readonly eyesOf: EyesOf;
  readonly onQueued: () => void;
}

/** Each later than the one before, a quarter of an hour in all. */
const BRIEF_RETRIES = 9;

const briefJob = z.object({ personId: z.uuid(), due: z.string() });

export interface Proactive {
  readonly gather: Gather;
  readonly brief: Brief;
  readonly clockwork: Clockwork;
  /** The door for whatever is said without having been asked for. */
  readonly notify: Notify;
}

/** Joins what speaks first. */
export function createProactive(deps: ProactiveDeps): Proactive {
  const { brain, buttons } = deps;
  const gather = createGather({
    ...deps,
    sources: [missedFacts, calendarFacts(deps.eyesOf), reminderFacts, taskFacts, waitingNews],
  });
  const brief = createBrief({ ...deps, gather, enqueue, write: brain && writeWith(deps, brain) });
  const button = (verb: string, id: string, personId: string) => buttons.sign({ verb, id }, personId);
  const give = async ({ personId, due }: z.infer<typeof briefJob>, signal: AbortSignal) => {
    await brief.give(personId, Temporal.Instant.from(due), signal);
    deps.onQueued();
  };
  const briefs = deps.jobs.define('brief', briefJob, give, { retries: BRIEF_RETRIES });
  // One transaction hands the brief over to the job and moves the schedule on: it is neither lost nor given twice.
  const startBrief = (personId: string, due: Temporal.Instant) =>
    deps.db.asPerson(personId, async (tx) => {
      await briefs.send(tx, { personId, due: due.toString() }, { key: `${personId} ${due.toString()}` });
      await scheduleBrief(tx, personId, await load(tx, personId), deps.clock.now());
    });
  const release = createRelease({ enqueue });
  const releaseNews = (personId: string) => deps.db.asPerson(personId, (tx) => release(tx, personId, deps.clock.now()));
  const clockwork = createClockwork({ ...deps, enqueue, button, runs: { brief: startBrief, news: releaseNews } });
  return { gather, brief, clockwork, notify: createNotify({ enqueue }) };
}

function writeWith(deps: ProactiveDeps, brain: Brain): Write {
  return async (prompt, signal, reader) => {
    const request = { messages: [{ role: 'user' as const, content: prompt }], tools: [] };
    const answer = await askWithinLimit(deps, brain, reader, request, { signal, onSlow: () => undefined });
    await deps.db.asPerson(reader.personId, (tx) => recordCall(tx, deps, brain, reader, answer, 'brief'));
    return { text: answer.text, by: brain.name };
  };
}
