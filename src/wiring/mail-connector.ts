import type { Parsing } from '../../adapters/isolated/parsing.ts';
import type { Clock } from '../ground/clock.ts';
import { accountOf, fromValues, toValues } from '../mail/account.ts';
import { mailForm } from '../mail/connect-form.ts';
import type { Connector } from './accounts.ts';

interface MailDeps {
  readonly clock: Clock;
  readonly parsing: Parsing;
  readonly isOperator: (personId: string) => Promise<boolean>;
  /** Something came into the inbox of this person, or may have. */
  readonly onMail: (personId: string) => void;
}

/** Mail that is opened by a password (IMAP and SMTP); an account holds one line as long as it is connected. */
export function mailConnector({ clock, parsing, isOperator, onMail }: MailDeps): Connector {
  return {
    kind: {
      kind: 'mail',
      about: 'read, draft and send your mail (Gmail, iCloud, Fastmail and others, by IMAP and SMTP)',
      form: mailForm,
      async check(personId, values, signal) {
        const { createMailConnection, findMailServers } = await load();
        const account = await accountOf(values, findMailServers);
        const connection = createMailConnection({ account, clock, parsing, anyNetwork: await isOperator(personId) });
        const isOnlyRead = values.access === 'read';
        await (isOnlyRead ? connection.verifyReading(signal) : connection.verify(signal)).finally(() => connection.close());
        const { address, imap, smtp } = account;
        const gives = isOnlyRead
          ? [`I only read it, at ${imap.host}.`]
          : [
              `I read it at ${imap.host}, and tidy it up when you ask me to.`,
              `I send by ${smtp.host}, each mail only after you have pressed Send under it.`,
            ];
        return { name: address, gives, values: { ...toValues(account), ...(isOnlyRead && { access: 'read' }) } };
      },
    },
    async open(values, { personId }) {
      const { createMailConnection } = await load();
      const { reader, writer, close } = createMailConnection({
        account: fromValues(values),
        clock,
        parsing,
        anyNetwork: await isOperator(personId),
        onNews: () => onMail(personId),
      });
      // Where it takes the place of one that was let go, nothing is heard before the next look makes its line.
      onMail(personId);
      return { eyes: { mail: reader }, hands: values.access === 'read' ? {} : { mail: writer }, close };
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
