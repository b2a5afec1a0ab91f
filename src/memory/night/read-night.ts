import { and, asc, eq, sql } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { observations, type ProfileLine, shortForms } from '../../db/schema/observations.ts';
import type { Holding } from '../holdings.ts';
import { shortId } from '../recall-line.ts';

/** The short form as far as it still holds: what was corrected or forgotten since last night does not. Empty before the first night. */
export async function standingShortForm(tx: Tx, personId: string, all: readonly Holding[]): Promise<ProfileLine[]> {
  const [form] = await tx.select({ lines: shortForms.lines }).from(shortForms).where(eq(shortForms.personId, personId));
  const said = new Map(all.map(({ item, text }) => [item, text.replaceAll(/\s+/g, ' ').trim()]));
  return (form?.lines ?? []).filter(({ item, text }) => said.get(item) === text);
}

/** What a night has seen, and the ids of what it tells again. */
export interface Seen {
  readonly text: string;
  readonly restsOn: readonly string[];
}

/** What the nights have seen of somebody or something. */
export async function observationsOn(tx: Tx, personId: string, about: string): Promise<Seen[]> {
  const rows = await tx
    .select()
    .from(observations)
    .where(and(eq(observations.personId, personId), sql`lower(${observations.about}) = lower(${about})`))
    .orderBy(asc(observations.id));
  return rows.map(toSeen);
}

/** What changes is told with all its values, what recurs with what was said last. */
export function toSeen({ kind, text, inputs }: Pick<typeof observations.$inferSelect, 'kind' | 'text' | 'inputs'>): Seen {
  const restsOn =
    kind === 'changing' ? inputs.map((id) => shortId('slot', id)) : inputs.slice(-1).map((id) => shortId('episode', id));
  return { text, restsOn };
}
