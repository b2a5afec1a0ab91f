import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { outbox, turnSteps } from '../db/schema/chat.ts';
import { episodes, facts, vectors } from '../db/schema/memory.ts';
import { shorten } from './cut-ended.ts';
import { unpack } from './postings.ts';
import { sentencesIn, withoutRetold } from './retold.ts';

/** An answer that lost a sentence, as it was before. */
interface Cut {
  readonly id: string;
  readonly text: string;
}

/**
 * Cuts what only tells one of these texts again out of the assistant's answers, unless the person's own words still say it somewhere. An
 * answer that is nothing without it is forgotten at that moment.
 */
export async function cutRetold(
  tx: Tx,
  personId: string,
  texts: readonly string[],
  forgottenAt: Temporal.Instant,
): Promise<Cut[]> {
  const over = await nowhereSaid(tx, personId, [...new Set(texts.flatMap(sentencesIn))]);
  if (over.length === 0) return [];
  const anyOfThem = sql`(select string_agg('(' || query::text || ')', ' | ')::tsquery
    from unnest(${sql.param(over)}::text[]) as sentence, plainto_tsquery('english', sentence) as query where numnode(query) > 0)`;
  const answers = await tx
    .select({ id: episodes.id, text: episodes.text, source: episodes.source, turnId: episodes.turnId })
    .from(episodes)
    .where(
      and(
        eq(episodes.personId, personId),
        eq(episodes.role, 'assistant'),
        isNull(episodes.forgottenAt),
        sql`${episodes.words} @@ ${anyOfThem}`,
      ),
    );
  const cut: Cut[] = [];
  for (const { id, text, source, turnId } of answers) {
    const left = withoutRetold(text, over);
    if (left === text) continue;
    await shorten(tx, personId, episodes, id, left, forgottenAt);
    if (left !== '') await rewriteSent(tx, personId, source, text, left);
    // They serve a turn that was interrupted; this one has ended.
    if (turnId !== null) await tx.delete(turnSteps).where(and(eq(turnSteps.personId, personId), eq(turnSteps.turnId, turnId)));
    cut.push({ id, text });
  }
  return cut;
}

/** Gives memories back what was cut out of them at that moment. */
export async function mend(tx: Tx, personId: string, cut: readonly Cut[], at: Temporal.Instant): Promise<void> {
  for (const { id, text } of cut) {
    for (const table of [episodes, facts]) {
      const itself = and(eq(table.personId, personId), eq(table.id, id));
      const [memory] = await tx.select({ text: table.text, source: table.source }).from(table).where(itself);
      if (!memory) continue;
      await rewriteSent(tx, personId, memory.source, memory.text, text);
      await unpack(tx, personId, [id]);
      await tx
        .update(table)
        .set({ text, forgottenAt: sql`nullif(${table.forgottenAt}, ${sql.param(at, table.forgottenAt)})` })
        .where(itself);
      await tx.delete(vectors).where(and(eq(vectors.personId, personId), eq(vectors.item, id)));
    }
  }
}

/** What was sent is kept as well, under the same key. */
async function rewriteSent(tx: Tx, personId: string, key: string, from: string, to: string): Promise<void> {
  const sent = and(eq(outbox.personId, personId), eq(outbox.key, key), inArray(outbox.state, ['sent', 'dead', 'dropped']));
  await tx
    .update(outbox)
    .set({ message: sql`jsonb_set(${outbox.message}, '{text}', to_jsonb(${to}::text))` })
    .where(and(sent, sql`${outbox.message} ->> 'text' = ${from}`));
}

/** Those of the sentences that stand no longer in anything of the person's own. */
async function nowhereSaid(tx: Tx, personId: string, sentences: readonly string[]): Promise<string[]> {
  if (sentences.length === 0) return [];
  const { rows } = await tx.execute<{ sentence: string }>(sql`
    with own as materialized (
      select lower(text) as text from facts where person_id = ${personId} and forgotten_at is null
      union all
      select lower(text) from episodes where person_id = ${personId} and forgotten_at is null and role = 'person'
      union all
      select lower(quote) from claims where person_id = ${personId} and forgotten_at is null
    )
    select sentence from unnest(${sql.param(sentences)}::text[]) as sentence
    where not exists (select from own where strpos(own.text, lower(sentence)) > 0)`);
  return rows.map(({ sentence }) => sentence);
}
