import { and, asc, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { credentials } from '../db/schema/vault.ts';
import type { Clock } from '../ground/clock.ts';
import type { Sealing } from './sealing.ts';

/** What opens a person's accounts, sealed with the person's key. In that person's transaction, all of it. */
export interface Credentials {
  /** `value` is plain JSON; it replaces what was there for the service, such as `google` or `imap`. */
  save(tx: Tx, personId: string, service: string, value: object): Promise<void>;
  /** Undefined when nothing is stored. Rejects as `Sealing.open` does, and with zod's error for what is stored in another shape. */
  load<T>(tx: Tx, personId: string, service: string, shape: z.ZodType<T>): Promise<T | undefined>;
  /** The same; nobody else changes it before this transaction ends. */
  hold<T>(tx: Tx, personId: string, service: string, shape: z.ZodType<T>): Promise<T | undefined>;
  /** True when there was something to remove. */
  remove(tx: Tx, personId: string, service: string): Promise<boolean>;
  /** The services for which something is stored, by name. */
  services(tx: Tx, personId: string): Promise<readonly string[]>;
}

interface CredentialsDeps {
  readonly sealing: Sealing;
  readonly clock: Clock;
}

export function createCredentials({ sealing, clock }: CredentialsDeps): Credentials {
  const rowsOf = (tx: Tx, personId: string, service: string) =>
    tx.select({ sealed: credentials.sealed }).from(credentials).where(isFor(personId, service));

  async function opened<T>(tx: Tx, personId: string, service: string, shape: z.ZodType<T>, sealed: Uint8Array): Promise<T> {
    const bytes = await sealing.open(tx, personId, purposeOf(service), sealed);
    return shape.parse(JSON.parse(bytes.toString()));
  }

  return {
    async save(tx, personId, service, value) {
      const sealed = await sealing.seal(tx, personId, purposeOf(service), Buffer.from(JSON.stringify(value)));
      const changed = { sealed, changedAt: clock.now() };
      await tx
        .insert(credentials)
        .values({ personId, service, ...changed })
        .onConflictDoUpdate({ target: [credentials.personId, credentials.service], set: changed });
    },
    async load(tx, personId, service, shape) {
      const [row] = await rowsOf(tx, personId, service);
      return row && opened(tx, personId, service, shape, row.sealed);
    },
    async hold(tx, personId, service, shape) {
      const [row] = await rowsOf(tx, personId, service).for('update');
      return row && opened(tx, personId, service, shape, row.sealed);
    },
    async remove(tx, personId, service) {
      const gone = await tx.delete(credentials).where(isFor(personId, service)).returning({ service: credentials.service });
      return gone.length > 0;
    },
    async services(tx, personId) {
      const { service } = credentials;
      const rows = await tx.select({ service }).from(credentials).where(eq(credentials.personId, personId)).orderBy(asc(service));
      return rows.map((row) => row.service);
    },
  };
}

function isFor(personId: string, service: string) {
  return and(eq(credentials.personId, personId), eq(credentials.service, service));
}

function purposeOf(service: string): string {
  return `credential ${service}`;
}
