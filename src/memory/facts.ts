import { and, asc, type Column, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { claims, episodes, facts } from '../db/schema/memory.ts';
import { consolidateAnew } from './night/consolidate.ts';
import { unpack } from './postings.ts';
import { matterOf, standsIn } from './said-by.ts';
import { hideClaimsById } from './slots/forget-claims.ts';

/** Who stands behind a fact: the person, the assistant's own conclusion, or a text from outside. */
export type Trust = 'owner' | 'assistant' | 'outside';

/** A statement to be remembered. */
export interface Fact {
  readonly id: string;
  readonly text: string;
  readonly trust: Trust;
  /** The inbox key or the episode it was taken from. */
  readonly source: string;
  readonly recordedAt: Temporal.Instant;
}

interface NewFact extends Omit<Fact, 'id'> {
  readonly personId: string;
  /** The person asked for it, which it is without this, or the assistant found it worth keeping. */
  readonly keptBecause?: 'asked' | 'noticed';
}

/** Stores a statement, unless it already stands (case and spaces aside) with the same trust or the owner's: `isNew` is false then. */
export async function saveFact(tx: Tx, fact: NewFact): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const known = await tx
    .select({ id: facts.id })
    .from(facts)
    .where(
      and(
        eq(facts.personId, fact.personId),
        isNull(facts.forgottenAt),
        or(eq(facts.trust, fact.trust), eq(facts.trust, 'owner')),
        isSame(facts.text, fact.text),
      ),
    )
    .limit(1);
  if (known[0]) return { id: known[0].id, isNew: false };
  const [stored] = await tx.insert(facts).values(fact).returning({ id: facts.id });
  if (!stored) throw new Error('a fact was inserted and gave no id');
  return { id: stored.id, isNew: true };
}

/**
 * Hides a fact from every recall, with the statements of its message that it says, and with the command that told it; what else a message said
 * stays. Undefined when it no longer stood.
 */
export async function retractFact(
  tx: Tx,
  personId: string,
  id: string,
  now: Temporal.Instant,
): Promise<{ readonly text: string; readonly claims: readonly string[] } | undefined> {
  const standing = and(eq(facts.personId, personId), eq(facts.id, id), isNull(facts.forgottenAt));
  const [hidden] = await tx.update(facts).set({ forgottenAt: now }).where(standing).returning();
  if (!hidden) return undefined;
  const commands = await hideCommands(tx, personId, hidden.text, now);
  await unpack(tx, personId, [id, ...commands]);
  const told = await toldBy(tx, personId, hidden);
  await hideClaimsById(tx, personId, told, now);
  await consolidateAnew(tx, personId, now);
  return { text: hidden.text, claims: told };
}

/** What was told by a command is no part of a turn, and says nothing else. */
async function hideCommands(tx: Tx, personId: string, text: string, now: Temporal.Instant): Promise<string[]> {
  const told = and(
    eq(episodes.role, 'person'),
    isNull(episodes.turnId),
    isNull(episodes.forgottenAt),
    isSame(episodes.text, text),
  );
  const gone = await tx
    .update(episodes)
    .set({ forgottenAt: now })
    .where(and(eq(episodes.personId, personId), told))
    .returning({ id: episodes.id });
  return gone.map((one) => one.id);
}

/** Case and spaces aside. */
function isSame(column: Column, text: string): SQL {
  return sql`lower(regexp_replace(${column}, '\\s+', ' ', 'g')) = lower(regexp_replace(${text}, '\\s+', ' ', 'g'))`;
}

/** A note in other words than the person's says what it has the value of. */
async function toldBy(tx: Tx, personId: string, { text, source, keptBecause }: typeof facts.$inferSelect): Promise<string[]> {
  const said = await tx
    .select()
    .from(claims)
    .where(and(eq(claims.personId, personId), eq(claims.source, source), isNull(claims.forgottenAt)));
  const isTold = (claim: typeof claims.$inferSelect) =>
    standsIn(claim.quote, [text]) || (keptBecause === 'noticed' && standsIn(matterOf(claim), [text]));
  return said.filter(isTold).map((claim) => claim.id);
}

/** Every fact that is not forgotten, oldest first. */
export function listFacts(tx: Tx, personId: string): Promise<Fact[]> {
  return tx
    .select({ id: facts.id, text: facts.text, trust: facts.trust, source: facts.source, recordedAt: facts.recordedAt })
    .from(facts)
    .where(and(eq(facts.personId, personId), isNull(facts.forgottenAt)))
    .orderBy(asc(facts.recordedAt));
}
