import type { Audit } from '../audit/audit.ts';
import { type RecordCall, recordedReader, recordedWriter } from '../audit/recorded-mail.ts';
import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import { mailAccounts } from '../mail/accounts.ts';
import type { MailWriter } from '../ports/mail.ts';
import type { Connections } from './actions.ts';

interface RecordDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
}

/** The same connections; each call to a mail server is written into its person's record. */
export function recordedConnections(connections: Connections, { db, clock, audit }: RecordDeps): Connections {
  const recordFor =
    (personId: string): RecordCall =>
    (access, action, ref) => {
      const entry = { at: clock.now(), dataType: 'mail', access, action, ref };
      return db.asPerson(personId, (tx) => audit.record(tx, personId, [entry]));
    };
  return {
    ...connections,
    async eyesOf(personId) {
      const eyes = await connections.eyesOf(personId);
      const [mail, ...others] = mailAccounts(eyes).map((each) => recordedReader(each, recordFor(personId)));
      return mail ? { ...eyes, mail, ...(others.length > 0 && { mails: [mail, ...others] }) } : eyes;
    },
    async handsOf(personId) {
      const hands = await connections.handsOf(personId);
      const recorded = (writer: MailWriter) => recordedWriter(writer, recordFor(personId));
      const mail = hands.mail && { mail: recorded(hands.mail) };
      const mails = hands.mails && { mails: new Map([...hands.mails].map(([account, each]) => [account, recorded(each)])) };
      return { ...hands, ...mail, ...mails };
    },
  };
}
