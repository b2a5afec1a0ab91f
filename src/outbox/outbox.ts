import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, ne, not, or, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { outbox } from '../db/schema/chat.ts';
import { storableText } from '../db/storable.ts';
import { AppError } from '../ground/errors.ts';
import { chooseChannel } from '../people/channels.ts';
import { type Button, type IncomingPress, type OutgoingMessage, PLATFORMS, type Platform } from '../ports/chat.ts';
import { MESSAGE_LIFE_MS, MOST_UNANSWERED } from './patience.ts';
import { storedPicture } from './picture.ts';
import { type Why, whySchema } from './why.ts';

/** Of one message, each upon the one before. */
const MOST_EDITS = 20;

export type OutboxRow = typeof outbox.$inferSelect;

/** A conversation, by the platform's id. */
export interface Address {
  readonly platform: Platform;
  readonly chat: string;
}

/** What is to be said. It goes out once the caller's transaction is committed and the sender is woken. */
export interface Utterance {
  readonly personId: string;
  /** The same key is the same message: saying it again changes nothing. */
  readonly key: string;
  readonly message: OutgoingMessage;
  readonly why: Why;
  readonly now: Temporal.Instant;
  /** Without it, the person's preferred channel that takes messages. */
  readonly to?: Address;
  /** The key of an earlier utterance whose message this one replaces in place, with every copy of it. */
  readonly edits?: string;
  /** The key of an earlier utterance that this one shows once more, in another place or further down. */
  readonly copyOf?: string;
  /** The action that sends it to somebody else. */
  readonly actionId?: string;
}

const button: z.ZodType<Button> = z.object({ id: z.string(), label: z.string(), style: z.enum(['primary', 'danger', 'plain']) });

const stored = z.object({
  text: z.string(),
  buttons: z.array(z.array(button)).exactOptional(),
  files: z.array(z.string()).exactOptional(),
  // One that an older or newer program has stored costs only itself.
  picture: storedPicture.optional().catch(undefined),
  silent: z.boolean().exactOptional(),
});

const wayHere = z.object({
  /** The platforms that the message was moved away from, since it did not get through there. */
  tried: z.array(z.enum(PLATFORMS)).default([]),
  /** Those of them that the person is told of with this message. */
  telling: z.array(z.enum(PLATFORMS)).default([]),
  /** True for an edit that is also made elsewhere: where its original cannot be changed, nothing is said. */
  onlyInPlace: z.boolean().default(false),
});

/** What a row's message went through before its next try. */
export function wayOf(json: unknown): z.infer<typeof wayHere> {
  return wayHere.parse(json);
}

/** The message of an outbox row, as the adapters take it. */
export function storedMessage(json: unknown): OutgoingMessage {
  const { picture, ...message } = stored.parse(json);
  return picture ? { ...message, picture } : message;
}

/** Stores a message for sending and says where it will go. Rejects with `unavailable` when the person has no channel at all. */
export async function enqueue(tx: Tx, utterance: Utterance): Promise<Address> {
  const { personId, key, message, why, now } = utterance;
  const originals = utterance.edits === undefined ? [] : await placesOf(tx, personId, utterance.edits);
  // Whoever looks at a card looks at its latest copy: that one tells for sure, the others change only where they stand.
  const latest = originals.at(-1);
  const to = latest ?? utterance.to ?? (await chooseChannel(tx, personId));
  if (!to) throw new AppError('unavailable', 'This person has no chat to send to. Claim the bot from a chat first.');
  const shown = utterance.copyOf === undefined ? undefined : (await placesOf(tx, personId, utterance.copyOf))[0];
  const common = { personId, why, actionId: utterance.actionId ?? null, copyOf: shown?.seq ?? null, nextAt: now, createdAt: now };
  const body = { ...message, text: storableText(message.text) };
  const row = (at: Address) => ({
    ...common,
    key,
    message: body,
    platform: at.platform,
    chat: at.chat,
    edits: latest?.seq ?? null,
  });
  const others = originals.slice(0, -1).map((original) => ({
    ...row(original),
    key: `${key}@${original.seq}`,
    message: { ...body, onlyInPlace: true },
    edits: original.seq,
  }));
  await tx
    .insert(outbox)
    .values([row(to), ...others])
    .onConflictDoNothing();
  return { platform: to.platform, chat: to.chat };
}

/** The message with this key as it is stored; undefined when there is none. */
export async function messageUnder(tx: Tx, personId: string, key: string): Promise<OutgoingMessage | undefined> {
  const row = await byKey(tx, personId, key);
  return row && storedMessage(row.message);
}

/** Where the message with this key went first; undefined when there is none. */
export async function addressOf(tx: Tx, personId: string, key: string): Promise<Address | undefined> {
  const row = await byKey(tx, personId, key);
  return row && { platform: row.platform, chat: row.chat };
}

/** Where it was shown last; undefined when there is none. */
export async function latestAddressOf(tx: Tx, personId: string, key: string): Promise<Address | undefined> {
  const row = (await placesOf(tx, personId, key)).at(-1);
  return row && { platform: row.platform, chat: row.chat };
}

/** After a restored backup: what waits may have gone out since the backup was made, so it goes out marked. For the owner's transaction. */
export async function doubtQueued(tx: Tx): Promise<void> {
  await tx
    .update(outbox)
    .set({ maybeRepeated: true })
    .where(and(eq(outbox.state, 'queued'), isNull(outbox.actionId)));
}

