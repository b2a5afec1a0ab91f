import { actBySetting, type BySettingDeps } from '../../actions/by-setting.ts';
import { type Invitation, nameOf } from '../../calendar/invitation.ts';
import type { Profile } from '../../people/profile.ts';
import { invitationKey } from './invitation-news.ts';

interface Accepted {
  readonly invitation: Invitation;
  readonly source: string;
  /** What calendar_respond finds it by. */
  readonly said: { readonly event: string } | { readonly mail: string };
}

/**
 * Accepts in the person's place, where they switched that on. Undefined where it is for the person to say.
 */
export async function acceptUnasked(
  deps: BySettingDeps,
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
  };
  const outcome = await actBySetting(deps, wish, { setting: 'meetings.autoAccept' });
  return outcome.state === 'done' ? outcome.said : undefined;
}
