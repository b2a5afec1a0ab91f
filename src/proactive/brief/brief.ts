import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../../db/client.ts';
import { briefs } from '../../db/schema/planning.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Log } from '../../ground/log.ts';
import type { Utterance } from '../../outbox/outbox.ts';
import type { Why } from '../../outbox/why.ts';
import type { Profile } from '../../people/profile.ts';
import { load } from '../../people/profile-store.ts';
import type { OutgoingMessage } from '../../ports/chat.ts';
import { clockText, dayText } from '../../reminders/moment-text.ts';
import { markSaid } from '../notify/notices.ts';
import { scheduleBrief } from '../reschedule.ts';
import type { Gather } from './gather.ts';
import { createRewording, type Write } from './rewording.ts';
import { decideBrief, latestDue } from './schedule.ts';
import { briefText } from './template.ts';

export interface BriefDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly gather: Gather;
  readonly enqueue: (tx: Tx, utterance: Utterance) => Promise<unknown>;
  /** Absent without a model: then the lines stay as code worded them. */
  readonly write?: Write | undefined;
}

export interface Composed {
  readonly message: OutgoingMessage;
  readonly by: string;
  readonly sources: readonly string[];
  /** The pieces of news in it. */
  readonly notices: readonly number[];
}

export interface Brief {
  /** The brief as it would be now; `heading` stands above it. Nothing is stored, nothing is sent. */
  compose(personId: string, heading: string, signal: AbortSignal): Promise<Composed>;
  /**
   * Gives the brief that was due at `due`, once on a local day whatever happens in between, or leaves it when it is too late, and stores
   * the next time. A kill before the end leaves the schedule due, so that it is taken up again.
   */
  give(personId: string, due: Temporal.Instant, signal: AbortSignal): Promise<void>;
}

export function createBrief({ db, clock, log, gather, enqueue, write }: BriefDeps): Brief {
  const reword = createRewording({ clock, log, write });

  async function compose(personId: string, heading: string, signal: AbortSignal): Promise<Composed> {
    const profile = await db.asPerson(personId, (tx) => load(tx, personId));
    const gathered = await gather({ personId, profile, now: clock.now() }, 'brief');
    const { facts, by } = await reword(gathered.facts, { personId, zone: profile.identity.timezone }, signal);
    const message = { text: briefText(heading, { ...gathered, facts }) };
    const notices = gathered.facts.flatMap(({ notice }) => notice ?? []);
    return { message, by, sources: gathered.facts.map(({ source }) => source), notices };
  }

  return {
    compose,
    async give(personId, due, signal) {
      const now = clock.now();
      const plan = await db.asPerson(personId, async (tx) => {
        const profile = await load(tx, personId);
        const toGive = planOf(profile, due, now);
        if (toGive && !(await wasGiven(tx, personId, toGive.day))) return toGive;
        log.info('brief-skipped', { missed: toGive === undefined });
        await scheduleBrief(tx, personId, profile, now);
        return undefined;
      });
      if (!plan) return;
      const composed = await compose(personId, plan.heading, signal);
      await db.asPerson(personId, async (tx) => {
        const profile = await load(tx, personId);
        if (profile.settings.brief.on && (await claimDay(tx, personId, plan.day, now))) {
          const { message, by, sources, notices } = composed;
          const key = `brief:${plan.day}`;
          const why: Why = { trigger: 'the schedule of your morning brief', by, sources: [...sources], actions: [] };
          await enqueue(tx, { personId, key, message, why, now });
          await markSaid(tx, personId, notices, key);
        }
        await scheduleBrief(tx, personId, profile, clock.now());
      });
    },
  };
}

interface Plan {
  /** The person's local day, `2026-03-06`. */
  readonly day: string;
  readonly heading: string;
}

function planOf(profile: Profile, due: Temporal.Instant, now: Temporal.Instant): Plan | undefined {
  const zone = profile.identity.timezone;
  const { on, at } = profile.settings.brief;
  const last = latestDue(at, zone, due, now);
  const decision = decideBrief(last, now, zone);
  if (!on || decision === 'missed') return undefined;
  const planned = last.toZonedDateTimeISO(zone);
  const day = planned.toPlainDate();
  const heading = `**Your brief for ${dayText(day)}**`;
  const late = `\n_Late: it was for ${clockText(planned)}._`;
  return { day: day.toString(), heading: decision === 'late' ? heading + late : heading };
}

async function wasGiven(tx: Tx, personId: string, day: string): Promise<boolean> {
  const [row] = await tx
    .select()
    .from(briefs)
    .where(and(eq(briefs.personId, personId), eq(briefs.day, day)));
  return row !== undefined;
}

/** True for the first that asks. */
async function claimDay(tx: Tx, personId: string, day: string, now: Temporal.Instant): Promise<boolean> {
  const claimed = await tx.insert(briefs).values({ personId, day, startedAt: now }).onConflictDoNothing().returning();
  return claimed.length > 0;
}
