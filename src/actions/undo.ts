import { eq } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { AppError } from '../ground/errors.ts';
import { load } from '../people/profile-store.ts';
import type { ActionDeps } from './act.ts';
import type { InsideKind } from './kind.ts';
import { type ActionRow, byIdForChange, claim, latestUndoable, settle, undoneBy } from './ledger.ts';
import { showOutcome } from './outcome.ts';

export interface Undo {
  /** Takes one action back exactly and says what was restored, or that it cannot be and why. Again, it says that it is undone already. */
  one(personId: string, actionId: string, by: string): Promise<string>;
  /** Takes the latest action back that still can be, and says which. The same wish again, told by its key `by`, takes nothing more back. */
  latest(personId: string, by: string): Promise<{ readonly said: string; readonly actionId: string }>;
}

type UndoDeps = Pick<ActionDeps, 'db' | 'kinds' | 'audit' | 'buttons' | 'clock' | 'executor'>;

const NOTHING = 'There is nothing to undo here.';

/** Works from the ledger: each done row holds what its kind needs to restore the state before. */
export function createUndo(deps: UndoDeps): Undo {
  const { db, clock } = deps;
  const takingBack = new Set<string>();

  async function settled(tx: Tx, row: ActionRow, said: string, by: string): Promise<string> {
    const now = clock.now();
    const change = { state: 'undone', outcome: said, undoneBy: by } as const;
    await settle(tx, row, change);
    const kind = kindOf(deps, row);
    const entry = { at: now, dataType: kind.area, access: 'write', action: `undo ${kind.name}`, ref: row.id } as const;
    await deps.audit.record(tx, row.personId, [entry]);
    await showOutcome(deps, tx, kind, { ...row, ...change }, now);
    return said;
  }

  /** Of two who undo what reaches outside at once, one does it. Who undoes it is on record before, for the same wish after a death. */
  async function takeBackOutside(row: ActionRow, by: string): Promise<string> {
    const { personId, id } = row;
    if (takingBack.has(id)) throw new AppError('invalid', 'This is being undone already.');
    takingBack.add(id);
    try {
      const done = eq(actions.state, 'done');
      const claimed = await db.asPerson(personId, (tx) => claim(tx, personId, id, done, { undoneBy: by }));
      if (!claimed) return 'This is undone already.';
      const said = await deps.executor.undo(claimed);
      return await db.asPerson(personId, (tx) => settled(tx, claimed, said, by));
    } catch (error) {
      await db.asPerson(personId, (tx) => claim(tx, personId, id, eq(actions.state, 'done'), { undoneBy: null }));
      throw error;
    } finally {
      takingBack.delete(id);
    }
  }

  return {
    async one(personId, actionId, by) {
      const found = await db.asPerson(personId, async (tx) => {
        const row = await byIdForChange(tx, personId, actionId);
        if (row?.state === 'undone') return { said: 'This is undone already.' };
        if (row?.state !== 'done' || row.undo === null) throw new AppError('not-found', NOTHING);
        const kind = kindOf(deps, row);
        if (kind.where === 'outside') return { row };
        return { said: await settled(tx, row, await restore(deps, tx, kind, row), by) };
      });
      return found.row ? takeBackOutside(found.row, by) : found.said;
    },
    async latest(personId, by) {
      const found = await db.asPerson(personId, async (tx) => {
        const before = await undoneBy(tx, personId, by);
        return { before, row: before ? undefined : await latestUndoable(tx, personId) };
      });
      const target = found.before ?? found.row;
      if (!target) throw new AppError('not-found', 'There is nothing to undo.');
      const isUndone = target.state === 'undone';
      return { said: isUndone ? (target.outcome ?? 'Undone.') : await this.one(personId, target.id, by), actionId: target.id };
    },
  };
}

async function restore({ clock }: UndoDeps, tx: Tx, kind: InsideKind, row: ActionRow): Promise<string> {
  const { personId, origin: source, tainted } = row;
  const profile = await load(tx, personId);
  return kind.undo({ tx, personId, profile, now: clock.now(), source, tainted, ownWords: '' }, row.undo);
}

function kindOf({ kinds }: UndoDeps, row: ActionRow) {
  const kind = kinds.get(row.kind);
  if (!kind) throw new Error(`the ledger names the kind ${row.kind}, which does not exist`);
  return kind;
}
