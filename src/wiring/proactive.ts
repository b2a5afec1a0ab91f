import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Act } from '../actions/act.ts';
import type { Approvals } from '../actions/approvals.ts';
import type { Undo } from '../actions/undo.ts';
import type { Brain } from '../agent/brain.ts';
import { askWithinLimit, recordCall } from '../agent/metered.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../db/client.ts';
import type { Jobs } from '../db/jobs.ts';
import type { Clock } from '../ground/clock.ts';
import type { Log } from '../ground/log.ts';
import type { Recall } from '../memory/recall.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { enqueue } from '../outbox/outbox.ts';
import { load } from '../people/profile-store.ts';
import type { EyesOf } from '../ports/connections.ts';
import { createBreakReminder } from '../proactive/breaks/break-reminders.ts';
import { type Brief, createBrief } from '../proactive/brief/brief.ts';
import { calendarFacts } from '../proactive/brief/calendar-facts.ts';
import { EVENING_REVIEW, MORNING_BRIEF } from '../proactive/brief/edition.ts';
import { createGather, type Gather } from '../proactive/brief/gather.ts';
import { mailFacts } from '../proactive/brief/mail-facts.ts';
import { mentionFacts } from '../proactive/brief/mention-facts.ts';
import { missedFacts } from '../proactive/brief/missed-facts.ts';
import { putAwayFacts } from '../proactive/brief/put-away-facts.ts';
import { reminderFacts } from '../proactive/brief/reminder-facts.ts';
import type { Write } from '../proactive/brief/rewording.ts';
import { startFacts } from '../proactive/brief/start-facts.ts';
import { taskFacts } from '../proactive/brief/task-facts.ts';
import { type Clockwork, createClockwork, type Run } from '../proactive/clockwork.ts';
import { createEventWatch } from '../proactive/event-reminders.ts';
import { proposeBriefTime } from '../proactive/habits/brief-proposal.ts';
import { createInvitationWatch } from '../proactive/invitations/invitation-watch.ts';
import { createPutAway, type PutAway } from '../proactive/mail/put-away.ts';
import { exchangeFacts } from '../proactive/meetings/exchange-facts.ts';
import { memoryFacts } from '../proactive/meetings/memory-facts.ts';
import { namedTaskFacts } from '../proactive/meetings/named-task-facts.ts';
import { createPreparation, type Prepare } from '../proactive/meetings/preparation.ts';
import { createNotify, createRelease, type Notify } from '../proactive/notify/notify.ts';
import { waitingNews } from '../proactive/notify/waiting-news.ts';
import { createOutages } from '../proactive/outages.ts';
import { rateable } from '../proactive/rateable.ts';
import { scheduleDaily } from '../proactive/reschedule.ts';
import { dayFacts } from '../proactive/review/day-facts.ts';
import { leftFacts, tomorrowFacts } from '../proactive/review/left-facts.ts';
import { memoryDiff } from '../proactive/review/memory-diff.ts';
import { nightDiff } from '../proactive/review/night-diff.ts';
import { createReflection } from '../proactive/slots/reflection.ts';
import { createTaskMirror } from '../proactive/tasks/task-mirror.ts';
import { createWatchLook } from '../proactive/watches/look.ts';
import { beginByMail } from '../workflows/mail-trigger.ts';
import type { Connections } from './actions.ts';
import { type Inbox, watchInbox } from './inbox.ts';

interface ProactiveDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly brain: Brain | undefined;
  readonly act: Act;
  readonly approvals: Approvals;
  readonly undo: Undo;
  readonly eyesOf: EyesOf;
  readonly recall: Recall;
  readonly onMail?: Connections['onMail'];
  readonly onLook?: Connections['onLook'];
  readonly forms?: Connections['forms'];
  readonly taskListOf?: Connections['taskListOf'];
  readonly onQueued: () => void;
}

/** Each later than the one before, a quarter of an hour in all. */
const BRIEF_RETRIES = 9;

const briefJob = z.object({ personId: z.uuid(), due: z.string() });

export interface Proactive {
  readonly gather: Gather;
  /** The same, and what the person asked where others read along. */
  readonly gatherAll: Gather;
  readonly brief: Brief;
  readonly review: Brief;
  readonly clockwork: Clockwork;
  /** Has the model find what is in a transcript; undefined without one. */
  readonly writeNotes: Write | undefined;
  /** The door for whatever is said without having been asked for. */
  readonly notify: Notify;
  /** Has an answer to a mail written, and shown as a card. */
  readonly writeReply: Inbox['writeReply'];
  /** Hears of a card that was declined. */
  readonly onDeclined: Inbox['onDeclined'];
  /** Lets the model read what was said by night; undefined without one. */
  readonly writeMemory: Write | undefined;
  /** Lets the model write and plan for a workflow; undefined without one. */
  readonly writeWork: Write | undefined;
  /** What there is to know before a meeting. */
  readonly prepare: Prepare;
}

