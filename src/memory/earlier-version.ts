import { and, eq, ne, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { inbox } from '../db/schema/chat.ts';
import { claims, episodes } from '../db/schema/memory.ts';
import { withoutSentences } from './cut-ended.ts';
import { among, type Held, hide } from './forgetting.ts';

/** A message that the person has corrected since. */
interface EarlierVersion {
  readonly key: string;
  readonly turnId: string | null;
  /** What its turn was asked because of it. */
  readonly request: string;
}

/** Takes what a corrected message said, and what was learnt from it, out of every recall. What else was said in its turn stays. */
export async function forgetVersion(
  tx: Tx,
  personId: string,
  { key, turnId, request }: EarlierVersion,
  now: Temporal.Instant,
): Promise<void> {
  const ofTurn = and(eq(episodes.role, 'person'), turnId === null ? sql`false` : eq(episodes.turnId, turnId));
  const held = await among(tx, personId, { facts: sql`false`, episodes: ofTurn, claims: eq(claims.source, key) });
  if (held.length === 0) return;
  const isAlone = turnId === null || (await othersOfTurn(tx, personId, turnId, key)) === 0;
  if (isAlone) await hide(tx, personId, held, now);
  else if (request !== '')
    await hide(
      tx,
      personId,
      held.map((one) => without(one, request)),
      now,
    );
}

function without(one: Held, request: string): Held {
  if (one.kind !== 'episode') return one;
  const left = withoutSentences(one.text, [request]);
  return left === '' ? one : { ...one, left, quotes: [request] };
}

async function othersOfTurn(tx: Tx, personId: string, turnId: string, key: string): Promise<number> {
  const others = and(eq(inbox.personId, personId), eq(inbox.turnId, turnId), ne(inbox.key, key));
  return (await tx.select({ key: inbox.key }).from(inbox).where(others)).length;
}
