import { and, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import { lastsMs, stretchOf } from '../../calendar/event-time.ts';
import { answerOf, eventsIn } from '../../calendar/look.ts';
import { tasks } from '../../db/schema/planning.ts';
import { type Silent, silenceText } from '../../ground/what-answers.ts';
import { searchAll } from '../../mail/accounts.ts';
import { holdsWords, section } from './section.ts';
import type { Found, GatherDeed, Sight } from './sight.ts';

const MOST = 500;
const HOUR_MS = 3_600_000;
const { compare } = Temporal.Instant;

/** Counts over the last days, by code: tasks, meetings, mail; with words, of what holds them. */
export async function figures(sight: Sight, { words, days }: GatherDeed): Promise<Found> {
  const { personId, now } = sight;
  const since = now.subtract({ hours: 24 * days });
  const all = await sight.inDb((tx) =>
    tx
      .select()
      .from(tasks)
      .where(and(eq(tasks.personId, personId))),
  );
  const theirs = all.filter(({ title, notes, goal }) => holdsWords(words, title, notes, goal));
  const open = theirs.filter(({ state }) => state === 'open');
  const done = theirs.filter(({ state, finishedAt }) => state === 'done' && finishedAt && compare(finishedAt, since) >= 0);
  const overdue = open.filter(({ dueAt }) => dueAt && compare(dueAt, now) < 0);
  const lines = [
    `- tasks done: ${done.length}`,
    `- tasks open: ${open.length}, of them overdue: ${overdue.length}`,
    ...(await meetingFigures(sight, words, since)),
    ...(await mailFigures(sight, words, since)),
  ];
  // Numbers alone: nobody else's words stand in them.
  return { text: section(`Figures of the last ${days} days`, lines, ''), tainted: false };
}

async function meetingFigures({ eyes, profile, now, signal }: Sight, words: string, since: Temporal.Instant): Promise<string[]> {
  const { calendar } = eyes;
  if (!calendar) return [];
  const zone = profile.identity.timezone;
  const look = { span: { from: since, until: now }, zone, text: words, limit: MOST };
  const { events, missing } = await eventsIn(calendar, look, signal);
  const held = events.filter((event) => 'at' in event.start && answerOf(event, calendar.account) !== 'declined');
  const hours = held.reduce((sum, event) => sum + lastsMs(stretchOf(event, zone)), 0) / HOUR_MS;
  return [`- meetings: ${held.length}, ${Math.round(hours * 10) / 10} hours`, ...notCounted(missing)];
}

async function mailFigures({ eyes, signal }: Sight, words: string, since: Temporal.Instant): Promise<string[]> {
  if (!eyes.mail) return [];
  const text = words === '' ? {} : { text: words };
  const [came, went] = await Promise.all(
    (['inbox', 'sent'] as const).map((mailbox) => searchAll(eyes, { mailbox, since: since.toString(), ...text }, MOST, signal)),
  );
  const missing = came?.missing ?? [];
  return [`- mail that came: ${came?.mails.length ?? 0}, that went: ${went?.mails.length ?? 0}`, ...notCounted(missing)];
}

function notCounted(missing: readonly Silent[]): string[] {
  return missing.map((each) => `- not counted: ${shown(silenceText(each))}`);
}
