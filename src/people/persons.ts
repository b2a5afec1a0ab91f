import { eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { persons } from '../db/schema/people.ts';
import { bindIdentity, hasPlatform } from './identities.ts';
import { defaultProfile } from './profile.ts';
import { save } from './profile-store.ts';

interface NewPerson {
  /** IANA zone until the profile says otherwise. */
  readonly zone: string;
  readonly name: string;
  readonly operator: boolean;
}

/** Makes a person with a default profile and gives the id. For the owner's transaction. */
export async function createPerson(tx: Tx, { zone, name, operator }: NewPerson, now: Temporal.Instant): Promise<string> {
  const [row] = await tx.insert(persons).values({ operator, createdAt: now }).returning({ id: persons.id });
  if (!row) throw new Error('the table of persons took no row');
  await save(tx, row.id, defaultProfile(zone, name));
  return row.id;
}

/** The person who runs this deployment; undefined before the first boot has made one. For the owner's transaction. */
export async function operatorId(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.select({ id: persons.id }).from(persons).where(eq(persons.operator, true));
  return row?.id;
}

/** The operator once a platform is claimed, so that they can be asked there; undefined before. For the owner's transaction. */
export async function claimedOperator(tx: Tx): Promise<string | undefined> {
  const id = await operatorId(tx);
  return id !== undefined && (await hasPlatform(tx, id)) ? id : undefined;
}

/** The operator, made at the first boot with the terminal as their own screen. Again, it changes nothing. For the owner's transaction. */
export async function ensureOwner(
  tx: Tx,
  { zone, name }: Pick<NewPerson, 'zone' | 'name'>,
  now: Temporal.Instant,
): Promise<string> {
  const known = await operatorId(tx);
  if (known !== undefined) return known;
  const id = await createPerson(tx, { zone, name, operator: true }, now);
  await bindIdentity(tx, id, { platform: 'terminal', userId: 'terminal', chat: 'terminal', name }, now);
  return id;
}
