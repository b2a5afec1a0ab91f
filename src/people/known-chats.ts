import { and, asc, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { knownChats } from '../db/schema/identities.ts';
import { AppError } from '../ground/errors.ts';
import type { Platform } from '../ports/chat.ts';
import { channelsOf, preferred } from './channels.ts';
import { nameAsCode, shownName } from './chosen-name.ts';
import { load } from './profile-store.ts';

/** Somebody or some place that the person's messages may be sent to, once they press for it. */
export type KnownChat = typeof knownChats.$inferSelect;

const OTHERS_WORDS = { tainted: true } as const;

type NewChat = Pick<KnownChat, 'platform' | 'chat' | 'name' | 'shared'>;

/** All that the person knows, by name. */
export async function knownTo(tx: Tx, personId: string): Promise<KnownChat[]> {
  return tx.select().from(knownChats).where(eq(knownChats.personId, personId)).orderBy(asc(knownChats.name));
}

/** The same chat, as long as the person still knows it. */
export async function knownChat(tx: Tx, personId: string, id: string): Promise<KnownChat | undefined> {
  const [row] = await tx
    .select()
    .from(knownChats)
    .where(and(eq(knownChats.personId, personId), eq(knownChats.id, id)));
  return row;
}

/** From now on the person knows it; again, it changes nothing. */
export async function noteKnown(tx: Tx, personId: string, chat: NewChat, now: Temporal.Instant): Promise<void> {
  await tx
    .insert(knownChats)
    .values({ ...chat, personId, createdAt: now })
    .onConflictDoNothing();
}

/** A group in which the person spoke to us: several read along there. */
export async function noteGroup(
  tx: Tx,
  personId: string,
  { platform, chat }: { readonly platform: Platform; readonly chat: string },
  now: Temporal.Instant,
): Promise<void> {
  await noteKnown(tx, personId, { platform, chat, name: `the group ${chat}`, shared: true }, now);
}

/** Two persons of this deployment know each other, where each of them can be reached. For the owner's transaction. */
export async function introduce(
  tx: Tx,
  operator: string,
  joined: { readonly personId: string; readonly platform: Platform; readonly chat: string },
  now: Temporal.Instant,
): Promise<void> {
  const { platform, chat } = joined;
  await noteKnown(tx, operator, { platform, chat, name: await nameOf(tx, joined.personId), shared: false }, now);
  const channels = (await channelsOf(tx, operator)).filter((channel) => channel.platform !== 'terminal');
  const theirs = preferred(channels, platform);
  if (!theirs) return;
  const name = await nameOf(tx, operator);
  await noteKnown(tx, joined.personId, { platform: theirs.platform, chat: theirs.chat, name, shared: false }, now);
}

async function nameOf(tx: Tx, personId: string): Promise<string> {
  return shownName((await load(tx, personId)).identity.name) || 'somebody without a name';
}

/** The one that is meant. Rejects with `not-found` or `invalid` and whom there is to choose from, in the names that they gave themselves. */
export function pickKnown(chats: readonly KnownChat[], said: string): KnownChat {
  const wish = fold(said);
  const exact = chats.filter((known) => [labelOf(known), known.name, known.chat].some((name) => fold(name) === wish));
  const found = exact.length > 0 ? exact : chats.filter(({ name }) => wish !== '' && fold(name).includes(wish));
  const [only] = found;
  if (only && found.length === 1) return only;
  if (found.length > 1) throw new AppError('invalid', `Several fit "${said}". Write one of: ${list(found)}.`, OTHERS_WORDS);
  const whom =
    chats.length === 0
      ? 'I can reach nobody for you yet: let somebody in, or write to me in a group first.'
      : `Write one of: ${list(chats)}.`;
  throw new AppError('not-found', `I know nobody called "${said}" here. ${whom}`, OTHERS_WORDS);
}

/** What tells one from every other, for people. */
export function labelOf({ name, platform, chat }: NewChat): string {
  return `${name} on ${platform} (${chat})`;
}

function list(chats: readonly KnownChat[]): string {
  return chats.map((known) => nameAsCode(labelOf(known))).join(', ');
}

function fold(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
