import type { Audit } from '../audit/audit.ts';
import { type RecordCall, recordedReader, recordedWriter } from '../audit/recorded-mail.ts';
import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
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
      return eyes.mail ? { ...eyes, mail: recordedReader(eyes.mail, recordFor(personId)) } : eyes;
    },
    async handsOf(personId) {
      const hands = await connections.handsOf(personId);
      return hands.mail ? { ...hands, mail: recordedWriter(hands.mail, recordFor(personId)) } : hands;
    },
  };
}
