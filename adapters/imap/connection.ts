import type { Clock } from '../../src/ground/clock.ts';
import type { MailAccount, MailReader, MailWriter } from '../../src/ports/mail.ts';
import type { Parsing } from '../isolated/parsing.ts';
import { createFolders } from './folders.ts';
import { createReach } from './reach.ts';
import { createImapReader } from './reader.ts';
import { createSession } from './session.ts';
import { tryLogin } from './smtp.ts';
import { createStore } from './store.ts';
import { createImapWriter } from './writer.ts';

interface ConnectionDeps {
  readonly account: MailAccount;
  readonly clock: Clock;
  readonly parsing: Parsing;
  /** Who runs this computer may name a server in their own network. */
  readonly anyNetwork: boolean;
  /** Something new lies in the inbox, or may lie there. */
  readonly onNews?: () => void;
}

/** One account by IMAP and SMTP. Nothing is connected before it is needed. */
export interface MailConnection {
  readonly reader: MailReader;
  readonly writer: MailWriter;
  /** Logs in to both servers. Rejects with what to put right. */
  verify(signal: AbortSignal): Promise<void>;
  /** Logs in to the one that is read alone. */
  verifyReading(signal: AbortSignal): Promise<void>;
  close(): void;
}

export function createMailConnection({ account, clock, parsing, anyNetwork, onNews }: ConnectionDeps): MailConnection {
  const reach = createReach({ anyNetwork });
  const session = createSession({ account, reach, clock, ...(onNews && { onNews }) });
  const folders = createFolders(session);
  return {
    reader: createImapReader({ account, session, folders, clock, parsing }),
    writer: createImapWriter({ account, store: createStore({ session, folders, clock }), reach, clock }),
    async verify(signal) {
      await folders.all(signal);
      await tryLogin(account, reach, signal);
    },
    async verifyReading(signal) {
      await folders.all(signal);
    },
    close: session.close,
  };
}
