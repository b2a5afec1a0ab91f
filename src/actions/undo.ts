import type { Tx } from '../db/client.ts';
import { AppError } from '../ground/errors.ts';
import { load } from '../people/profile-store.ts';
import type { ActionDeps } from './execute.ts';
import { type ActionRow, byIdForChange, latestUndoable, settle, undoneBy } from './ledger.ts';

export interface Undo {
  /** Takes one action back exactly and says what was restored, or that it cannot be and why. Again, it says that it is undone already. */
  one(tx: Tx, personId: string, actionId: string, by: string): Promise<string>;
  /** Takes the latest action back that still can be. The same wish again, told by its key `by`, takes nothing more back. */
  latest(tx: Tx, personId: string, by: string): Promise<string>;
}

/** Works from the ledger: each done row holds what its kind needs to restore the state before. */
export function createUndo(deps: ActionDeps): Undo {
  async function takeBack(tx: Tx, row: ActionRow, by: string): Promise<string> {
    const kind = deps.kinds.get(row.kind);
    if (!kind) throw new Error(`the ledger names the kind ${row.kind}, which does not exist`);
    const now = deps.clock.now();
    const context = {
      tx,
      personId: row.personId,
      profile: await load(tx, row.personId),
      now,
      source: row.origin,
      tainted: row.tainted,
    };
    const said = await kind.undo(context, row.undo);
    await settle(tx, row, { state: 'undone', outcome: said, undoneBy: by });
    await deps.audit.record(tx, row.personId, [
      { at: now, dataType: kind.area, access: 'write', action: `undo ${kind.name}`, ref: row.id },
    ]);
    return said;
  }

  return {
    async one(tx, personId, actionId, by) {
      const row = await byIdForChange(tx, personId, actionId);
      if (row?.state === 'undone') return 'This is undone already.';
      if (row?.state !== 'done' || row.undo === null) throw new AppError('not-found', 'There is nothing to undo here.');
      return takeBack(tx, row, by);
    },
    async latest(tx, personId, by) {
      const before = await undoneBy(tx, personId, by);
      if (before) return before.outcome ?? 'Undone.';
      const row = await latestUndoable(tx, personId);
      if (!row) throw new AppError('not-found', 'There is nothing to undo.');
      return takeBack(tx, row, by);
    },
  };
}
