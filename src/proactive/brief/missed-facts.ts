import { and, desc, eq, gte, lt, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { outbox } from '../../db/schema/chat.ts';
import { briefs } from '../../db/schema/planning.ts';
import { storedMessage } from '../../outbox/outbox.ts';
import { dayText, nearText } from '../../reminders/moment-text.ts';
import type { Fact, FactSource } from './fact.ts';

const SECTION = 'Missed since yesterday';
const MOST = 10;

/** Messages that never reached the person since yesterday, and a brief that was not given. */
export const missedFacts: FactSource = {
  name: 'undelivered messages',
  area: 'message',
  async read({ personId, profile, now }, inDb) {
    const zone = profile.identity.timezone;
    const yesterday = now.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 1 });
    const since = yesterday.toZonedDateTime(zone).toInstant();
    return [
      ...(await inDb((tx) => missedBrief(tx, personId, yesterday))),
      ...(await inDb((tx) => undelivered(tx, personId, since))).map(({ seq, message, createdAt }) => ({
        section: SECTION,
        source: `message:${seq}`,
        text: `Not delivered ${nearText(createdAt, now, zone)}: ${firstLine(storedMessage(message).text)}`,
        // It may have quoted anybody.
        tainted: true,
      })),
    ];
  },
};

function undelivered(tx: Tx, personId: string, since: Temporal.Instant) {
  return tx
    .select()
    .from(outbox)
    .where(and(eq(outbox.personId, personId), eq(outbox.state, 'dead'), gte(outbox.createdAt, since)))
    .orderBy(desc(outbox.seq))
    .limit(MOST);
}

/** A day without a brief counts as missed only after days that had one. */
async function missedBrief(tx: Tx, personId: string, yesterday: Temporal.PlainDate): Promise<readonly Fact[]> {
  const [row] = await tx
    .select({
      given: sql<boolean>`bool_or(${briefs.day} = ${yesterday.toString()})`,
      before: sql<boolean>`bool_or(${briefs.day} < ${yesterday.toString()})`,
    })
    .from(briefs)
    .where(and(eq(briefs.personId, personId), eq(briefs.kind, 'brief'), lt(briefs.day, yesterday.add({ days: 1 }).toString())));
  if (!row?.before || row.given) return [];
  return [{ section: SECTION, source: `brief:${yesterday}`, text: `The brief of ${dayText(yesterday)}`, tainted: false }];
}

function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 80)}...` : line;
}
