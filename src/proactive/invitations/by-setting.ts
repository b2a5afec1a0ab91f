import type { Act, ActOutcome, Wish } from '../../actions/act.ts';
import type { Approvals } from '../../actions/approvals.ts';
import { bySetting } from '../../actions/by-setting.ts';
import type { Effect } from '../../actions/kind.ts';
import { byId } from '../../actions/ledger.ts';
import type { Database } from '../../db/client.ts';

export interface BySettingDeps {
  readonly db: Database;
  readonly act: Act;
  readonly approvals: Pick<Approvals, 'approve'>;
}

/**
 * Does in the person's place what a setting of theirs lets happen: the wish is asked for like any other, and the setting is the answer in the ledger. The same
 * again gives the first outcome. With an effect, what turns out to have another one is not done.
 */
export async function actBySetting(
  { db, act, approvals }: BySettingDeps,
  wish: Omit<Wish, 'tainted' | 'unattended'>,
  { setting, effect }: { readonly setting: string; readonly effect?: Effect },
): Promise<ActOutcome> {
  const { personId } = wish;
  const unasked = { ...wish, tainted: true, unattended: true };
  const asked = await act(unasked);
  if (asked.state !== 'proposed') return asked;
  const approved = await db.asPerson(personId, async (tx) => {
    if (effect && (await byId(tx, personId, asked.actionId))?.effect !== effect) return false;
    await approvals.approve(tx, personId, asked.actionId, bySetting(setting));
    return true;
  });
  return approved ? act(unasked) : asked;
}
