import { like } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { credentials as rows } from '../db/schema/vault.ts';
import type { Clock } from '../ground/clock.ts';
import type { Credentials } from './credentials.ts';

const account = z.object({
  /** A UUID. */
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  values: z.record(z.string(), z.string()),
  /** What was filled in, without passwords: the form begins with it when the account is connected again. */
  said: z.record(z.string(), z.string()).exactOptional(),
  /** False until the person has pressed for it in the chat: until then it is not used. */
  confirmed: z.boolean(),
  addedAt: z.string(),
});

/** An account that the person connected by a form. */
export type Account = Readonly<z.infer<typeof account>>;

/** The accounts of a person, each sealed by itself. In that person's transaction, all of it. */
export interface Accounts {
  /** The oldest first, unconfirmed ones among them. */
  all(tx: Tx, personId: string): Promise<readonly Account[]>;
  /** Keeps it unconfirmed. Its service is not told any longer that an earlier one is gone. */
  add(tx: Tx, personId: string, entered: Pick<Account, 'id' | 'kind' | 'name' | 'values' | 'said'>): Promise<void>;
  /** Undefined when it is gone. */
  one(tx: Tx, personId: string, id: string): Promise<Account | undefined>;
  /** What opens it from now on; nothing where it is gone. */
  change(tx: Tx, personId: string, id: string, values: Account['values']): Promise<void>;
  /** From now on it is used, in the place of an earlier one of the same kind and name. Undefined when it is gone. */
  confirm(tx: Tx, personId: string, id: string): Promise<Account | undefined>;
  /**
   * Undefined when it is gone already. One whose service is to be told (`isToBeTold`) is kept for that alone, unless the person has the same
   * account connected another time: to its service both are one.
   */
  remove(tx: Tx, personId: string, id: string, isToBeTold: boolean): Promise<Account | undefined>;
  /** What was removed and whose service is still to be told. */
  leaving(tx: Tx, personId: string): Promise<readonly Leaving[]>;
  /** The service was told, or never will be: nothing is kept any longer. False when it was so already. */
  left(tx: Tx, personId: string, id: string): Promise<boolean>;
}

const PREFIX = 'account ';
const LEAVING = 'leaving ';

const leaving = account.pick({ id: true, kind: true, name: true, values: true }).extend({ since: z.string() });

/** An account that is not used any more. */
export type Leaving = Readonly<z.infer<typeof leaving>>;

/** Who has accounts whose services are still to be told. */
export async function personsWhoLeave(tx: Tx): Promise<readonly string[]> {
  const { personId, service } = rows;
  const found = await tx
    .selectDistinct({ personId })
    .from(rows)
    .where(like(service, `${LEAVING}%`));
  return found.map((each) => each.personId);
}

export function createAccounts({ credentials, clock }: { readonly credentials: Credentials; readonly clock: Clock }): Accounts {
  const load = (tx: Tx, personId: string, id: string) => credentials.load(tx, personId, PREFIX + id, account);
  const hold = (tx: Tx, personId: string, id: string) => credentials.hold(tx, personId, PREFIX + id, account);

  async function all(tx: Tx, personId: string): Promise<readonly Account[]> {
    const found: Account[] = [];
    for (const service of await credentials.services(tx, personId)) {
      const one = service.startsWith(PREFIX) ? await load(tx, personId, service.slice(PREFIX.length)) : undefined;
      if (one) found.push(one);
    }
    return found.sort((a, b) => (a.addedAt < b.addedAt ? -1 : 1));
  }

  async function leavingOf(tx: Tx, personId: string): Promise<readonly Leaving[]> {
    const found: Leaving[] = [];
    for (const service of await credentials.services(tx, personId)) {
      const one = service.startsWith(LEAVING) ? await credentials.load(tx, personId, service, leaving) : undefined;
      if (one) found.push(one);
    }
    return found;
  }

  return {
    all,
    async add(tx, personId, entered) {
      const { id, kind, name } = entered;
      const added: Account = { ...entered, confirmed: false, addedAt: clock.now().toString() };
      await credentials.save(tx, personId, PREFIX + id, added);
      // What it would be told now, it would take for the new one.
      for (const old of await leavingOf(tx, personId))
        if (old.kind === kind && old.name === name) await credentials.remove(tx, personId, LEAVING + old.id);
    },
    one: load,
    async change(tx, personId, id, values) {
      const now = await hold(tx, personId, id);
      if (now) await credentials.save(tx, personId, PREFIX + id, { ...now, values });
    },
    async confirm(tx, personId, id) {
      const now = await hold(tx, personId, id);
      if (!now) return undefined;
      for (const other of await all(tx, personId)) {
        const isReplaced = other.id !== id && other.confirmed && other.kind === now.kind && other.name === now.name;
        if (isReplaced) await credentials.remove(tx, personId, PREFIX + other.id);
      }
      const confirmed = { ...now, confirmed: true };
      await credentials.save(tx, personId, PREFIX + id, confirmed);
      return confirmed;
    },
    async remove(tx, personId, id, isToBeTold) {
      const gone = await hold(tx, personId, id);
      if (!gone) return undefined;
      await credentials.remove(tx, personId, PREFIX + id);
      const { kind, name, values } = gone;
      const isElsewhere = (await all(tx, personId)).some((each) => each.kind === kind && each.name === name);
      const left: Leaving = { id, kind, name, values, since: clock.now().toString() };
      if (isToBeTold && !isElsewhere) await credentials.save(tx, personId, LEAVING + id, left);
      return gone;
    },
    leaving: leavingOf,
    left: (tx, personId, id) => credentials.remove(tx, personId, LEAVING + id),
  };
}
