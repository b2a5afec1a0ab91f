import type { Tx } from '../db/client.ts';
import type { Sealing } from '../vault/sealing.ts';
import type { Kind } from './kind.ts';
import type { ActionRow } from './ledger.ts';

/** What lies in the person's accounts and folders, and is read there again whenever it is needed. */
const ELSEWHERE: ReadonlySet<string> = new Set(['mail', 'file', 'calendar', 'contact']);

/** What a look found in mails, files, calendars and address books lies in the ledger sealed (R91); any other outcome stays as it is. */
export async function sealFound<T extends Pick<ActionRow, 'state' | 'outcome'>>(
  sealing: Sealing,
  tx: Tx,
  { personId, id, effect }: ActionRow,
  kind: Kind | undefined,
  change: T,
): Promise<T & Partial<Pick<ActionRow, 'sealed'>>> {
  const isFound = kind !== undefined && ELSEWHERE.has(kind.area) && effect === 'read' && change.state === 'done';
  if (!isFound || change.outcome === null) return change;
  return { ...change, outcome: null, sealed: await sealing.seal(tx, personId, purposeOf(id), Buffer.from(change.outcome)) };
}

/** The outcome, sealed or not. Rejects as `Sealing.open` does. */
export async function outcomeIn(sealing: Sealing, tx: Tx, { personId, id, outcome, sealed }: ActionRow): Promise<string | null> {
  return sealed ? (await sealing.open(tx, personId, purposeOf(id), sealed)).toString() : outcome;
}

function purposeOf(id: string): string {
  return `found ${id}`;
}
