import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { facts } from '../../db/schema/memory.ts';
import { plainWords } from '../extract/claim.ts';
import { inTheirWords } from '../in-their-words.ts';

type Note = Pick<typeof facts.$inferSelect, 'id' | 'text' | 'trust' | 'class' | 'expiresAt' | 'duplicateOf'>;

/** Takes notes that say the same for one: the oldest is shown, the others stay behind it, and come forth when it goes. */
export async function joinDuplicates(tx: Tx, personId: string, now: Temporal.Instant): Promise<void> {
  const notes = await tx
    .select({
      id: facts.id,
      text: facts.text,
      trust: facts.trust,
      class: facts.class,
      expiresAt: facts.expiresAt,
      duplicateOf: facts.duplicateOf,
    })
    .from(facts)
    .where(and(eq(facts.personId, personId), isNull(facts.forgottenAt)))
    .orderBy(asc(facts.recordedAt), asc(facts.id));
  for (const [id, duplicateOf] of changedPlaces(notes)) {
    const change = { duplicateOf, joinedAt: duplicateOf === null ? null : now };
    await tx
      .update(facts)
      .set(change)
      .where(and(eq(facts.personId, personId), eq(facts.id, id)));
  }
}

/** The notes that stand elsewhere now than they did: behind which other, or behind none. Oldest first, as they come. */
export function changedPlaces(notes: readonly Note[]): Map<string, string | null> {
  const firsts = new Map<string, string>();
  // What is pinned is never the one that stands behind.
  for (const note of notes.toSorted((one, other) => Number(other.class === 'pinned') - Number(one.class === 'pinned'))) {
    if (!firsts.has(keyOf(note))) firsts.set(keyOf(note), note.id);
  }
  const changed = new Map<string, string | null>();
  for (const note of notes) {
    const first = firsts.get(keyOf(note));
    const place = first === undefined || first === note.id || note.class === 'pinned' ? null : first;
    if (place !== note.duplicateOf) changed.set(note.id, place);
  }
  return changed;
}

/** Notes with one key say the same, come from the same and last as long. */
function keyOf({ text, trust, expiresAt }: Note): string {
  const said = plainWords(inTheirWords(text)).replace(/^(?:(?:please|remember|note|that) )+/, '');
  return JSON.stringify([trust, expiresAt?.toString() ?? null, said]);
}
