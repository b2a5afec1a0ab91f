import { and, asc, eq, gt, isNull, lt } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../../db/client.ts';
import { episodes } from '../../db/schema/memory.ts';
import { isAppError } from '../../ground/errors.ts';
import { describeError, type Log } from '../../ground/log.ts';
import {
  claimsPrompt,
  isWorthReading,
  type OwnMessage,
  type ReadClaim,
  readModelClaims,
} from '../../memory/extract/model-claims.ts';
import { lockSlots, storeClaims } from '../../memory/slots/learn.ts';
import type { Write } from '../brief/rewording.ts';

interface ReadDeps {
  readonly db: Database;
  readonly log: Log;
  readonly write: Write;
}

interface Stretch {
  readonly personId: string;
  /** IANA. */
  readonly zone: string;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

/** In one question to the model, and so in one night. */
const MOST_MESSAGES = 40;

/**
 * Lets a model read what the person said within that time and the rules could not, and gives what the sentences bear out. A model that is
 * out reads nothing. Belongs outside of every transaction.
 */
export async function readWithModel({ db, log, write }: ReadDeps, stretch: Stretch, signal: AbortSignal): Promise<ReadClaim[]> {
  const messages = await db.asPerson(stretch.personId, (tx) => ownMessages(tx, stretch));
  const day = (at: Temporal.Instant) => at.toZonedDateTimeISO(stretch.zone).toPlainDate();
  const unread = messages.filter((message) => isWorthReading(message, day(message.at))).slice(-MOST_MESSAGES);
  if (unread.length === 0) return [];
  try {
    const answer = await write(claimsPrompt(unread), signal, stretch);
    return answer ? readModelClaims(answer.text, unread) : [];
  } catch (error) {
    if (signal.aborted || !isAppError(error)) throw error;
    log.warn('memory-unread', describeError(error));
    return [];
  }
}

/** Stores what a model has read, as the assistant's: it never replaces what the person is known to have said. What was forgotten meanwhile is left out. */
export async function storeRead(tx: Tx, personId: string, zone: string, read: readonly ReadClaim[]): Promise<void> {
  if (read.length === 0) return;
  await lockSlots(tx, personId);
  for (const { claim, message } of read) {
    const still = and(eq(episodes.personId, personId), eq(episodes.source, message.source), isNull(episodes.forgottenAt));
    if ((await tx.$count(episodes, still)) === 0) continue;
    const told = { personId, trust: 'assistant', keptBecause: 'noticed', source: message.source, zone, now: message.at } as const;
    await storeClaims(tx, told, [claim]);
  }
}

/** The person's own words alone: nothing in which somebody else's stand, and nothing off the record. */
function ownMessages(tx: Tx, { personId, from, until }: Stretch): Promise<OwnMessage[]> {
  return tx
    .select({ text: episodes.text, source: episodes.source, at: episodes.at })
    .from(episodes)
    .where(
      and(
        eq(episodes.personId, personId),
        eq(episodes.role, 'person'),
        eq(episodes.tainted, false),
        eq(episodes.class, 'long'),
        isNull(episodes.forgottenAt),
        gt(episodes.at, from),
        lt(episodes.at, until),
      ),
    )
    .orderBy(asc(episodes.seq));
}