/** Joins what speaks first. */
export function createProactive(deps: ProactiveDeps): Proactive {
  const { brain, buttons } = deps;
  const sources = [
    missedFacts,
    calendarFacts(deps.eyesOf),
    mailFacts(deps.eyesOf),
    putAwayFacts,
    reminderFacts,
    startFacts,
    taskFacts,
    waitingNews,
  ];
  const gather = createGather({ ...deps, sources });
  const gatherAll = createGather({ ...deps, sources: [...sources, mentionFacts] });
  const button = (verb: string, id: string, personId: string) => buttons.sign({ verb, id }, personId);
  const unasked = rateable(enqueue, button);
  const daily = { ...deps, button, enqueue: unasked, write: brain && writeWith(deps, brain, 'brief') };
  const brief = createBrief({ ...daily, edition: MORNING_BRIEF, gather });
  const reviewSources = [dayFacts, memoryDiff, nightDiff, missedFacts, leftFacts, tomorrowFacts(deps.eyesOf)];
  const review = createBrief({ ...daily, edition: EVENING_REVIEW, gather: createGather({ ...deps, sources: reviewSources }) });
  const notify = createNotify({ enqueue: unasked });
  const release = createRelease({ enqueue: unasked });
  const remindOfBreak = createBreakReminder({ ...deps, notify });
  const meetingSources = [exchangeFacts(deps.eyesOf), namedTaskFacts, memoryFacts(deps.recall)];
  const prepare = createPreparation(createGather({ ...deps, sources: meetingSources }));
  const invitations = createInvitationWatch({ ...deps, button });
  const writeMail = brain && writeWith(deps, brain, 'mail');
  const ways = { notify, invitations, beginWork: beginByMail, button };
  const inbox = watchInbox({ ...deps, ...ways, write: writeMail });
  const propose = (personId: string) =>
    deps.db.asPerson(personId, (tx) => proposeBriefTime({ notify, sign: button }, tx, personId, deps.clock.now()));
  const reflect = createReflection({ ...deps, notify, button });
  const runs = {
    brief: throughJob(deps, brief, 'brief', { before: createPutAway({ ...deps, notify }), after: propose }),
    review: throughJob(deps, review, 'review'),
    'brief-again': brief.giveAgain,
    'review-again': review.giveAgain,
    news: (personId: string) => deps.db.asPerson(personId, (tx) => release(tx, personId, deps.clock.now())),
    break: (personId: string) => remindOfBreak(personId, deps.clock.now()),
    calendar: createEventWatch({ ...deps, notify, prepare, button, invitations, reflect }),
    mail: inbox.look,
    watch: createWatchLook({ ...deps, notify, write: brain && writeWith(deps, brain, 'watch') }),
    tasks: createTaskMirror({ ...deps, notify }),
  };
  const clockwork = createClockwork({ ...deps, enqueue, button, runs });
  inbox.listen(clockwork.nudge);
  if (deps.forms) deps.onLook?.(createOutages({ ...deps, ...deps.forms, notify, button, nudge: clockwork.nudge }));
  const [writeNotes, writeWork] = [brain && writeWith(deps, brain, 'notes'), brain && writeWith(deps, brain, 'workflow')];
  const writeMemory = brain && writeWith(deps, brain, 'memory');
  return {
    gather,
    gatherAll,
    brief,
    review,
    clockwork,
    notify,
    prepare,
    writeNotes,
    writeMemory,
    writeWork,
    writeReply: inbox.writeReply,
    onDeclined: inbox.onDeclined,
  };
}

/** One transaction hands it over to a durable job and moves the schedule on: it is neither lost nor given twice. */
function throughJob(
  deps: ProactiveDeps,
  daily: Brief,
  kind: 'brief' | 'review',
  { before, after }: { readonly before?: PutAway; readonly after?: (personId: string) => Promise<void> } = {},
): Run {
  const give = async ({ personId, due }: z.infer<typeof briefJob>, signal: AbortSignal) => {
    await before?.(personId, signal);
    await daily.give(personId, Temporal.Instant.from(due), signal);
    await after?.(personId);
    deps.onQueued();
  };
  const queue = deps.jobs.define(kind, briefJob, give, { retries: BRIEF_RETRIES });
  return (personId, due) =>
    deps.db.asPerson(personId, async (tx) => {
      await queue.send(tx, { personId, due: due.toString() }, { key: `${personId} ${due.toString()}` });
      await scheduleDaily(tx, personId, kind, await load(tx, personId), deps.clock.now());
    });
}

/** `what` is made of its words, for the record. */
function writeWith(deps: ProactiveDeps, brain: Brain, what: string): Write {
  return async (prompt, signal, reader) => {
    const request = { messages: [{ role: 'user' as const, content: prompt }], tools: [] };
    const answer = await askWithinLimit(deps, brain, reader, request, { signal, onSlow: () => undefined });
    await deps.db.asPerson(reader.personId, (tx) => recordCall(tx, deps, brain, reader, answer, what));
    return { text: answer.text, by: brain.name };
  };
}
