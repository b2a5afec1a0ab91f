import { and, asc, eq, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { type GrantedRole, identities, shares } from '../db/schema/identities.ts';
import { AppError } from '../ground/errors.ts';
import type { TypedAccount } from './account-id.ts';
import { shownName } from './chosen-name.ts';
import type { Account } from './identities.ts';
import { load } from './profile-store.ts';

// A role belongs to one account on one person's things. All of this is for the owner's transaction, since two persons take part.

export type Share = typeof shares.$inferSelect;

/** Who somebody is here: the person, and the account by which they speak. */
export interface Speaker extends TypedAccount {
  readonly personId: string;
}

/** A role that an account holds, with the name of the person whose things it opens. */
export interface HeldRole {
  readonly personId: string;
  readonly name: string;
  readonly role: GrantedRole;
}

/** How long an unanswered offer counts. */
const GOOD_FOR_HOURS = 14 * 24;

/** A role that waits for both to agree. Rejects with `not-found` or `invalid` and what to do. */
export async function askToShare(
  tx: Tx,
  owner: string,
  role: GrantedRole,
  { platform, userId }: TypedAccount,
  now: Temporal.Instant,
): Promise<Share> {
  const which = and(eq(identities.platform, platform), eq(identities.userId, userId));
  const [account] = await tx.select().from(identities).where(which);
  if (!account) {
    throw new AppError(
      'not-found',
      `I do not know the account \`${userId}\` on ${platform}. It has to write to me first; whoever runs this lets it in with \`/invite ${platform} ${userId}\`.`,
    );
  }
  if (account.personId === owner) throw new AppError('invalid', 'This account is yours already: it may do everything.');
  const { name } = (await load(tx, owner)).identity;
  if (name.trim() === '')
    throw new AppError('invalid', 'Tell me your name first, so that they can name you: /settings name Ann.');
  const values = { personId: owner, platform, userId, role, name: shownName(account.name), createdAt: now };
  const [row] = await tx.insert(shares).values(values).returning();
  if (!row) throw new Error('the table of shares took no row');
  return row;
}

/** The person or the account says yes: the next state, held in the database; undefined for a press that comes twice, too late or from anybody else. */
export async function agreeToShare(tx: Tx, id: string, by: Speaker, now: Temporal.Instant): Promise<Share | undefined> {
  const row = await lockShare(tx, id);
  const side = row && sideOf(row, by);
  if (!row || isOver(row, now)) return undefined;
  if (side === 'owner' && row.state === 'asked') return setState(tx, row, 'offered');
  if (side !== 'guest' || row.state !== 'offered') return undefined;
  const { personId, platform, userId } = row;
  const sameAccount = and(eq(shares.personId, personId), eq(shares.platform, platform), eq(shares.userId, userId));
  await tx.delete(shares).where(and(sameAccount, ne(shares.id, id)));
  return setState(tx, row, 'held');
}

/** Either side says no, or takes it back later: it is gone. Gives what was there; undefined when there was nothing of theirs. */
export async function endShare(tx: Tx, id: string, by: Speaker): Promise<Share | undefined> {
  const row = await lockShare(tx, id);
  if (!row || sideOf(row, by) === undefined) return undefined;
  await tx.delete(shares).where(eq(shares.id, id));
  return row;
}

/** The accounts that hold a role in the person's things, or are to get one. */
export async function sharesOf(tx: Tx, personId: string): Promise<Share[]> {
  return tx.select().from(shares).where(eq(shares.personId, personId)).orderBy(asc(shares.createdAt));
}

/** What the account holds. */
export async function heldBy(tx: Tx, { platform, userId }: TypedAccount): Promise<(HeldRole & { readonly id: string })[]> {
  const which = and(eq(shares.platform, platform), eq(shares.userId, userId), eq(shares.state, 'held'));
  const rows = await tx.select().from(shares).where(which).orderBy(asc(shares.createdAt));
  const held = [];
  for (const { id, personId, role } of rows) {
    held.push({ id, personId, role, name: shownName((await load(tx, personId)).identity.name) });
  }
  return held;
}

/** The account is nobody's any more, or somebody else's: whatever it held is gone. */
export async function endSharesOf(tx: Tx, { platform, userId }: TypedAccount): Promise<void> {
  const which = and(eq(shares.platform, platform), eq(shares.userId, userId));
  await tx.delete(shares).where(which);
}

/** The person to whom the account belongs now, and its chat. */
export async function guestOf(tx: Tx, { platform, userId }: Share): Promise<Account | undefined> {
  const [row] = await tx
    .select()
    .from(identities)
    .where(and(eq(identities.platform, platform), eq(identities.userId, userId)));
  return row;
}

function sideOf(row: Share, by: Speaker): 'owner' | 'guest' | undefined {
  if (row.personId === by.personId) return 'owner';
  return row.platform === by.platform && row.userId === by.userId ? 'guest' : undefined;
}

async function lockShare(tx: Tx, id: string): Promise<Share | undefined> {
  const [row] = await tx.select().from(shares).where(eq(shares.id, id)).for('update');
  return row;
}

async function setState(tx: Tx, row: Share, state: Share['state']): Promise<Share> {
  await tx.update(shares).set({ state }).where(eq(shares.id, row.id));
  return { ...row, state };
}

function isOver({ createdAt, state }: Share, now: Temporal.Instant): boolean {
  return state !== 'held' && now.epochMilliseconds >= createdAt.add({ hours: GOOD_FOR_HOURS }).epochMilliseconds;
}
