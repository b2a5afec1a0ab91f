import { and, asc, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { entities, entityNames, nameRulings } from '../../db/schema/graph.ts';
import { namedUuid } from '../../ground/named-uuid.ts';
import { plainWords } from '../extract/claim.ts';
import { lockSlots } from '../slots/learn.ts';
import { couldBeSame } from './same-name.ts';
import type { EntityKind } from './ties.ts';
import { workOutGraph } from './work-out-graph.ts';

/** Two names that are one's, or could be. */
export interface NamePair {
  /** Made of both names: what a button carries. */
  readonly id: string;
  readonly short: string;
  readonly long: string;
  /** Why they are taken for one's; null while they are not. */
  readonly because: string | null;
}

interface KnownName {
  readonly kind: EntityKind;
  readonly name: string;
  readonly plain: string;
  readonly because: string | null;
  /** The fullest name of whoever it means. */
  readonly full: string;
}

/** Every pair of names that the person may say something of. */
export async function namePairs(tx: Tx, personId: string): Promise<NamePair[]> {
  return pairsAmong(await knownNames(tx, personId));
}

export function pairsAmong(names: readonly KnownName[]): NamePair[] {
  const own = names.filter(({ because }) => because === null);
  return names.flatMap(({ name, plain, kind, because, full }) => {
    if (because !== null) return [pairOf(name, full, because)];
    const longer = own.filter((other) => couldBeSame({ kind, plain }, other));
    return longer.map((other) => pairOf(name, other.name, null));
  });
}

function pairOf(short: string, long: string, because: string | null): NamePair {
  return { id: namedUuid('names', plainWords(short), plainWords(long)), short, long, because };
}

/** The fullest name of whoever a name means; the name itself where nothing fuller is known. */
export async function fullNames(tx: Tx, personId: string): Promise<(name: string) => string> {
  const names = await knownNames(tx, personId);
  const full = new Map(names.filter(({ because }) => because !== null).map((one) => [one.plain, one.full]));
  return (name) => full.get(plainWords(name)) ?? name;
}

/** Every name, as it was told, of whoever is called so, this one first; none for a name that nobody has. The person's own are no other's. */
export async function namesOfSame(tx: Tx, personId: string, name: string): Promise<string[]> {
  const names = await knownNames(tx, personId);
  const [called] = names.filter(({ plain, full }) => plain === plainWords(name) && full !== 'me');
  if (!called) return [];
  const others = names.filter(({ full, plain }) => full === called.full && plain !== called.plain);
  return [called, ...others].map((one) => one.name);
}

function knownNames(tx: Tx, personId: string): Promise<KnownName[]> {
  return tx
    .select({
      kind: entities.kind,
      name: entityNames.name,
      plain: entityNames.plain,
      because: entityNames.because,
      full: entities.name,
    })
    .from(entityNames)
    .innerJoin(entities, and(eq(entities.personId, personId), eq(entities.id, entityNames.entity)))
    .where(eq(entityNames.personId, personId))
    .orderBy(asc(entityNames.plain), asc(entities.kind));
}

/** Takes two names for one's from now on, or for two; null leaves it to the evidence. Returns what was ruled before. */
export async function ruleNames(
  tx: Tx,
  personId: string,
  names: readonly [string, string],
  isSame: boolean | null,
  now: Temporal.Instant,
): Promise<boolean | null> {
  const [one = '', other = ''] = names.map(plainWords).sort();
  await lockSlots(tx, personId);
  const theirs = and(eq(nameRulings.personId, personId), eq(nameRulings.one, one), eq(nameRulings.other, other));
  const [before] = await tx.delete(nameRulings).where(theirs).returning({ isSame: nameRulings.isSame });
  if (isSame !== null) await tx.insert(nameRulings).values({ personId, one, other, isSame, ruledAt: now });
  await workOutGraph(tx, personId);
  return before?.isSame ?? null;
}
