import { Temporal } from 'temporal-polyfill';

/** Something that stands in memory, as how long it is kept depends on what else came with the same message. */
export interface Standing {
  readonly table: 'facts' | 'episodes' | 'claims';
  readonly id: string;
  readonly source: string;
  /** What a note says, or the sentence that states a claim. */
  readonly text: string;
  readonly class: 'session' | 'long' | 'pinned';
  /** ISO; null for good. */
  readonly expiresAt: string | null;
}

/**
 * All that came from the messages of an item, when the item ends at this moment from now on. With it ends what says only the same; a
 * message may say several things, so its own words end with the last of them.
 */
export function endedAt(all: readonly Standing[], item: ReadonlySet<string>, expiresAt: string | null): Standing[] {
  const changed = all.map((row) => (item.has(row.id) || saysTheSame(all, item, row) ? { ...row, expiresAt } : row));
  return changed.map((row) => (row.table === 'episodes' ? { ...row, expiresAt: lastOf(changed, row.source) } : row));
}

function saysTheSame(all: readonly Standing[], item: ReadonlySet<string>, row: Standing): boolean {
  if (row.table === 'claims') return all.some((note) => item.has(note.id) && states(note, row));
  const stated = all.filter((claim) => states(row, claim));
  return stated.length > 0 && stated.every(({ id }) => item.has(id));
}

function states(note: Standing, claim: Standing): boolean {
  const isOfOneMessage = note.table === 'facts' && claim.table === 'claims' && note.source === claim.source;
  return isOfOneMessage && note.text.toLowerCase().includes(claim.text.toLowerCase());
}

/** When the last thing that this message brought ends; null when one of them does not. */
function lastOf(all: readonly Standing[], source: string): string | null {
  const ends: Temporal.Instant[] = [];
  for (const row of all) {
    if (row.table === 'episodes' || row.source !== source) continue;
    if (row.expiresAt === null) return null;
    ends.push(Temporal.Instant.from(row.expiresAt));
  }
  return ends.sort(Temporal.Instant.compare).at(-1)?.toString() ?? null;
}
