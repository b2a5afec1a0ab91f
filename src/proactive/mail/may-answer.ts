import type { Arrival } from '../../mail/arrivals.ts';
import { isMachine } from '../../mail/triage.ts';
import type { Profile } from '../../people/profile.ts';

/**
 * Whether an answer to this mail is prepared unasked: never to a list, a machine or somebody the person has named, and only where cards
 * are welcome when they come.
 */
export function mayAnswer({ mail, category }: Arrival, account: string, { settings }: Profile): boolean {
  const sender = mail.from.address.toLowerCase();
  if (category !== 'action_required' || mail.bulk !== undefined || isMachine(sender)) return false;
  if (sender === '' || sender === account.toLowerCase()) return false;
  const { replies, noRepliesTo } = settings.mail;
  if (replies === 'off' || noRepliesTo.some((address) => address.toLowerCase() === sender)) return false;
  return settings.news.mail !== 'off' && settings.news.mail !== 'digest';
}
