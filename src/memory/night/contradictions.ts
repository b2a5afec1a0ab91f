import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { claims, facts, slots } from '../../db/schema/memory.ts';
import { conflictIn } from '../conflicts.ts';
import { FIXED_ATTRIBUTES } from '../extract/claim.ts';
import { shortId } from '../recall-line.ts';
import { isAlike } from '../slots/timeline.ts';

/** Words that go against what holds, as nobody was asked which is right. */
export interface Contradiction {
  /** Of the two together: the same contradiction is raised once. */
  readonly key: string;
  readonly text: string;
  /** `claim:1a2b3c4d`, `fact:1a2b3c4d`: what it rests on. */
  readonly sources: readonly string[];
  /** The inbox key that brought the words. */
  readonly source: string;
  /** True when it is somebody else's words. */
  readonly tainted: boolean;
}

const MOST = 20;

/** The contradictions in a person's memory: two birthdays of one, and notes of others, or in a model's words, that no longer fit. */
export async function contradictionsIn(tx: Tx, personId: string, today: Temporal.PlainDate): Promise<Contradiction[]> {
  const found: Contradiction[] = [];
  for (const suspect of [...(await twiceTold(tx, personId)), ...(await foreignNotes(tx, personId))]) {
    const conflict = await conflictIn(tx, personId, suspect.text, today);
    if (!conflict) continue;
    const sources = [...suspect.sources, shortId('slot', conflict.slot)];
    found.push({ ...suspect, sources, key: `contradiction:${sources.join(':')}` });
    if (found.length === MOST) break;
  }
  return found;
}

type Suspect = Omit<Contradiction, 'key'>;

/** Sentences that say of something fixed what does not hold, though nobody took it back. */
async function twiceTold(tx: Tx, personId: string): Promise<Suspect[]> {
  const standing = and(
    eq(slots.personId, personId),
    eq(slots.slot, claims.slot),
    isNull(slots.validTo),
    isNull(slots.retractedAt),
  );
  const rows = await tx
    .select({
      id: claims.id,
      source: claims.source,
      slot: claims.slot,
      value: claims.value,
      how: claims.how,
      quote: claims.quote,
      holds: slots.value,
    })
    .from(claims)
    .innerJoin(slots, standing)
    .where(
      and(
        eq(claims.personId, personId),
        inArray(claims.attribute, FIXED_ATTRIBUTES),
        isNull(claims.forgottenAt),
        eq(claims.trust, 'owner'),
        eq(slots.trust, 'owner'),
      ),
    )
    .orderBy(asc(claims.seq));
  const settled = new Set(rows.filter(({ how }) => how === 'correct').map(({ slot }) => slot));
  return rows
    .filter(({ how, slot, value, holds }) => how === 'set' && !settled.has(slot) && !isAlike(value, holds))
    .map(({ id, quote, source }) => ({ text: quote, source, sources: [shortId('slot', id)], tainted: false }));
}

/** Notes that the person did not word themselves. */
async function foreignNotes(tx: Tx, personId: string): Promise<Suspect[]> {
  const rows = await tx
    .select({ id: facts.id, text: facts.text, trust: facts.trust, source: facts.source })
    .from(facts)
    .where(
      and(eq(facts.personId, personId), isNull(facts.forgottenAt), isNull(facts.duplicateOf), ne(facts.keptBecause, 'asked')),
    )
    .orderBy(asc(facts.recordedAt));
  return rows.map(({ id, text, trust, source }) => {
    return { text, source, sources: [shortId('fact', id)], tainted: trust === 'outside' };
  });
}
