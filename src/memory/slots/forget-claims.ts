import { and, eq, inArray, isNull, lte } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { claims } from '../../db/schema/memory.ts';
import { workOut } from './learn.ts';

/** Hides what these messages said, and works out what holds as if it had never been said. Returns the claims' ids. */
export async function hideClaims(tx: Tx, personId: string, sources: readonly string[], now: Temporal.Instant): Promise<string[]> {
  if (sources.length === 0) return [];
  const said = and(eq(claims.personId, personId), inArray(claims.source, [...sources]), isNull(claims.forgottenAt));
  const hidden = await tx.update(claims).set({ forgottenAt: now }).where(said).returning({ id: claims.id, slot: claims.slot });
  await workOut(tx, personId, different(hidden));
  return hidden.map(({ id }) => id);
}

/** Takes back these statements, and works out what holds without them. */
export async function hideClaimsById(tx: Tx, personId: string, ids: readonly string[], now: Temporal.Instant): Promise<void> {
  if (ids.length === 0) return;
  const said = and(eq(claims.personId, personId), inArray(claims.id, [...ids]), isNull(claims.forgottenAt));
  const hidden = await tx.update(claims).set({ forgottenAt: now }).where(said).returning({ slot: claims.slot });
  await workOut(tx, personId, different(hidden));
}

/** Brings back what was hidden at that moment. */
export async function bringBackClaims(tx: Tx, personId: string, at: Temporal.Instant): Promise<void> {
  const hidden = and(eq(claims.personId, personId), eq(claims.forgottenAt, at));
  const back = await tx.update(claims).set({ forgottenAt: null }).where(hidden).returning({ slot: claims.slot });
  await workOut(tx, personId, different(back));
}

/** Deletes what was hidden by then. Returns what it was, and where it came from. */
export async function eraseClaims(tx: Tx, personId: string, cutoff: Temporal.Instant): Promise<{ id: string; source: string }[]> {
  const hidden = and(eq(claims.personId, personId), lte(claims.forgottenAt, cutoff));
  return tx.delete(claims).where(hidden).returning({ id: claims.id, source: claims.source });
}

function different(rows: readonly { readonly slot: string }[]): string[] {
  return [...new Set(rows.map(({ slot }) => slot))];
}
