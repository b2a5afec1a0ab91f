import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../ground/clock.ts';
import { enqueue, findPressed } from '../outbox/outbox.ts';
import { channelsOf } from '../people/channels.ts';
import { unlink } from '../people/unlinking.ts';
import type { PressHandler } from './presses.ts';

/** The buttons under the list of accounts. The person's other channel hears of it, in case it was not they who pressed. */
export function unlinkHandler({ audit, clock }: { readonly audit: Audit; readonly clock: Clock }): [string, PressHandler] {
  return [
    'unlink',
    async ({ tx, personId, id, press }) => {
      const now = clock.now();
      const list = await findPressed(tx, personId, press);
      const account = await unlink(tx, personId, id, now);
      if (!account) return { said: 'This account is not linked any more. Nothing was done.' };
      const { platform, userId } = account;
      const ref = `${platform}:${userId}`;
      await audit.record(tx, personId, [{ at: now, dataType: 'account', access: 'delete', action: 'account unlinked', ref }]);
      const text = `The account \`${userId}\` on ${platform} is unlinked: it is a stranger to me now. /link adds an account.`;
      const why = { trigger: 'the button you pressed', by: 'rule', sources: [ref], actions: [] };
      const common = { personId, message: { text }, why, now };
      const channels = await channelsOf(tx, personId);
      const isHere = channels.some((channel) => channel.platform === press.platform && channel.chat === press.chat);
      if (list && isHere) await enqueue(tx, { ...common, key: `pressed:${press.key}`, edits: list.key });
      const others = channels.some((channel) => channel.platform !== 'terminal' && channel.chat !== press.chat);
      if (others) await enqueue(tx, { ...common, key: `unlinked:${press.key}` });
      return { said: `Unlinked ${platform}.` };
    },
  ];
}
