import { eq } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { profiles } from '../db/schema/identities.ts';
import { defaultProfile, type Profile } from './profile.ts';
import { completeProfile } from './profile-path.ts';

/** The person's profile. What an older version did not store, or stored otherwise, has its default. */
export async function load(tx: Tx, personId: string): Promise<Profile> {
  const [row] = await stored(tx, personId);
  return complete(row?.document);
}

/** The same, held until the transaction ends, so that nobody changes it between reading and saving. */
export async function loadForChange(tx: Tx, personId: string): Promise<Profile> {
  const [row] = await stored(tx, personId).for('update');
  return complete(row?.document);
}

export async function save(tx: Tx, personId: string, profile: Profile): Promise<void> {
  await tx
    .insert(profiles)
    .values({ personId, document: profile })
    .onConflictDoUpdate({ target: profiles.personId, set: { document: profile } });
}

function stored(tx: Tx, personId: string) {
  return tx.select({ document: profiles.document }).from(profiles).where(eq(profiles.personId, personId));
}

function complete(document: unknown): Profile {
  return completeProfile(document, defaultProfile('UTC', ''));
}
