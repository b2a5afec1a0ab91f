import type { Act } from '../../actions/act.ts';
import type { Approvals } from '../../actions/approvals.ts';
import { bySetting } from '../../actions/by-setting.ts';
import { type Invitation, nameOf } from '../../calendar/invitation.ts';
import type { Database } from '../../db/client.ts';
import type { Profile } from '../../people/profile.ts';
import { invitationKey } from './invitation-news.ts';

export interface AcceptDeps {
  readonly db: Database;
  readonly act: Act;
  readonly approvals: Pick<Approvals, 'approve'>;
}

interface Accepted {
  readonly invitation: Invitation;
  readonly source: string;
  /** What calendar_respond finds it by. */
  readonly said: { readonly event: string } | { readonly mail: string };
}

/**
 * Accepts in the person's place, where they switched that on: the wish is asked for like any other, and the setting is the answer in the ledger. The
 * same again gives the first outcome. Undefined where it is for the person to say.
 */
export async function acceptUnasked(
  { db, act, approvals }: AcceptDeps,
  { personId, profile }: { readonly personId: string; readonly profile: Profile },
  { invitation, source, said }: Accepted,
): Promise<string | undefined> {
  if (!profile.settings.meetings.autoAccept) return undefined;
  const wish = {
    personId,
    kind: 'calendar_respond',
    input: { ...said, answer: 'accepted' },
    key: `${invitationKey(nameOf(invitation))}:unasked`,
    source,
    tainted: true,
    unattended: true,
  };
  const asked = await act(wish);
  if (asked.state === 'proposed')
    await db.asPerson(personId, (tx) => approvals.approve(tx, personId, asked.actionId, bySetting('meetings.autoAccept')));
  const outcome = asked.state === 'proposed' ? await act(wish) : asked;
  return outcome.state === 'done' ? outcome.said : undefined;
}
