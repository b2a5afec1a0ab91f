import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../src/db/client.ts';
import { actions } from '../../../src/db/schema/actions.ts';
import { inbox, outbox, turnSteps, turns } from '../../../src/db/schema/chat.ts';
import { claims } from '../../../src/db/schema/memory.ts';
import type { Forgotten } from '../../../src/memory/forgetting.ts';
import { shortId } from '../../../src/memory/recall-line.ts';

/** Something that was said, and when; the source is the key of its message. */
export interface Message {
  readonly personId: string;
  readonly text: string;
  readonly at: Temporal.Instant;
  readonly source: string;
}

const CHAT = { platform: 'terminal', chat: 'one' } as const;

/** A message that came in, of a turn or of none. */
export async function comeIn(tx: Tx, { personId, text, source, at }: Message, turnId: string | null = null): Promise<void> {
  const message = { key: source, messageId: source, kind: 'message', payload: { text, files: [] }, receivedAt: at } as const;
  await tx.insert(inbox).values({ personId, ...CHAT, ...message, state: 'done', turnId });
}

/** What was sent, and on what it rests. */
export async function sendOut(
  tx: Tx,
  key: string,
  { personId, text, at }: Message,
  sources: readonly string[] = [],
): Promise<void> {
  const why = { trigger: 'your message', by: 'rule', sources: [...sources], actions: [] };
  const said = { key, message: { text }, why, state: 'sent' } as const;
  await tx.insert(outbox).values({ personId, ...CHAT, ...said, nextAt: at, createdAt: at });
}

/** A turn that has ended, with what the model answered in it. Returns its id. */
export async function turnOf(tx: Tx, { personId, text, at }: Message, state: 'done' | 'stopped' = 'done'): Promise<string> {
  const [turn] = await tx
    .insert(turns)
    .values({ personId, ...CHAT, state, tainted: false, startedAt: at, finishedAt: at })
    .returning({ id: turns.id });
  if (!turn) throw new Error('the database returned no turn');
  await tx.insert(turnSteps).values({ personId, turnId: turn.id, step: 0, content: { text } });
  return turn.id;
}

interface Deed {
  readonly kind: string;
  readonly args: object;
  readonly outcome: string;
  readonly undo?: object;
}

/** A row of the ledger. */
export async function recordDeed(tx: Tx, { personId, at, source }: Message, { kind, args, outcome, undo }: Deed): Promise<void> {
  const effect = kind === 'memory_search' ? 'read' : 'private';
  const row = { personId, kind, effect, args, input: args, outcome, undo: undo ?? null, origin: source, createdAt: at } as const;
  const fixed = { argsHash: '', tainted: false, unattended: false, state: 'done' } as const;
  await tx.insert(actions).values({ ...row, ...fixed, key: `${source}:${kind}`, finishedAt: at });
}

/** The page of `/memory` that shows all that was told in this message. */
export async function viewIt(tx: Tx, message: Message): Promise<void> {
  const { personId, source } = message;
  const stated = await tx.select({ id: claims.id, value: claims.value }).from(claims).where(eq(claims.source, source));
  if (stated.length === 0) return;
  const text = stated.map(({ value }) => `You told me: ${value}`).join('\n');
  const look = { personId, text: '/memory', source: `${source}:view`, at: message.at };
  await comeIn(tx, look);
  await sendOut(tx, `command:${look.source}`, { ...look, text }, [look.source, ...stated.map(({ id }) => shortId('slot', id))]);
}

/** A message whose turn was stopped, or words in a command that found nothing: neither became a memory. */
export async function sayInVain(tx: Tx, message: Message, mark: string, isCommand: boolean): Promise<void> {
  const { source } = message;
  if (isCommand) {
    await comeIn(tx, { ...message, text: `/find ${mark}` });
    await recordDeed(tx, message, { kind: 'memory_search', args: { query: mark }, outcome: 'I have nothing on that.' });
    return sendOut(tx, `command:${source}`, { ...message, text: `I have nothing on ${mark}.` }, [source]);
  }
  const turnId = await turnOf(tx, message, 'stopped');
  await comeIn(tx, message, turnId);
  await sendOut(tx, `turn:${turnId}`, { ...message, text: `Stopped, as you said. Before that: ${message.text}` }, [source]);
}

/** The command itself, as it stands in the inbox and the ledger. */
export async function recordForgetting(
  tx: Tx,
  personId: string,
  ways: readonly string[],
  forgotten: Forgotten,
  at: Temporal.Instant,
): Promise<void> {
  const words = ways.join(' ');
  const command = { personId, text: `/forget ${words}`, source: `proof:${randomUUID()}`, at };
  await comeIn(tx, command);
  await recordDeed(tx, command, { kind: 'memory_forget', args: { words }, outcome: `Hidden: ${words}`, undo: forgotten });
}
