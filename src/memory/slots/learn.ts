import { and, asc, desc, eq, gte, inArray, isNull, like, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { entities, entityNames } from '../../db/schema/graph.ts';
import { claims, slots } from '../../db/schema/memory.ts';
import { load } from '../../people/profile-store.ts';
import { type Claim, slotOf } from '../extract/claim.ts';
import type { KindsOf, LastTold } from '../extract/meant.ts';
import { readClaims } from '../extract/read-claims.ts';
import type { Trust } from '../facts.ts';
import { bearsOnGraph, workOutGraph } from '../graph/work-out-graph.ts';
import { type StoredClaim, timeline } from './timeline.ts';

interface Told {
  readonly personId: string;
  /** The person's own words alone, without forwards, quotations and files. */
  readonly own: string;
  readonly trust: Trust;
  /** A sentence of theirs states it, which it does without this, or a model noticed it there. */
  readonly keptBecause?: 'stated' | 'noticed';
  /** The inbox key that brought them. */
  readonly source: string;
  /** IANA: where the person is. */
  readonly zone: string;
  readonly now: Temporal.Instant;
}

/** Stores what a text says of the person and their world, and works out anew what holds. A repeat changes nothing. Returns what it read. */
export async function learn(tx: Tx, told: Told): Promise<readonly Claim[]> {
  const { personId, own, zone, now } = told;
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  // Most texts say nothing of the kind, and what was told last only matters to those that could.
  if (readClaims(own, { today, before: ANYTHING }).length === 0) return [];
  await lockSlots(tx, personId);
  const [before, kindsOf] = [await toldLately(tx, personId, now), await knownKinds(tx, personId)];
  const read = readClaims(own, { today, before, kindsOf });
  await storeClaims(tx, told, read);
  return read;
}

/** Until the transaction ends nobody else changes what is known of this person. */
export async function lockSlots(tx: Tx, personId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`slots ${personId}`}, 0))`);
}

/** Stores claims and works out their slots anew. The caller holds the person's lock. */
export async function storeClaims(tx: Tx, told: Omit<Told, 'own'>, read: readonly Claim[]): Promise<void> {
  const { personId, trust, keptBecause, source, now } = told;
  const touched = new Set<string>();
  for (const claim of read) {
    const subject = await nameOf(tx, personId, claim.subject);
    const row = { ...claim, subject, slot: slotOf({ ...claim, subject }) };
    touched.add(row.slot);
    await tx
      .insert(claims)
      .values({ ...row, personId, trust, ...(keptBecause && { keptBecause }), source, recordedAt: now })
      .onConflictDoNothing();
    for (const slot of await renamed(tx, personId, claim)) touched.add(slot);
    // The next claim may speak of what this one says: `my sister is Ana. Her birthday is ...`
    await workOutSlots(tx, personId, [...touched]);
  }
  if ([...touched].some(bearsOnGraph)) await workOutGraph(tx, personId);
}

/** Works these slots out anew from the claims that are not forgotten, and whoever and whatever they tell of. */
export async function workOut(tx: Tx, personId: string, which: readonly string[]): Promise<void> {
  if (which.length === 0) return;
  await lockSlots(tx, personId);
  await workOutSlots(tx, personId, which);
  if (which.some(bearsOnGraph)) await workOutGraph(tx, personId);
}

async function workOutSlots(tx: Tx, personId: string, which: readonly string[]): Promise<void> {
  const zone = (await load(tx, personId)).identity.timezone;
  const rows = await tx
    .select()
    .from(claims)
    .where(and(eq(claims.personId, personId), inArray(claims.slot, [...which]), isNull(claims.forgottenAt)))
    .orderBy(asc(claims.seq));
  await tx.delete(slots).where(and(eq(slots.personId, personId), inArray(slots.slot, [...which])));
  const periods = which.flatMap((slot) => {
    const said = rows.filter((row) => row.slot === slot).map(toClaim);
    return timeline(said, zone).map((period) => ({ ...period, personId, slot, sources: [...period.sources] }));
  });
  if (periods.length > 0) await tx.insert(slots).values(periods);
}

function toClaim({ since, until, reason, ...row }: typeof claims.$inferSelect): StoredClaim {
  return { ...row, since: since ?? undefined, until: until ?? undefined, reason: reason ?? undefined };
}

const ANYTHING: readonly LastTold[] = [{ subject: 'Somebody', attribute: 'thing', value: '' }];
/** So long `no, it is ...` can speak of what was told last. */
const CONVERSATION_MINUTES = 30;

function toldLately(tx: Tx, personId: string, now: Temporal.Instant): Promise<LastTold[]> {
  const since = now.subtract({ minutes: CONVERSATION_MINUTES });
  return tx
    .select({ subject: claims.subject, attribute: claims.attribute, value: claims.value, source: claims.source })
    .from(claims)
    .where(
      and(
        eq(claims.personId, personId),
        isNull(claims.forgottenAt),
        gte(claims.recordedAt, since),
        inArray(claims.how, ['set', 'correct']),
      ),
    )
    .orderBy(desc(claims.seq))
    .limit(5);
}

/** What the names that the person has told are names of. */
async function knownKinds(tx: Tx, personId: string): Promise<KindsOf> {
  const names = await tx
    .selectDistinct({ plain: entityNames.plain, kind: entities.kind })
    .from(entityNames)
    .innerJoin(entities, and(eq(entities.personId, personId), eq(entities.id, entityNames.entity)))
    .where(eq(entityNames.personId, personId));
  return (name) => names.filter(({ plain }) => plain === name).map(({ kind }) => kind);
}

/** `my sister` is Ana, once that is known and there is only one. */
async function nameOf(tx: Tx, personId: string, subject: string): Promise<string> {
  const relation = /^my (.+)$/.exec(subject)?.[1];
  if (relation === undefined) return subject;
  const named = await tx
    .select({ value: slots.value })
    .from(slots)
    .where(
      and(
        eq(slots.personId, personId),
        like(slots.slot, `me/${relation}%`),
        eq(slots.attribute, relation),
        isNull(slots.validTo),
        isNull(slots.retractedAt),
      ),
    );
  return named.length === 1 && named[0] ? named[0].value : subject;
}

/** What was told of `my sister` is told of Ana, now that she has a name. Returns the slots that this changes. */
async function renamed(tx: Tx, personId: string, { subject, attribute, value, how }: Claim): Promise<string[]> {
  if (subject !== 'me' || how !== 'set') return [];
  const unnamed = await tx
    .select()
    .from(claims)
    .where(and(eq(claims.personId, personId), eq(claims.subject, `my ${attribute}`)));
  const changed: string[] = [];
  for (const row of unnamed) {
    const slot = slotOf({ ...row, subject: value });
    await tx
      .update(claims)
      .set({ subject: value, slot })
      .where(and(eq(claims.personId, personId), eq(claims.id, row.id)));
    changed.push(row.slot, slot);
  }
  return changed;
}
