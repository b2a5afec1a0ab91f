import { asc, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { createAudit } from '../../src/audit/audit.ts';
import type { Database } from '../../src/db/client.ts';
import { outbox } from '../../src/db/schema/chat.ts';
import { identities } from '../../src/db/schema/identities.ts';
import type { ScheduleKind } from '../../src/db/schema/planning.ts';
import type { Log } from '../../src/ground/log.ts';
import { createRecall } from '../../src/memory/recall.ts';
import { enqueue } from '../../src/outbox/outbox.ts';
import { defaultProfile, type Profile } from '../../src/people/profile.ts';
import { withField } from '../../src/people/profile-path.ts';
import { save } from '../../src/people/profile-store.ts';
import type { OutgoingMessage } from '../../src/ports/chat.ts';
import type { Eyes, EyesOf } from '../../src/ports/connections.ts';
import { createBreakReminder } from '../../src/proactive/breaks/break-reminders.ts';
import { createBrief } from '../../src/proactive/brief/brief.ts';
import { EVENING_REVIEW, MORNING_BRIEF } from '../../src/proactive/brief/edition.ts';
import type { FactSource } from '../../src/proactive/brief/fact.ts';
import { createGather } from '../../src/proactive/brief/gather.ts';
import { missedFacts } from '../../src/proactive/brief/missed-facts.ts';
import { reminderFacts } from '../../src/proactive/brief/reminder-facts.ts';
import type { Write } from '../../src/proactive/brief/rewording.ts';
import { taskFacts } from '../../src/proactive/brief/task-facts.ts';
import { createClockwork, type Run } from '../../src/proactive/clockwork.ts';
import { nextDue } from '../../src/proactive/due.ts';
import { createEventWatch } from '../../src/proactive/event-reminders.ts';
import { createMailWatch } from '../../src/proactive/mail/mail-watch.ts';
import { exchangeFacts } from '../../src/proactive/meetings/exchange-facts.ts';
import { memoryFacts } from '../../src/proactive/meetings/memory-facts.ts';
import { namedTaskFacts } from '../../src/proactive/meetings/named-task-facts.ts';
import { createPreparation } from '../../src/proactive/meetings/preparation.ts';
import { createNotify, createRelease } from '../../src/proactive/notify/notify.ts';
import { waitingNews } from '../../src/proactive/notify/waiting-news.ts';
import { dayFacts } from '../../src/proactive/review/day-facts.ts';
import { leftFacts, tomorrowFacts } from '../../src/proactive/review/left-facts.ts';
import { memoryDiff } from '../../src/proactive/review/memory-diff.ts';
import { setSchedule } from '../../src/proactive/schedules.ts';
import { createTaskMirror } from '../../src/proactive/tasks/task-mirror.ts';
import { createWatchLook } from '../../src/proactive/watches/look.ts';
import type { FakeClock } from '../fakes/clock.ts';
import { addPerson } from '../fixtures/database.ts';

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
export const audit = createAudit(Buffer.alloc(32, 7));
export const SOURCES: readonly FactSource[] = [missedFacts, reminderFacts, taskFacts, waitingNews];
export const button = (verb: string, id: string) => `${verb}.${id}`;

/** A person with a chat to write to, who wants no breaks: those would be looked for every ninety minutes. */
export async function addReachablePerson(db: Database, zone: string, change: (profile: Profile) => Profile = (same) => same) {
  const id = await addPerson(db);
  await db.asPerson(id, async (tx) => {
    await save(tx, id, change(withField(defaultProfile(zone, 'Ann'), 'preferences.productivity.breakReminders', 'off')));
    const lastSeenAt = Temporal.Instant.from('2026-01-01T00:00:00Z');
    await tx
      .insert(identities)
      .values({ platform: 'telegram', userId: id, personId: id, chat: `chat-${id}`, name: 'Ann', lastSeenAt });
  });
  return id;
}

export const withoutBrief = (profile: Profile): Profile => ({
  ...profile,
  settings: { ...profile.settings, brief: { on: false, at: '07:30' } },
});

interface World {
  readonly db: Database;
  readonly clock: FakeClock;
  readonly write?: Write;
  readonly sources?: readonly FactSource[];
  readonly eyes?: Eyes;
  readonly log?: Log;
}

/** What prepares meetings, with a memory that goes by words alone. */
export function preparationOf({ db, clock, eyesOf }: { db: Database; clock: FakeClock; eyesOf: EyesOf }) {
  const recall = createRecall({ embedder: { model: 'none', embed: async () => [] }, clock, log: silent });
  const sources = [exchangeFacts(eyesOf), namedTaskFacts, memoryFacts(recall)];
  return createPreparation(createGather({ db, audit, log: silent, sources }));
}

/** A clockwork and a brief as a process has them; a second one on the same database is a restart. */
export function createWorld({ db, clock, write, sources = SOURCES, eyes = {}, log = silent }: World) {
  const eyesOf = async () => eyes;
  const gather = createGather({ db, audit, log: silent, sources });
  const daily = { db, clock, log: silent, button, enqueue, write };
  const brief = createBrief({ ...daily, edition: MORNING_BRIEF, gather });
  const ofDay = createGather({
    db,
    audit,
    log: silent,
    sources: [dayFacts, memoryDiff, missedFacts, leftFacts, tomorrowFacts(eyesOf)],
  });
  const review = createBrief({ ...daily, edition: EVENING_REVIEW, gather: ofDay });
  const notify = createNotify({ enqueue });
  const remindOfBreak = createBreakReminder({ db, eyesOf, notify });
  const release = createRelease({ enqueue });
  const news = (personId: string) => db.asPerson(personId, (tx) => release(tx, personId, clock.now()));
  const clockwork = createClockwork({
    db,
    clock,
    log,
    enqueue,
    button,
    runs: {
      brief: brief.give,
      review: review.give,
      'brief-again': brief.giveAgain,
      'review-again': review.giveAgain,
      news,
      break: (personId) => remindOfBreak(personId, clock.now()),
      calendar: createEventWatch({
        db,
        clock,
        log: silent,
        eyesOf,
        notify,
        prepare: preparationOf({ db, clock, eyesOf }),
        button,
      }),
      mail: createMailWatch({ db, clock, log: silent, eyesOf, notify, button, write, prepareReply: undefined }).look,
      watch: createWatchLook({ db, clock, log: silent, eyesOf, notify, write }),
      tasks: createTaskMirror({ db, clock, log: silent, audit, notify }),
    },
    onQueued: () => undefined,
  });
  /** One look at what is due; resolves with the next stored moment once all of it is done. */
  const live = async () => {
    await clockwork.tick();
    await clockwork.stop();
    return db.asSystem((tx) => nextDue(tx, clock.now()));
  };
  return { gather, brief, review, clockwork, notify, live };
}

/** Lets it happen as the clockwork does: its row says that it is due now. */
export async function runDue(
  db: Database,
  kind: ScheduleKind,
  { personId, due, signal }: { readonly personId: string; readonly due: Temporal.Instant; readonly signal: AbortSignal },
  run: Run,
): Promise<void> {
  await db.asPerson(personId, (tx) => setSchedule(tx, personId, kind, due));
  await run(personId, due, signal);
}

/** Everything that was said to a person, in order. */
export async function said(db: Database, personId: string) {
  const rows = await db.asPerson(personId, (tx) =>
    tx.select().from(outbox).where(eq(outbox.personId, personId)).orderBy(asc(outbox.seq)),
  );
  return rows.map(({ key, message: stored, createdAt }) => {
    const message = stored as OutgoingMessage;
    return { key, message, text: message.text, createdAt };
  });
}
