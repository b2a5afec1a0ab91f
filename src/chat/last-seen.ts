import { eq, sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { identities } from '../db/schema/identities.ts';
import type { LastSeen, Platform } from '../ports/chat.ts';

/** The newest message of the person that came in by itself: not one we made, and no new version of an older one. */
const newest = sql<string | null>`(
  select came.message_id from inbox came
  where came.person_id = identities.person_id and came.platform = identities.platform and came.chat = identities.chat
    and came.kind = 'message' and starts_with(came.key, came.platform || ':')
    and came.payload @> '{"direct": true, "edited": false}'
  order by came.seq desc limit 1)`;

/** Tells a platform's adapter where each direct conversation was left. */
export function createLastSeen(db: Database): (platform: Platform) => Promise<LastSeen[]> {
  return async (platform) => {
    const rows = await db.asSystem((tx) =>
      tx
        .select({ chat: identities.chat, at: identities.lastSeenAt, messageId: newest })
        .from(identities)
        .where(eq(identities.platform, platform)),
    );
    return rows.map(({ chat, at, messageId }) => ({ chat, at: at.toString(), ...(messageId !== null && { messageId }) }));
  };
}
