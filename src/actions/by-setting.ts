import type { Database } from '../db/client.ts';
import type { Act, ActOutcome, Wish } from './act.ts';
import type { Approvals } from './approvals.ts';
import type { Effect } from './kind.ts';
import { byId } from './ledger.ts';

export interface BySettingDeps {
  readonly db: Database;
  readonly act: Act;
  readonly approvals: Pick<Approvals, 'approve'>;
}

/**
 * Does in the person's place what a setting of theirs lets happen: the wish is asked for like any other, and the setting is the answer in the ledger
 * (`your setting meetings.autoAccept`). The same again gives the first outcome. With an effect, what turns out to have another one is not done.
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
    await approvals.approve(tx, personId, asked.actionId, `${BY_SETTING}${setting}`);
    return true;
  });
  return approved ? act(unasked) : asked;
}

const BY_SETTING = 'your setting ';

/** True where no press and no rule of the gate, but a standing consent let it happen. */
export function isBySetting(decidedBy: string | null): boolean {
  return decidedBy?.startsWith(BY_SETTING) === true;
}
