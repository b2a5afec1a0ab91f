import { and, desc, eq, gte, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { inbox } from '../../db/schema/chat.ts';
import { nearText } from '../../reminders/moment-text.ts';
import type { FactSource } from './fact.ts';

const MOST = 10;
const MOST_CHARACTERS = 200;

/** What the person has asked since yesterday in a channel or a group, by a mention of the assistant; the newest first. */
export const mentionFacts: FactSource = {
  name: 'mentions',
  area: 'message',
  async read({ personId, profile, now }, inDb) {
    const zone = profile.identity.timezone;
    const since = now.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 1 }).toZonedDateTime(zone).toInstant();
    const asked = await inDb((tx) => askedInGroups(tx, personId, since));
    return asked.map(({ key, text, receivedAt, foreign }) => ({
      section: 'Asked in channels',
      source: key,
      text: `${nearText(receivedAt, now, zone)}: ${text.replaceAll(/\s+/g, ' ').slice(0, MOST_CHARACTERS)}`,
      tainted: foreign,
    }));
  },
};

function askedInGroups(tx: Tx, personId: string, since: Temporal.Instant) {
  const inGroup = sql`${inbox.payload} ->> 'direct' = 'false' and ${inbox.payload} ->> 'text' <> ''`;
  return tx
    .select({
      key: inbox.key,
      text: sql<string>`${inbox.payload} ->> 'text'`,
      foreign: sql<boolean>`${inbox.payload} ? 'foreignText'`,
      receivedAt: inbox.receivedAt,
    })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), eq(inbox.kind, 'message'), gte(inbox.receivedAt, since), inGroup))
    .orderBy(desc(inbox.seq))
    .limit(MOST);
}
