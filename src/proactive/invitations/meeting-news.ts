import { spanText } from '../../calendar/when-text.ts';
import { uuidOf } from '../../ground/named-uuid.ts';
import { quoted } from '../../mail/quoted.ts';
import type { MeetingMail } from '../../ports/meeting.ts';
import type { News } from '../notify/notices.ts';
import type { Telling } from './invitation-news.ts';

const LONGEST_TITLE = 120;
const LONGEST_COMMENT = 300;

/**
 * What a mail tells of a meeting without asking anything: that it will not be, what a guest answered, or which other time a guest proposes. Undefined
 * where there is nothing to tell.
 */
export function meetingNews(
  meeting: MeetingMail,
  { source, sender }: { readonly source: string; readonly sender: string },
  { personId, profile }: Telling,
): News | undefined {
  const said = textOf(meeting, profile.identity.timezone);
  if (said === undefined) return undefined;
  const text = `${said}${byOther(sender, meeting.method === 'cancel' ? meeting.organizer : (meeting.guests[0]?.address ?? ''))}`;
  const { method, uid, sequence, start } = meeting;
  const key = `meeting:${uuidOf(JSON.stringify([method, uid, sequence, start, text]))}`;
  return { personId, key, kind: 'calendar', urgency: 'soon', text, source, tainted: true };
}

/** Anybody can write such a mail: whose it was is said where it was not theirs to say. */
function byOther(sender: string, speaker: string): string {
  return sender.toLowerCase() === speaker.toLowerCase() ? '' : ` So says a mail from ${sender}.`;
}

function textOf(meeting: MeetingMail, zone: string): string | undefined {
  const { method, title, organizer, guests, comment, alternatives } = meeting;
  const what = `${quoted(title.slice(0, LONGEST_TITLE) || 'a meeting')}, ${spanText(meeting, zone)}`;
  const [guest] = guests;
  const words = comment === '' ? '' : ` They say: ${quoted(comment.slice(0, LONGEST_COMMENT))}`;
  switch (method) {
    case 'request':
      return undefined;
    case 'cancel':
      return `Cancelled by ${organizer}: ${what}.${words}`;
    case 'reply':
      return guest && guest.answer !== 'needs-action' ? `${guest.address} answered ${guest.answer}: ${what}.${words}` : undefined;
    case 'counter': {
      const others = alternatives.map((time) => ` Or: ${spanText(time, zone)}.`).join('');
      return `${guest?.address ?? 'A guest'} proposes another time for ${what}.${others}${words} Nothing has moved: tell me if it shall.`;
    }
  }
}
