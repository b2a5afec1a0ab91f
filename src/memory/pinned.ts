import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { facts, slots } from '../db/schema/memory.ts';
import { type RecallLine, shortId } from './recall-line.ts';
import { slotLine } from './slots/slot-line.ts';

/** What the person has pinned: it stands in every prompt, the oldest first. What came from others never does. */
export async function pinnedLines(tx: Tx, personId: string, zone: string): Promise<RecallLine[]> {
  const held = await tx
    .select()
    .from(slots)
    .where(
      and(
        eq(slots.personId, personId),
        eq(slots.class, 'pinned'),
        ne(slots.trust, 'outside'),
        isNull(slots.validTo),
        isNull(slots.retractedAt),
      ),
    )
    .orderBy(asc(slots.recordedAt));
  const notes = await tx
    .select({ id: facts.id, text: facts.text, at: facts.recordedAt })
    .from(facts)
    .where(and(eq(facts.personId, personId), eq(facts.class, 'pinned'), ne(facts.trust, 'outside'), isNull(facts.forgottenAt)))
    .orderBy(asc(facts.recordedAt));
  const ofNote = ({ id, text, at }: (typeof notes)[number]): RecallLine => {
    return { id: shortId('fact', id), at, speaker: 'person', text, tainted: false, score: 1 };
  };
  return [...held.map((period) => slotLine(period, zone, false)), ...notes.map(ofNote)];
}
