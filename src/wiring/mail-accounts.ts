import type { MailConnection } from '../../adapters/imap/connection.ts';
import type { Clock } from '../ground/clock.ts';
import { accountOf, fromValues, toValues } from '../mail/account.ts';
import { mailForm } from '../mail/connect-form.ts';
import type { AccountKind } from '../ports/connect.ts';
import type { Account } from '../vault/accounts.ts';

interface MailAccountsDeps {
  readonly clock: Clock;
  readonly isOperator: (personId: string) => Promise<boolean>;
}

export interface MailAccounts {
  readonly kind: AccountKind;
  /** The person's mail account: the one that was connected last. What is not connected any more is closed. */
  open(personId: string, connected: readonly Account[]): Promise<MailConnection | undefined>;
}

interface Held {
  readonly personId: string;
  readonly connection: MailConnection;
}

/** Mail that is opened by a password (IMAP and SMTP); each account holds one line as long as the process lives. */
export function createMailAccounts({ clock, isOperator }: MailAccountsDeps): MailAccounts {
  const held = new Map<string, Held>();

  return {
    kind: {
      kind: 'mail',
      about: 'read, draft and send your mail (Gmail, iCloud, Fastmail and others, by IMAP and SMTP)',
      form: mailForm,
      async check(personId, values, signal) {
        const { createMailConnection, findMailServers } = await load();
        const account = await accountOf(values, findMailServers);
        const connection = createMailConnection({ account, clock, anyNetwork: await isOperator(personId) });
        await connection.verify(signal).finally(() => connection.close());
        const { address, imap, smtp } = account;
        const gives = [
          `I read it at ${imap.host}, and tidy it up when you ask me to.`,
          `I send by ${smtp.host}, each mail only after you have pressed Send under it.`,
        ];
        return { name: address, gives, values: toValues(account) };
      },
    },
    async open(personId, connected) {
      const latest = connected.at(-1);
      for (const [id, each] of held) {
        if (each.personId !== personId || id === latest?.id) continue;
        each.connection.close();
        held.delete(id);
      }
      if (!latest) return undefined;
      const known = held.get(latest.id);
      if (known) return known.connection;
      const { createMailConnection } = await load();
      const account = fromValues(latest.values);
      const connection = createMailConnection({ account, clock, anyNetwork: await isOperator(personId) });
      // Who asked at the same time may have been first.
      const first = held.get(latest.id);
      if (first) return first.connection;
      held.set(latest.id, { personId, connection });
      return connection;
    },
  };
}

/** Loaded only where it is wanted. */
async function load() {
  const [{ createMailConnection }, { findMailServers }] = await Promise.all([
    import('../../adapters/imap/connection.ts'),
    import('../../adapters/imap/srv.ts'),
  ]);
  return { createMailConnection, findMailServers };
}
