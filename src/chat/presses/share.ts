import type { Temporal } from 'temporal-polyfill';
import type { Audit } from '../../audit/audit.ts';
import type { Database, Tx } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue } from '../../outbox/outbox.ts';
import { load } from '../../people/profile-store.ts';
import { guestCard, SHARE_VERBS, shareKey } from '../../people/share-cards.ts';
import { agreeToShare, endShare, guestOf, type Share, type Speaker } from '../../people/shares.ts';
import type { OutsidePress } from '../presses.ts';

interface SharePressDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly buttons: Buttons;
}

const WHY = { trigger: 'a role in what is kept for somebody', by: 'rule', sources: [], actions: [] };
const GONE = 'This has been answered already, or is over. Nothing was changed.';

/** The buttons by which a role is given, taken and ended: what was decided, its record and the new cards are one transaction. */
export function createSharePress(deps: SharePressDeps): OutsidePress {
  return (personId, { verb, id }, { platform, user }) => {
    const known = SHARE_VERBS.find((each) => each === verb);
    if (!known) return undefined;
    const by = { personId, platform, userId: user.id };
    return deps.db.asSystem((tx) => (known === 'shareyes' ? agree(deps, tx, id, by) : end(deps, tx, id, by)));
  };
}

async function agree(deps: SharePressDeps, tx: Tx, id: string, by: Speaker): Promise<string> {
  const now = deps.clock.now();
  const share = await agreeToShare(tx, id, by, now);
  const guest = share && (await guestOf(tx, share));
  if (!share || !guest) return GONE;
  const { personId, role, platform, userId } = share;
  const { name } = (await load(tx, personId)).identity;
  const account = `the account \`${userId}\` on ${platform}`;
  if (share.state === 'offered') {
    const message = guestCard(deps.buttons.sign, share, name, guest.personId);
    await enqueue(tx, { personId: guest.personId, key: shareKey(id, 'guest'), message, why: WHY, now, to: guest });
    await say(tx, share, 'owner', personId, `Offered: ${account} has to accept to be your ${role}.`, now);
    return 'Now they have to accept.';
  }
  await record(deps, tx, share, 'write', `role ${role} given to ${platform}:${userId}`, now);
  await say(tx, share, 'owner', personId, `From now on ${account} is your ${role}. /share ends it.`, now);
  const how = `\`/as ${name} today\` shows their day; /share gives it up.`;
  await say(tx, share, 'guest', guest.personId, `You are ${role} of ${name} now. ${how}`, now);
  return 'Accepted.';
}

async function end(deps: SharePressDeps, tx: Tx, id: string, by: Speaker): Promise<string> {
  const now = deps.clock.now();
  const share = await endShare(tx, id, by);
  if (!share) return GONE;
  const { personId, role, platform, userId, state } = share;
  if (state === 'held') await record(deps, tx, share, 'delete', `role ${role} of ${platform}:${userId} ended`, now);
  const ended = { ...share, state: 'ended' } as const;
  await say(tx, ended, 'owner', personId, `Ended: the account \`${userId}\` on ${platform} is not your ${role}.`, now);
  const guest = state === 'asked' ? undefined : await guestOf(tx, share);
  const { name } = (await load(tx, personId)).identity;
  if (guest) await say(tx, ended, 'guest', guest.personId, `Ended: you are not ${role} of ${name}.`, now);
  return 'Ended.';
}

/** Takes the place of that side's card. */
async function say(
  tx: Tx,
  { id, state }: { readonly id: string; readonly state: Share['state'] | 'ended' },
  side: 'owner' | 'guest',
  personId: string,
  text: string,
  now: Temporal.Instant,
): Promise<void> {
  const card = shareKey(id, side);
  await enqueue(tx, { personId, key: `${card}:${state}`, message: { text }, why: WHY, now, edits: card });
}

async function record(
  { audit }: SharePressDeps,
  tx: Tx,
  { personId, userId }: Share,
  access: 'write' | 'delete',
  action: string,
  at: Temporal.Instant,
): Promise<void> {
  await audit.record(tx, personId, [{ at, dataType: 'account', access, action, ref: userId }]);
}
