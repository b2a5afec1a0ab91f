import { createHmac } from 'node:crypto';
import { and, asc, desc, eq, gt, notInArray, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { audit } from '../db/schema/records.ts';

/** What happened to a person's data: ids and kinds, never content. */
export interface AuditEntry {
  readonly at: Temporal.Instant;
  readonly dataType: string;
  readonly access: 'read' | 'write' | 'send' | 'delete';
  readonly action: string;
  readonly ref: string;
}

export type AuditRow = AuditEntry & { readonly seq: number };

export type ChainState =
  | { readonly intact: true; readonly length: number }
  | { readonly intact: false; readonly brokenAt: number };

export interface Audit {
  /** Appends to the person's chain in the caller's transaction: what is rolled back was never recorded. */
  record(tx: Tx, personId: string, entries: readonly AuditEntry[]): Promise<void>;
  /** The newest first, but for those of the actions `without`. */
  latest(tx: Tx, personId: string, limit: number, without?: readonly string[]): Promise<AuditRow[]>;
  /** Recomputes every hash. A changed, removed or inserted row breaks the chain at its place; a cut tail cannot be told from a shorter life. */
  verify(tx: Tx, personId: string): Promise<ChainState>;
}

const FIRST = '0'.repeat(64);
const PAGE = 1000;
const link = z.object({ seq: z.coerce.number(), hash: z.string() });

/** Keeps the hash-chained record. `key` is derived from the root key: without it nobody can make a row that fits. */
export function createAudit(key: Buffer): Audit {
  const hashOf = (previous: string, personId: string, seq: number, entry: AuditEntry) =>
    createHmac('sha256', key)
      .update(
        JSON.stringify([previous, personId, seq, entry.at.toString(), entry.dataType, entry.access, entry.action, entry.ref]),
      )
      .digest('hex');

  return {
    async record(tx, personId, entries) {
      if (entries.length === 0) return;
      // Of two transactions of one person that append at once, the second waits here for the first.
      const { rows: end } = await tx.execute(sql`select seq, hash from audit_end(${personId})`);
      let { seq, hash: previous } = z.array(link).parse(end)[0] ?? { seq: 0, hash: FIRST };
      const rows = entries.map((entry) => {
        seq += 1;
        const kept = { ...entry, at: entry.at.round('millisecond') }; // the database keeps microseconds, the hash covers what it keeps
        const row = { ...kept, personId, seq, previous, hash: hashOf(previous, personId, seq, kept) };
        previous = row.hash;
        return row;
      });
      await tx.insert(audit).values(rows);
    },

    async latest(tx, personId, limit, without) {
      const wanted = and(eq(audit.personId, personId), without && notInArray(audit.action, [...without]));
      return tx.select().from(audit).where(wanted).orderBy(desc(audit.seq)).limit(limit);
    },

    async verify(tx, personId) {
      let previous = FIRST;
      let seq = 0;
      const fits = (row: typeof audit.$inferSelect) =>
        row.previous === previous && row.hash === hashOf(previous, personId, row.seq, row);
      for (let page = PAGE; page === PAGE; ) {
        const rows = await tx
          .select()
          .from(audit)
          .where(and(eq(audit.personId, personId), gt(audit.seq, seq)))
          .orderBy(asc(audit.seq))
          .limit(PAGE);
        for (const row of rows) {
          if (!fits(row)) return { intact: false, brokenAt: seq + 1 };
          ({ seq, hash: previous } = row);
        }
        page = rows.length;
      }
      return { intact: true, length: seq };
    },
  };
}
