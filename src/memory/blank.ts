import { and, eq, inArray, ne, notLike, or, type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { inbox, outbox, turnSteps, turns } from '../db/schema/chat.ts';

/** The steps of turns that have ended: they serve one that was interrupted, and hold words that stand nowhere else. */
export async function dropSteps(tx: Tx, personId: string): Promise<void> {
  const ended = tx
    .select({ id: turns.id })
    .from(turns)
    .where(and(eq(turns.personId, personId), ne(turns.state, 'running')));
  await tx.delete(turnSteps).where(and(eq(turnSteps.personId, personId), inArray(turnSteps.turnId, ended)));
}

/** These keys, with those of the messages that were answered together with them: what a turn heard is known by its first message. */
export async function keysOfTurns(tx: Tx, personId: string, keys: readonly string[]): Promise<string[]> {
  const known = [...new Set(keys)];
  if (known.length === 0) return [];
  const turnsOf = tx
    .select({ id: inbox.turnId })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), inArray(inbox.key, known)));
  const together = await tx
    .select({ key: inbox.key })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), inArray(inbox.turnId, turnsOf)));
  return [...new Set([...known, ...together.map(({ key }) => key)])];
}

/** What was answered to these deeds quotes what they hid. */
export async function blankAnswers(tx: Tx, personId: string, actionIds: readonly string[]): Promise<void> {
  if (actionIds.length === 0) return;
  const toThem = and(notLike(outbox.key, 'turn:%'), sql`(${outbox.why} -> 'actions') ?| ${sql.param(actionIds)}::text[]`);
  await tx
    .update(outbox)
    .set({ message: sql`'{"text": ""}'::jsonb` })
    .where(and(eq(outbox.personId, personId), inArray(outbox.state, ['sent', 'dead', 'dropped']), toThem));
}

export async function blankMessages(tx: Tx, personId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const blankPayload = sql`(${inbox.payload} - 'foreignText') || '{"text": "", "files": []}'`;
  const blankMessage = sql`'{"text": ""}'::jsonb`;
  await tx
    .update(inbox)
    .set({ payload: blankPayload })
    .where(and(eq(inbox.personId, personId), inArray(inbox.key, [...keys]), eq(inbox.state, 'done')));
  await tx
    .update(outbox)
    .set({ message: blankMessage })
    .where(
      // What a voice note was heard as stands under a key of its own.
      and(
        eq(outbox.personId, personId),
        inArray(outbox.key, [...keys, ...keys.map((key) => `heard:${key}`)]),
        inArray(outbox.state, ['sent', 'dead', 'dropped']),
      ),
    );
  await blankDeeds(tx, personId, and(inArray(actions.origin, [...keys]), ofMemory));
}

/** What showed a memory by its id, such as the answer to a search, says it once more. */
export async function blankRecitals(tx: Tx, personId: string, shown: readonly string[]): Promise<void> {
  if (shown.length === 0) return;
  const names = (text: SQL) =>
    sql`exists (select from unnest(${sql.param(shown)}::text[]) as item where strpos(${text}, item) > 0)`;
  const recites = names(sql`${outbox.message}::text || ${outbox.why}::text`);
  await tx
    .update(outbox)
    .set({ message: sql`'{"text": ""}'::jsonb` })
    .where(and(eq(outbox.personId, personId), inArray(outbox.state, ['sent', 'dead', 'dropped']), recites));
  const told = sql`coalesce(${actions.outcome}, '') || ${actions.args}::text`;
  const found = and(inArray(actions.kind, ['memory_search', 'memory_keep', 'memory_correct']), names(told));
  await blankDeeds(tx, personId, found);
}

/** The deeds lose what they say, and so does what was answered to them; of a turn the answer is a memory by itself. */
async function blankDeeds(tx: Tx, personId: string, which: SQL | undefined): Promise<void> {
  const theirs = and(eq(actions.personId, personId), which, over);
  const blanked = await tx.update(actions).set(blankAction).where(theirs).returning({ id: actions.id });
  await blankAnswers(
    tx,
    personId,
    blanked.map(({ id }) => id),
  );
}

export async function blankTurns(tx: Tx, personId: string, turnIds: readonly string[]): Promise<void> {
  if (turnIds.length === 0) return;
  await tx.delete(turnSteps).where(and(eq(turnSteps.personId, personId), inArray(turnSteps.turnId, [...turnIds])));
  await tx
    .update(actions)
    .set(blankAction)
    .where(and(eq(actions.personId, personId), inArray(actions.turnId, [...turnIds]), or(ofMemory, isLook), over));
}

/** What commands with these keys have looked for, with what was found. */
export async function blankLooks(tx: Tx, personId: string, keys: readonly string[]): Promise<void> {
  await blankDeeds(tx, personId, and(inArray(actions.origin, [...keys]), isLook));
}

export const blankAction = { input: {}, args: {}, outcome: null, sealed: null, undo: null };
const ofMemory = inArray(actions.kind, ['memory_save', 'memory_search', 'memory_keep', 'memory_correct']);
/** What was looked for repeats what was said. */
const isLook = eq(actions.effect, 'read');
export const over = inArray(actions.state, ['done', 'failed', 'undone', 'declined', 'expired', 'superseded', 'stopped']);
