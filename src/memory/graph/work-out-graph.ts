import { and, asc, eq, isNull, ne, or, sql } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { nameRulings } from '../../db/schema/graph.ts';
import { claims, slots } from '../../db/schema/memory.ts';
import { plainWords } from '../extract/claim.ts';
import { buildGraph } from './build-graph.ts';
import type { Ruling, Telling } from './same-name.ts';
import { storeGraph } from './store-graph.ts';
import { kindOfValue } from './ties.ts';

/** Whether a slot (`me/manager`, `ana/birthday`) bears on who there is and how they stand to each other. */
export function bearsOnGraph(slot: string): boolean {
  const [subject = '', attribute = ''] = slot.split('/');
  return subject !== 'me' || kindOfValue(attribute) !== undefined;
}

/** Works out anew who and what there is, from all that holds or held; what others said is left out. The caller holds the person's lock. */
export async function workOutGraph(tx: Tx, personId: string): Promise<void> {
  await storeGraph(tx, personId, buildGraph(personId, await tellings(tx, personId), await rulingsOf(tx, personId)));
}

async function tellings(tx: Tx, personId: string): Promise<Telling[]> {
  const mayBear = or(ne(slots.subject, 'me'), sql`${slots.slot} !~ '^me/(?:liking of|preferred|favourite|position on) '`);
  const rows = await tx
    .select({
      id: slots.id,
      slot: slots.slot,
      subject: slots.subject,
      attribute: slots.attribute,
      value: slots.value,
      validFrom: slots.validFrom,
      validTo: slots.validTo,
      recordedAt: slots.recordedAt,
    })
    .from(slots)
    .where(and(eq(slots.personId, personId), isNull(slots.retractedAt), ne(slots.trust, 'outside'), mayBear))
    .orderBy(asc(slots.recordedAt), asc(slots.id), asc(slots.validFrom));
  return rows.filter(({ slot }) => bearsOnGraph(slot));
}

async function rulingsOf(tx: Tx, personId: string): Promise<Ruling[]> {
  return tx
    .select({ one: nameRulings.one, other: nameRulings.other, isSame: nameRulings.isSame })
    .from(nameRulings)
    .where(eq(nameRulings.personId, personId));
}

/** A ruling on a name that no sentence holds any more is forgotten with it. */
export async function forgetRulings(tx: Tx, personId: string): Promise<void> {
  const rulings = await rulingsOf(tx, personId);
  if (rulings.length === 0) return;
  const said = await tx
    .select({ subject: claims.subject, value: claims.value })
    .from(claims)
    .where(eq(claims.personId, personId));
  const names = new Set(said.flatMap(({ subject, value }) => [plainWords(subject), plainWords(value)]));
  const gone = rulings.filter(({ one, other }) => !names.has(one) || !names.has(other));
  for (const { one, other } of gone) {
    const theirs = and(eq(nameRulings.personId, personId), eq(nameRulings.one, one), eq(nameRulings.other, other));
    await tx.delete(nameRulings).where(theirs);
  }
}
