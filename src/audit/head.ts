import { and, desc, eq } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { audit } from '../db/schema/records.ts';

/** The end of a person's record: how many entries, and the hash of the last, which covers all before it. */
export interface AuditHead {
  readonly length: number;
  readonly hash: string;
}

/** Undefined while nothing is on record. In the person's transaction. */
export async function auditHead(tx: Tx, personId: string): Promise<AuditHead | undefined> {
  const own = eq(audit.personId, personId);
  const [row] = await tx.select().from(audit).where(own).orderBy(desc(audit.seq)).limit(1);
  return row && { length: row.seq, hash: row.hash };
}

/** True while the record still holds what it held when it ended there: nothing was cut off since. In the person's transaction. */
export async function stillHolds(tx: Tx, personId: string, { length, hash }: AuditHead): Promise<boolean> {
  const which = and(eq(audit.personId, personId), eq(audit.seq, length));
  const [row] = await tx.select({ hash: audit.hash }).from(audit).where(which);
  return row?.hash === hash;
}

/** The head as it is signed. */
export function headText(personId: string, { length, hash }: AuditHead): string {
  return `${personId} ${length} ${hash}`;
}