/** Takes back what waits to go out to somebody else, and says by which actions. */
export async function withdraw(tx: Tx, personId: string): Promise<string[]> {
  const rows = await tx
    .update(outbox)
    .set({ state: 'dropped' })
    .where(and(eq(outbox.personId, personId), eq(outbox.state, 'queued'), isNotNull(outbox.actionId)))
    .returning({ actionId: outbox.actionId });
  return rows.flatMap(({ actionId }) => actionId ?? []);
}

/**
 * A conversation, or without a chat a whole platform, takes messages again: what it refused within the last day goes out after all, in
 * order. Says how many those are.
 * What stayed unanswered too often is left out: it may have arrived. For the owner's transaction.
 */
export async function requeueDead(
  tx: Tx,
  platform: Platform,
  chats: readonly string[] | undefined,
  now: Temporal.Instant,
): Promise<number> {
  const since = now.subtract({ milliseconds: MESSAGE_LIFE_MS });
  const here = and(eq(outbox.platform, platform), chats && inArray(outbox.chat, [...chats]));
  // Whoever sent something to somebody else has been told that it did not arrive.
  const dead = and(here, eq(outbox.state, 'dead'), gte(outbox.createdAt, since), isNull(outbox.actionId));
  const unanswered = sql`(${outbox.maybeRepeated} and ${outbox.attempts} >= ${MOST_UNANSWERED})`;
  const forgotten = sql`${outbox.message} ->> 'text' = ''`;
  const revived = await tx
    .update(outbox)
    .set({ state: 'queued', nextAt: now, attempts: 0 })
    .where(and(dead, not(unanswered), not(forgotten)))
    .returning({ seq: outbox.seq });
  return revived.length;
}

export interface Said {
  readonly key: string;
  /** The key under which it was said first, whatever has replaced it in place since. */
  readonly item: string;
  readonly message: OutgoingMessage;
  readonly why: Why;
  readonly at: Temporal.Instant;
}

/** A conversation, or a part of one: what a thread goes on from stands in the conversation itself. */
export interface Place extends Address {
  readonly inside?: string | undefined;
}

/** The message with this platform id in the conversation, or without an id the latest one there. */
export async function findSaid(
  tx: Tx,
  personId: string,
  { platform, chat, inside }: Place,
  messageId?: string,
): Promise<Said | undefined> {
  const chats = messageId === undefined || inside === undefined ? [chat] : [chat, inside];
  const here = and(eq(outbox.personId, personId), eq(outbox.platform, platform), inArray(outbox.chat, chats));
  const which = messageId === undefined ? ne(outbox.state, 'dropped') : sql`${outbox.arrived} ? ${messageId}`;
  const [row] = await tx.select().from(outbox).where(and(here, which)).orderBy(desc(outbox.seq)).limit(1);
  if (!row) return undefined;
  const { key, message, why, createdAt: at } = row;
  return { key, item: await firstKeyOf(tx, personId, row), message: storedMessage(message), why: whySchema.parse(why), at };
}

async function firstKeyOf(tx: Tx, personId: string, row: OutboxRow): Promise<string> {
  let first = row;
  for (let deep = 0; first.edits !== null && deep < MOST_EDITS; deep += 1) {
    const [original] = await tx
      .select()
      .from(outbox)
      .where(and(eq(outbox.personId, personId), eq(outbox.seq, first.edits)));
    if (!original) break;
    first = original;
  }
  return first.key;
}

/** The message on which a button was pressed, whether or not its arrival is on record yet; what replaced it in place counts as itself. */
export async function findPressed(tx: Tx, personId: string, press: IncomingPress): Promise<Omit<Said, 'at'> | undefined> {
  const known = await findSaid(tx, personId, press, press.messageId);
  if (known) return known;
  const carries = sql`${outbox.message} @> ${JSON.stringify({ buttons: [[{ id: press.button }]] })}::jsonb`;
  const [row] = await tx
    .select({ key: outbox.key, message: outbox.message, why: outbox.why })
    .from(outbox)
    .where(and(eq(outbox.personId, personId), isNull(outbox.edits), carries))
    .orderBy(desc(outbox.seq))
    .limit(1);
  return row && { key: row.key, item: row.key, message: storedMessage(row.message), why: whySchema.parse(row.why) };
}

/** True once a message has reached its chat. */
export async function hasArrived(tx: Tx, personId: string, key: string): Promise<boolean> {
  const row = await byKey(tx, personId, key);
  return row !== undefined && row.arrived.length > 0;
}

async function byKey(tx: Tx, personId: string, key: string) {
  const [row] = await tx
    .select()
    .from(outbox)
    .where(and(eq(outbox.personId, personId), eq(outbox.key, key)));
  return row;
}

/** The message that was first shown under this key, or that the one with this key is a copy of, and then its copies, the latest last. */
async function placesOf(tx: Tx, personId: string, key: string): Promise<OutboxRow[]> {
  const named = await byKey(tx, personId, key);
  if (!named) return [];
  const root = named.copyOf ?? named.seq;
  const family = or(eq(outbox.seq, root), eq(outbox.copyOf, root));
  return tx
    .select()
    .from(outbox)
    .where(and(eq(outbox.personId, personId), family))
    .orderBy(asc(outbox.seq));
}
