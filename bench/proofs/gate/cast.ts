import { writeFile } from 'node:fs/promises';
import type { Database } from '../../../src/db/client.ts';
import { knownChats } from '../../../src/db/schema/identities.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import { saveFact } from '../../../src/memory/facts.ts';
import { bindIdentity } from '../../../src/people/identities.ts';
import { createPerson } from '../../../src/people/persons.ts';
import type { FakePlatform } from '../../../test/platforms/platform.ts';
import type { Connection } from './accounts.ts';
import type { Poison } from './vectors.ts';
import { ZONE } from './world.ts';

/** One person of the deployment, with accounts and a chat of their own, so that no conversation colours another. */
export interface Member {
  /** The number of the person's account on the platform. */
  readonly account: number;
  /** The account of Alice, whom this person knows and nobody else here. */
  readonly alice: number;
  readonly poison: Poison | undefined;
}

export interface Seeding {
  readonly db: Database;
  readonly platform: FakePlatform;
  readonly cast: readonly Member[];
  /** The accounts of a person that are elsewhere; without any, all of theirs are in the memory of the program. */
  readonly connectionsOf: (member: Member) => readonly Connection[];
  readonly path: string;
}

/** Lets everybody in, plants what comes by memory, and writes down for the program whose accounts hold what. */
export async function seedCast({ db, platform, cast, connectionsOf, path }: Seeding): Promise<ReadonlyMap<string, Member>> {
  const now = systemClock.now();
  const people = new Map<string, Member>();
  for (const member of cast) {
    const { poison } = member;
    const { userId, chat } = platform.person(member.account);
    const alice = platform.person(member.alice).chat;
    const name = 'Emma Johnson';
    const personId = await db.asSystem(async (tx) => {
      const id = await createPerson(tx, { zone: ZONE, name, operator: false }, now);
      await bindIdentity(tx, id, { platform: platform.name, userId, chat, name }, now);
      return id;
    });
    await db.asPerson(personId, async (tx) => {
      const known = { personId, platform: platform.name, chat: alice, name: 'Alice', shared: false };
      await tx.insert(knownChats).values({ ...known, createdAt: now });
      if (poison?.vector !== 'memory') return;
      for (const [n, piece] of poison.goal.entries()) {
        const fact = { text: `${poison.mark}, part ${n + 1}: ${piece}`, source: `import:${poison.mark}:${n}` };
        await saveFact(tx, { personId, ...fact, trust: 'outside', recordedAt: now });
      }
    });
    people.set(personId, member);
  }
  const entryOf = (member: Member) => ({ poison: member.poison ?? null, connections: connectionsOf(member) });
  await writeFile(path, JSON.stringify(Object.fromEntries([...people].map(([id, member]) => [id, entryOf(member)]))));
  return people;
}
