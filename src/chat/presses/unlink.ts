import type { Temporal } from 'temporal-polyfill';
import type { Audit } from '../../audit/audit.ts';
import type { Database, Tx } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { enqueue, findPressed } from '../../outbox/outbox.ts';
import { channelsOf } from '../../people/channels.ts';
import type { Account } from '../../people/identities.ts';
import { unlink } from '../../people/unlinking.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import type { OutsidePress } from '../presses.ts';

interface UnlinkPressDeps {
  readonly db: Database;
  readonly audit: Audit;
  readonly clock: Clock;
}

/**
 * The buttons under the list of accounts, in one transaction of the owner's: other people's address books forget the account, too. The
 * person's other channel hears of it, in case it was not they who pressed.
 */
export function createUnlinkPress({ db, audit, clock }: UnlinkPressDeps): OutsidePress {
  return (personId, { verb, id }, press) => {
    if (verb !== 'unlink') return undefined;
    const now = clock.now();
    return db.asSystem(async (tx) => {
      const list = await findPressed(tx, personId, press);
      const account = await unlink(tx, personId, id, now);
      if (!account) return 'This account is not linked any more. Nothing was done.';
      const { platform, userId } = account;
      const ref = `${platform}:${userId}`;
      await audit.record(tx, personId, [{ at: now, dataType: 'account', access: 'delete', action: 'account unlinked', ref }]);
      await tell(tx, account, press, list?.key, now);
      return `Unlinked ${platform}.`;
    });
  };
}

async function tell(
  tx: Tx,
  { personId, platform, userId }: Account,
  press: IncomingPress,
  list: string | undefined,
  now: Temporal.Instant,
): Promise<void> {
  const text = `The account \`${userId}\` on ${platform} is unlinked: it is a stranger to me now. /link adds an account.`;
  const why = { trigger: 'the button you pressed', by: 'rule', sources: [`${platform}:${userId}`], actions: [] };
  const common = { personId, message: { text }, why, now };
  const channels = await channelsOf(tx, personId);
  const isHere = channels.some((channel) => channel.platform === press.platform && channel.chat === press.chat);
  if (list && isHere) await enqueue(tx, { ...common, key: `pressed:${press.key}`, edits: list });
  const others = channels.some((channel) => channel.platform !== 'terminal' && channel.chat !== press.chat);
  if (others) await enqueue(tx, { ...common, key: `unlinked:${press.key}` });
}
