import { and, eq, gt, gte, like, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { inbox } from '../../db/schema/chat.ts';
import { notices } from '../../db/schema/news.ts';
import type { Profile } from '../../people/profile.ts';
import { load } from '../../people/profile-store.ts';
import type { News } from '../notify/notices.ts';
import type { Notify } from '../notify/notify.ts';
import type { SignButton } from '../reminder-message.ts';
import { type DailyHabit, dailyHabit, LOOK_BACK_DAYS } from './daily-habit.ts';

/** How long before a habit what it looks at is to be ready. */
const AHEAD_MINUTES = 15;
/** A brief that comes so shortly before is in time. */
const IN_TIME_MINUTES = 20;
/** Whoever was asked, or said no, is not asked again for so long. */
const SILENT_DAYS = 60;

interface ProposalDeps {
  readonly notify: Notify;
  readonly sign: SignButton;
}

/**
 * Asks whether the brief may come a quarter of an hour before the person looks at their mail, where they do so at about the same time of day;
 * not within sixty days of having asked or of a no, and not where there is no brief. In the person's transaction.
 */
export async function proposeBriefTime(
  { notify, sign }: ProposalDeps,
  tx: Tx,
  personId: string,
  now: Temporal.Instant,
): Promise<void> {
  const profile = await load(tx, personId);
  const habit = dailyHabit(await looksAtMail(tx, personId, profile.identity.timezone, now));
  if (!habit || !profile.settings.brief.on || isInTime(profile, habit) || (await wasAsked(tx, personId, now))) return;
  await notify(tx, newsOf(personId, habit, profile, now, sign), now);
}

/** The hour that is proposed in the message with this outbox key; undefined for other messages. */
export function proposedTime(key: string): string | undefined {
  return /^news:habit:brief:(\d{2}:\d{2}) /.exec(key)?.[1];
}

export const HABIT_VERBS = ['habityes', 'habitno'] as const;
export type HabitVerb = (typeof HABIT_VERBS)[number];

async function looksAtMail(tx: Tx, personId: string, zone: string, now: Temporal.Instant): Promise<Temporal.ZonedDateTime[]> {
  const since = now.subtract({ hours: 24 * LOOK_BACK_DAYS });
  const rows = await tx
    .select({ at: inbox.receivedAt })
    .from(inbox)
    .where(
      and(
        eq(inbox.personId, personId),
        eq(inbox.kind, 'message'),
        gte(inbox.receivedAt, since),
        sql`${inbox.payload} ->> 'text' ~* '^\\s*/mail(\\s|$)'`,
      ),
    );
  return rows.map(({ at }) => at.toZonedDateTimeISO(zone));
}

function isInTime({ settings }: Profile, { at }: DailyHabit): boolean {
  const minutes = Temporal.PlainTime.from(settings.brief.at).until(at).total('minutes');
  return minutes >= 0 && minutes <= IN_TIME_MINUTES;
}

async function wasAsked(tx: Tx, personId: string, now: Temporal.Instant): Promise<boolean> {
  const since = now.subtract({ hours: 24 * SILENT_DAYS });
  const asked = and(eq(notices.personId, personId), like(notices.key, 'habit:brief:%'), gt(notices.createdAt, since));
  const [question] = await tx.select({ seq: notices.seq }).from(notices).where(asked).limit(1);
  const refused = and(eq(inbox.personId, personId), eq(inbox.kind, 'press'), gt(inbox.receivedAt, since));
  const [no] = await tx
    .select({ seq: inbox.seq })
    .from(inbox)
    .where(and(refused, sql`${inbox.payload} ->> 'button' like 'habitno.%'`))
    .limit(1);
  return question !== undefined || no !== undefined;
}

function newsOf(
  personId: string,
  { at, days, of }: DailyHabit,
  { settings }: Profile,
  now: Temporal.Instant,
  sign: SignButton,
): News {
  const time = at.subtract({ minutes: AHEAD_MINUTES }).toString({ smallestUnit: 'minute' });
  const text = `You look at your mail at about ${at.toString({ smallestUnit: 'minute' })}, on ${days} of ${of} days lately. Shall your brief come at ${time} from now on? It comes at ${settings.brief.at} now.`;
  const button = (verb: HabitVerb, label: string) => ({ id: sign(verb, personId, personId), label, style: 'plain' as const });
  return {
    personId,
    key: `habit:brief:${time} ${now.toString()}`,
    kind: 'habit',
    urgency: 'now',
    text,
    message: { text, buttons: [[button('habityes', `Yes, at ${time}`), button('habitno', 'No')]] },
    source: `/mail on ${days} of ${of} days`,
    tainted: false,
  };
}
