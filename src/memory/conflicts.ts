import { and, eq, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { slots } from '../db/schema/memory.ts';
import { type Claim, hasMany, slotOf } from './extract/claim.ts';
import { readClaims } from './extract/read-claims.ts';
import { inTheirWords } from './in-their-words.ts';
import { isAlike } from './slots/timeline.ts';

/** Something of which one value holds at a time, and of which the person said another. */
export interface Conflict {
  readonly claim: Claim;
  /** The id of what stands. */
  readonly slot: string;
  /** What the person said, and what it would be now. */
  readonly stands: string;
  readonly says: string;
}

/** The first thing in a text that is not the person's own wording which goes against what they said themselves. */
export async function conflictIn(
  tx: Tx,
  personId: string,
  text: string,
  today: Temporal.PlainDate,
): Promise<Conflict | undefined> {
  for (const claim of readClaims(inTheirWords(text), { today })) {
    if (hasMany(claim.attribute) || (claim.how !== 'set' && claim.how !== 'correct') || claim.until !== undefined) continue;
    const [standing] = await tx
      .select({ id: slots.id, value: slots.value })
      .from(slots)
      .where(
        and(
          eq(slots.personId, personId),
          eq(slots.slot, slotOf(claim)),
          eq(slots.trust, 'owner'),
          isNull(slots.validTo),
          isNull(slots.retractedAt),
        ),
      );
    if (standing && !isAlike(standing.value, claim.value))
      return { claim, slot: standing.id, stands: standing.value, says: claim.value };
  }
  return undefined;
}
