import { and, asc, eq, gt, inArray, isNull, lt, or, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Tx } from '../../db/client.ts';
import { entities, entityNames, relations } from '../../db/schema/graph.ts';
import { slots } from '../../db/schema/memory.ts';
import type { DateWindow } from '../date-window.ts';
import type { Period } from '../slots/timeline.ts';
import type { Entity } from './build-graph.ts';

/** A relation with both its ends, and the period that says so. */
export interface Edge {
  readonly subject: Entity;
  readonly relation: string;
  readonly object: Entity;
  readonly period: Period;
}

interface Wanted {
  readonly personId: string;
  /** IANA: whose days are meant. */
  readonly zone: string;
  /** The days on which it held; without them, it holds. */
  readonly window: DateWindow | undefined;
}

/** Everything of this name (plain), under whichever of its names. */
export async function entitiesNamed(tx: Tx, personId: string, plain: string): Promise<Entity[]> {
  return tx
    .selectDistinct({ id: entities.id, kind: entities.kind, name: entities.name })
    .from(entities)
    .innerJoin(entityNames, and(eq(entityNames.personId, personId), eq(entityNames.entity, entities.id)))
    .where(and(eq(entities.personId, personId), eq(entityNames.plain, plain)));
}

/** The relations that begin at these entities, or end at them, the longest known first. */
export async function edgesOf(
  tx: Tx,
  { personId, zone, window }: Wanted,
  ids: readonly string[],
  { at, only }: { readonly at: 'subject' | 'object' | 'either'; readonly only?: readonly string[] },
): Promise<Edge[]> {
  if (ids.length === 0) return [];
  const [subject, object] = [alias(entities, 'subject'), alias(entities, 'object')];
  const begins = inArray(relations.subject, [...ids]);
  const ends = inArray(relations.object, [...ids]);
  const touches = at === 'subject' ? begins : at === 'object' ? ends : or(begins, ends);
  const rows = await tx
    .select({ subject, object, relation: relations.relation, period: slots })
    .from(relations)
    .innerJoin(subject, and(eq(subject.personId, personId), eq(subject.id, relations.subject)))
    .innerJoin(object, and(eq(object.personId, personId), eq(object.id, relations.object)))
    .innerJoin(slots, and(eq(slots.personId, personId), eq(slots.id, relations.slot), eq(slots.validFrom, relations.validFrom)))
    .where(
      and(eq(relations.personId, personId), touches, only && inArray(relations.relation, [...only]), heldWithin(window, zone)),
    )
    .orderBy(asc(relations.validFrom), asc(subject.name), asc(object.name))
    .limit(MOST);
  return rows;
}

const MOST = 100;

function heldWithin(window: DateWindow | undefined, zone: string): SQL | undefined {
  if (!window) return isNull(relations.validTo);
  const begin = window.from.toZonedDateTime(zone).toInstant();
  const end = window.to.add({ days: 1 }).toZonedDateTime(zone).toInstant();
  return and(lt(relations.validFrom, end), or(isNull(relations.validTo), gt(relations.validTo, begin)));
}
