import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import type { CheckedAccount } from '../ports/connect.ts';
import type { Credentials } from './credentials.ts';

const account = z.object({
  /** A UUID. */
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  values: z.record(z.string(), z.string()),
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
  /** Keeps it unconfirmed. */
  add(tx: Tx, personId: string, id: string, kind: string, checked: CheckedAccount): Promise<void>;
  /** From now on it is used, in the place of an earlier one of the same kind and name. Undefined when it is gone. */
  confirm(tx: Tx, personId: string, id: string): Promise<Account | undefined>;
  /** Undefined when it is gone already. */
  remove(tx: Tx, personId: string, id: string): Promise<Account | undefined>;
}

const PREFIX = 'account ';

export function createAccounts({ credentials, clock }: { readonly credentials: Credentials; readonly clock: Clock }): Accounts {
  const load = (tx: Tx, personId: string, id: string) => credentials.load(tx, personId, PREFIX + id, account);

  async function all(tx: Tx, personId: string): Promise<readonly Account[]> {
    const found: Account[] = [];
    for (const service of await credentials.services(tx, personId)) {
      const one = service.startsWith(PREFIX) ? await load(tx, personId, service.slice(PREFIX.length)) : undefined;
      if (one) found.push(one);
    }
    return found.sort((a, b) => (a.addedAt < b.addedAt ? -1 : 1));
  }

  return {
    all,
    async add(tx, personId, id, kind, { name, values }) {
      const added: Account = { id, kind, name, values, confirmed: false, addedAt: clock.now().toString() };
      await credentials.save(tx, personId, PREFIX + id, added);
    },
    async confirm(tx, personId, id) {
      const now = await load(tx, personId, id);
      if (!now) return undefined;
      for (const other of await all(tx, personId)) {
        const isReplaced = other.id !== id && other.confirmed && other.kind === now.kind && other.name === now.name;
        if (isReplaced) await credentials.remove(tx, personId, PREFIX + other.id);
      }
      const confirmed = { ...now, confirmed: true };
      await credentials.save(tx, personId, PREFIX + id, confirmed);
      return confirmed;
    },
    async remove(tx, personId, id) {
      const gone = await load(tx, personId, id);
      if (gone) await credentials.remove(tx, personId, PREFIX + id);
      return gone;
    },
  };
}
