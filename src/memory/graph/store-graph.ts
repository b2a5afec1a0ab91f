import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { entities, entityNames, relations } from '../../db/schema/graph.ts';
import type { Entity, EntityName, Graph, Relation } from './build-graph.ts';

/** Makes this a person's graph, and writes only what differs from the one that stands. The caller holds the person's lock. */
export async function storeGraph(tx: Tx, personId: string, graph: Graph): Promise<void> {
  const before = await standingGraph(tx, personId);
  const things = difference(before.entities, graph.entities);
  const names = difference(before.names, graph.names);
  const ties = difference(before.relations, graph.relations);
  await deleteRelations(tx, personId, ties.gone);
  await deleteNames(tx, personId, names.gone);
  // Names and relations that stay hang on their entities: one that is only called otherwise now keeps its row.
  const still = new Set(graph.entities.map(({ id }) => id));
  await deleteEntities(
    tx,
    personId,
    things.gone.filter(({ id }) => !still.has(id)),
  );
  const own = <T extends object>(row: T) => ({ ...row, personId });
  const change = { target: entities.id, set: { name: sql`excluded.name` } };
  for (const some of inParts(things.added)) await tx.insert(entities).values(some.map(own)).onConflictDoUpdate(change);
  for (const some of inParts(names.added)) await tx.insert(entityNames).values(some.map(own));
  for (const some of inParts(ties.added)) await tx.insert(relations).values(some.map(own));
}

async function standingGraph(tx: Tx, personId: string): Promise<Graph> {
  return {
    entities: await tx
      .select({ id: entities.id, kind: entities.kind, name: entities.name })
      .from(entities)
      .where(eq(entities.personId, personId)),
    names: await tx
      .select({
        id: entityNames.id,
        entity: entityNames.entity,
        name: entityNames.name,
        plain: entityNames.plain,
        because: entityNames.because,
      })
      .from(entityNames)
      .where(eq(entityNames.personId, personId)),
    relations: await tx
      .select({
        slot: relations.slot,
        validFrom: relations.validFrom,
        validTo: relations.validTo,
        subject: relations.subject,
        relation: relations.relation,
        object: relations.object,
      })
      .from(relations)
      .where(eq(relations.personId, personId)),
  };
}

/** What stands and is not to, or not so, and what is to be put in its place. */
function difference<T extends object>(before: readonly T[], after: readonly T[]) {
  const had = new Set(before.map(contentOf));
  const has = new Set(after.map(contentOf));
  return { gone: before.filter((row) => !has.has(contentOf(row))), added: after.filter((row) => !had.has(contentOf(row))) };
}

/** Two rows are the same when they hold the same under the same names, in whatever order. */
function contentOf(row: object): string {
  return JSON.stringify(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1)));
}

async function deleteEntities(tx: Tx, personId: string, gone: readonly Entity[]): Promise<void> {
  if (gone.length > 0) await tx.delete(entities).where(and(eq(entities.personId, personId), isAmong(entities.id, gone)));
}

async function deleteNames(tx: Tx, personId: string, gone: readonly EntityName[]): Promise<void> {
  if (gone.length > 0) await tx.delete(entityNames).where(and(eq(entityNames.personId, personId), isAmong(entityNames.id, gone)));
}

function isAmong(column: typeof entities.id | typeof entityNames.id, rows: readonly { readonly id: string }[]) {
  return sql`${column} = any(${sql.param(rows.map(({ id }) => id))}::uuid[])`;
}

async function deleteRelations(tx: Tx, personId: string, gone: readonly Relation[]): Promise<void> {
  if (gone.length === 0) return;
  const ids = sql.param(gone.map(({ slot }) => slot));
  const beginnings = sql.param(gone.map(({ validFrom }) => validFrom.toString()));
  const periods = sql`select * from unnest(${ids}::uuid[], ${beginnings}::timestamptz[])`;
  const theirs = sql`(${relations.slot}, ${relations.validFrom}) in (${periods})`;
  await tx.delete(relations).where(and(eq(relations.personId, personId), theirs));
}

/** Postgres takes 65,535 values in one statement. */
const AT_ONCE = 1_000;

function inParts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, part) => all.slice(part * AT_ONCE, (part + 1) * AT_ONCE));
}
