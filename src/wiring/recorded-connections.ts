import type { Audit } from '../audit/audit.ts';
import type { RecordFor } from '../audit/noted.ts';
import { recordedTaskList } from '../audit/recorded-sources.ts';
import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import type { Connections } from './actions.ts';
import { recordedEyes, recordedHands } from './recorded-account.ts';

interface RecordDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
}

/** The same connections; each call to an account, a folder or the web is written into its person's record before it is made. */
export function recordedConnections(connections: Connections, { db, clock, audit }: RecordDeps): Connections {
  const recordsOf =
    (personId: string): RecordFor =>
    (dataType) =>
    (access, action, ref) => {
      const entry = { at: clock.now(), dataType, access, action, ref };
      return db.asPerson(personId, (tx) => audit.record(tx, personId, [entry]));
    };
  const { recorded, taskListOf } = connections;
  if (recorded) return { ...connections, ...recorded(recordsOf) };
  return {
    ...connections,
    eyesOf: async (personId, look) => recordedEyes(await connections.eyesOf(personId, look), recordsOf(personId), look),
    handsOf: async (personId) => recordedHands(await connections.handsOf(personId), recordsOf(personId)),
    ...(taskListOf && {
      async taskListOf(personId, signal) {
        const list = await taskListOf(personId, signal);
        return list && recordedTaskList(list, recordsOf(personId)('task'));
      },
    }),
  };
}
