import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { asideIds, type Forgotten } from './forgetting.ts';
import { shortId } from './recall-line.ts';

/** What the receipt of an erasing begins with. */
const ERASED = 'Erased for good on ';

/** The receipts of such erasings, by their ids in the ledger. */
export function receipts(tx: Tx, personId: string, which: SQL | undefined) {
  const erased = sql`starts_with(${actions.outcome}, ${ERASED})`;
  return tx
    .select({ id: actions.id, receipt: sql<string>`${actions.outcome}` })
    .from(actions)
    .where(and(eq(actions.personId, personId), eq(actions.kind, 'memory_forget'), erased, which));
}

/** The receipt whose id begins so. */
export async function receiptOf(tx: Tx, personId: string, start: string): Promise<string | undefined> {
  const [found] = await receipts(tx, personId, sql`left(${actions.id}::text, 8) = ${start.toLowerCase()}`);
  return found?.receipt;
}

const MOST_IDS = 40;

/** The receipt of one erasing: how many of what, and which, by ids that say nothing of what they were. */
export function erasedText(forgotten: Forgotten, at: Temporal.Instant): string {
  const { facts, episodes, claims, files, asides, answers, cut } = forgotten;
  const counts = [
    counted(facts.length, 'note'),
    counted(episodes.length, 'part', ' of our talk'),
    counted(cut.length + answers.length, 'sentence', ' in others'),
    counted(claims.length, 'statement'),
    counted(files.length, 'file'),
    counted(asideIds(asides).length, 'other message or lookup', '', 'other messages and lookups'),
  ].filter((each) => each !== undefined);
  const ids = [
    ...facts.map((id) => shortId('fact', id)),
    ...episodes.map((id) => shortId('episode', id)),
    ...claims.map((id) => shortId('slot', id)),
    ...files.map((id) => `file:${id.slice(0, 8)}`),
  ];
  const more = ids.length > MOST_IDS ? ` and ${ids.length - MOST_IDS} more` : '';
  const which = ids.length === 0 ? '' : ` (${ids.slice(0, MOST_IDS).join(', ')}${more})`;
  return `${ERASED}${at.round('second')}: ${counts.join(', ')}${which}, with all that was made of it.`;
}

function counted(count: number, one: string, of = '', many = `${one}s`): string | undefined {
  return count === 0 ? undefined : `${count} ${count === 1 ? one : many}${of}`;
}
