import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../../db/client.ts';
import { briefs } from '../../db/schema/planning.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Log } from '../../ground/log.ts';
import type { Utterance } from '../../outbox/outbox.ts';
import type { Profile } from '../../people/profile.ts';
import { load } from '../../people/profile-store.ts';
import type { OutgoingMessage } from '../../ports/chat.ts';
import { clockText, dayText } from '../../reminders/moment-text.ts';
import { markSaid } from '../notify/notices.ts';
import type { SignButton } from '../reminder-message.ts';
import { scheduleDaily } from '../reschedule.ts';
import { setSchedule } from '../schedules.ts';
import { briefButtons, factButtons } from './buttons.ts';
import { dayPicture, PICTURE } from './day-picture.ts';
import { type Edition, wishFor } from './edition.ts';
import { sourcesOf } from './fact.ts';
import type { Gather } from './gather.ts';
import { createRewording, type Write } from './rewording.ts';
import { decideBrief, latestDue } from './schedule.ts';
import { briefText } from './template.ts';

export interface BriefDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly edition: Edition;
  readonly gather: Gather;
  readonly button: SignButton;
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

/** The morning brief, or the evening review. */
export interface Brief {
  /** It as it would be now; `heading` stands above it. Nothing is stored, nothing is sent. */
  compose(personId: string, heading: string, signal: AbortSignal): Promise<Composed>;
  /**
   * Gives the one that was due at `due`, once on a local day whatever happens in between, or leaves it when it is too late, and stores
   * the next time. A kill before the end leaves the schedule due, so that it is taken up again.
   */
  give(personId: string, due: Temporal.Instant, signal: AbortSignal): Promise<void>;
  /** Gives it once more, as the person has asked for with Snooze. */
  giveAgain(personId: string, due: Temporal.Instant, signal: AbortSignal): Promise<void>;
}

export function createBrief({ db, clock, log, edition, gather, button, enqueue, write }: BriefDeps): Brief {
  const reword = createRewording({ clock, log, write });
  const { kind, trigger } = edition;

  async function compose(personId: string, heading: string, signal: AbortSignal): Promise<Composed> {
    const now = clock.now();
    const profile = await db.asPerson(personId, (tx) => load(tx, personId));
    const gathered = await gather({ personId, profile, now }, kind);
    const { briefWithout } = profile.settings;
    const wanted = gathered.facts.filter(({ section }) => !briefWithout.includes(section));
    const { facts, by } = await reword(wanted, { personId, zone: profile.identity.timezone }, signal);
    const text = briefText(heading, { ...gathered, facts }, edition.nothing);
    const presses = wanted.flatMap(({ press }) => press ?? []);
    const picture = briefWithout.includes(PICTURE) ? undefined : dayPicture(wanted, profile, now);
    const buttons = [...factButtons(personId, presses, button), ...briefButtons(personId, edition, button)];
    const message = { text, buttons, ...(picture && { picture }) };
    const notices = wanted.flatMap(({ notice }) => notice ?? []);
    return { message, by, sources: sourcesOf(wanted), notices };
  }

  /** Says it under this key; the caller's transaction makes sure that it is the first. */
  async function say(tx: Tx, personId: string, key: string, composed: Composed, now: Temporal.Instant): Promise<void> {
    const { message, by, sources, notices } = composed;
    await enqueue(tx, { personId, key, message, why: { trigger, by, sources: [...sources], actions: [] }, now });
    await markSaid(tx, personId, notices, key);
  }

  return {
    compose,
    async give(personId, due, signal) {
      const now = clock.now();
      const plan = await db.asPerson(personId, async (tx) => {
        const profile = await load(tx, personId);
        const toGive = planOf(edition, profile, due, now);
        if (toGive && !(await wasGiven(tx, personId, edition, toGive.day))) return toGive;
        log.info('brief-skipped', { kind, missed: toGive === undefined });
        await scheduleDaily(tx, personId, kind, profile, now);
        return undefined;
      });
      if (!plan) return;
      const composed = await compose(personId, plan.heading, signal);
      await db.asPerson(personId, async (tx) => {
        const profile = await load(tx, personId);
        if (wishFor(profile, edition).on && (await claimDay(tx, personId, edition, plan.day, now))) {
          await say(tx, personId, `${kind}:${plan.day}`, composed, now);
        }
        await scheduleDaily(tx, personId, kind, profile, clock.now());
      });
    },
    async giveAgain(personId, due, signal) {
      const zone = await db.asPerson(personId, async (tx) => (await load(tx, personId)).identity.timezone);
      const today = dayText(clock.now().toZonedDateTimeISO(zone).toPlainDate());
      const composed = await compose(personId, `**${edition.title} ${today}**`, signal);
      await db.asPerson(personId, async (tx) => {
        await say(tx, personId, `${kind}-again:${due}`, composed, clock.now());
        await setSchedule(tx, personId, `${kind}-again`, undefined);
      });
    },
  };
}

interface Plan {
  /** The person's local day, `2026-03-06`. */
  readonly day: string;
  readonly heading: string;
}

function planOf(edition: Edition, profile: Profile, due: Temporal.Instant, now: Temporal.Instant): Plan | undefined {
  const zone = profile.identity.timezone;
  const { on, at } = wishFor(profile, edition);
  const last = latestDue(at, zone, due, now);
  const decision = decideBrief(last, now, zone);
  if (!on || decision === 'missed') return undefined;
  const planned = last.toZonedDateTimeISO(zone);
  const day = planned.toPlainDate();
  const heading = `**${edition.title} ${dayText(day)}**`;
  const late = `\n_Late: it was for ${clockText(planned)}._`;
  return { day: day.toString(), heading: decision === 'late' ? heading + late : heading };
}

async function wasGiven(tx: Tx, personId: string, { kind }: Edition, day: string): Promise<boolean> {
  const [row] = await tx
    .select()
    .from(briefs)
    .where(and(eq(briefs.personId, personId), eq(briefs.kind, kind), eq(briefs.day, day)));
  return row !== undefined;
}

/** True for the first that asks. */
async function claimDay(tx: Tx, personId: string, { kind }: Edition, day: string, now: Temporal.Instant): Promise<boolean> {
  const claimed = await tx.insert(briefs).values({ personId, kind, day, startedAt: now }).onConflictDoNothing().returning();
  return claimed.length > 0;
}
