import type { AuditEntry } from './audit.ts';

/** Stores an entry in the person's record: of what kind a call is, its name, and the id of what it is about. */
export type RecordCall = (access: AuditEntry['access'], call: string, ref: string) => Promise<void>;

/** The same for each kind of data. */
export type RecordFor = (dataType: string) => RecordCall;

/** Each call stands in the record before it is made, so that none is made without; one that was stopped before is not made. */
export function notedBy(record: RecordCall, access: AuditEntry['access']) {
  return async <T>(call: string, ref: string, signal: AbortSignal, make: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    await record(access, call, ref);
    return make();
  };
}
