import { and, desc, eq, ne } from 'drizzle-orm';
import { doneBecauseOf } from '../actions/ledger.ts';
import type { Undo } from '../actions/undo.ts';
import { ownRequest } from '../agent/hear.ts';
import { parseIncoming } from '../agent/incoming.ts';
import type { Database, Tx } from '../db/client.ts';
import { inbox } from '../db/schema/chat.ts';
import type { Clock } from '../ground/clock.ts';
import { isAppError } from '../ground/errors.ts';
import { forgetVersion } from '../memory/earlier-version.ts';
import type { IncomingMessage } from '../ports/chat.ts';

interface EditsDeps {
  readonly db: Database;
  readonly undo: Undo;
  readonly clock: Clock;
}

/**
 * Before a corrected message is worked on: what its earlier version did is taken back, and what was learnt from it unlearnt, so that the
 * new version stands in its place. What has changed since and cannot be taken back stays; the person then has both, and sees both.
 */
export function createEdits({ db, undo, clock }: EditsDeps) {
  return async (personId: string, message: IncomingMessage, ownTurn?: string): Promise<void> => {
    if (!message.edited) return;
    const earlier = await db.asPerson(personId, (tx) => earlierVersions(tx, personId, message));
    for (const { key, turnId, payload } of earlier) {
      // Both versions waited and are worked on together: what this very turn did in an earlier life stays.
      if (turnId !== null && turnId === ownTurn) continue;
      const done = await db.asPerson(personId, (tx) => doneBecauseOf(tx, personId, key, turnId));
      for (const row of done) {
        await undo.one(personId, row.id, message.key).catch(ignoreChangedSince);
      }
      const request = ownRequest(parseIncoming(payload));
      await db.asPerson(personId, (tx) => forgetVersion(tx, personId, { key, turnId, request }, clock.now()));
    }
  };
}

async function earlierVersions(tx: Tx, personId: string, { platform, chat, messageId, key }: IncomingMessage) {
  const same = and(eq(inbox.platform, platform), eq(inbox.chat, chat), eq(inbox.messageId, messageId), ne(inbox.key, key));
  return tx
    .select({ key: inbox.key, turnId: inbox.turnId, payload: inbox.payload })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), eq(inbox.kind, 'message'), same))
    .orderBy(desc(inbox.seq));
}

function ignoreChangedSince(error: unknown): void {
  if (!isAppError(error, 'invalid') && !isAppError(error, 'not-found')) throw error;
}
