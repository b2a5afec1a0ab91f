import type { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import { type Invitation, nameOf } from '../../calendar/invitation.ts';
import type { InvitationFit } from '../../calendar/invitation-fit.ts';
import { spanText, timesText } from '../../calendar/when-text.ts';
import { type Silent, silenceText } from '../../ground/what-answers.ts';
import { quoted } from '../../mail/quoted.ts';
import type { Profile } from '../../people/profile.ts';
import type { CalendarEvent, EventContent } from '../../ports/calendar.ts';
import { nearText } from '../../reminders/moment-text.ts';
import type { News } from '../notify/notices.ts';
import type { SignButton } from '../reminder-message.ts';

export const INVITATION_VERBS = ['imyes', 'imother', 'imno'] as const;
export type InvitationVerb = (typeof INVITATION_VERBS)[number];

/** What stands under a meeting that will not be and is still in a calendar which nobody else tidies up. */
export const GONE_VERB = 'imgone' as const;

/** What stands under a guest's answer to an own meeting, and under the times that one proposes, in their order. */
export const NOTE_VERB = 'imnote' as const;
export const MOVE_VERBS = ['immove1', 'immove2', 'immove3'] as const;

/** What stands under a brief that tells of an invitation, whose own buttons would be lost among others. */
export const SHOW_VERB = 'imshow' as const;

/** Of news that asks: it stands alone, so that its buttons are about one meeting. */
const PREFIX = 'invitation:';

/** The key of the news of an invitation by its name (`nameOf`). */
export function invitationKey(name: string): string {
  return `${PREFIX}${name}`;
}

/** The invitation's name; undefined for the key of other news. */
export function invitationOf(key: string): string | undefined {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;
}

/** What is told of an invitation, and to whom. */
export interface Telling {
  readonly personId: string;
  readonly profile: Profile;
  readonly now: Temporal.Instant;
  readonly sign: SignButton;
}

export interface InvitationOrigin {
  readonly before: EventContent | undefined;
  readonly source: string;
  readonly sender?: string | undefined;
}

const LONGEST_TITLE = 120;
const SOON_HOURS = 24;
const MOST_NAMED = 3;

/**
 * R29: who asks for what time, how that fits, and what can be answered. `before`: it stood at another time. `source`: where it was found; `sender`: of the
 * mail, where that is somebody else than the organizer.
 */
export function invitationNews(
  invitation: Invitation,
  { at, fit, clashing, instead, missing }: InvitationFit & { readonly missing: readonly Silent[] },
  { before, source, sender }: InvitationOrigin,
  { personId, profile, now, sign }: Telling,
): News {
  const { content, organizer } = invitation;
  const zone = profile.identity.timezone;
  const name = nameOf(invitation);
  const button = (verb: InvitationVerb, label: string) => ({ id: sign(verb, name, personId), label, style: 'plain' as const });
  const canPropose = content.recurrence.length === 0 && instead.length > 1;
  const advice = [fitText(fit, clashing, canPropose), ...missing.map(unseenText)].join(' ');
  const isSoon = at.from.epochMilliseconds < now.add({ hours: SOON_HOURS }).epochMilliseconds;
  const title = content.title.slice(0, LONGEST_TITLE) || 'a meeting';
  const often = content.recurrence.length > 0 ? `, ${timesText(content)}` : '';
  return {
    personId,
    key: invitationKey(name),
    kind: 'calendar',
    urgency: isSoon ? 'now' : 'soon',
    text: `${before ? 'Moved' : 'Invitation'}: ${quoted(title)} by ${organizer}, ${nearText(at.from, now, zone)} (${zone}). ${advice}`,
    message: {
      text: [
        `**${before ? 'A meeting has moved' : 'Invitation'}**, by ${shown(organizer)}`,
        `**${shown(title)}**`,
        `${spanText(content, zone)}${often}`,
        ...(before ? [`_Before: ${spanText(before, zone)}_`] : []),
        ...(sender === undefined ? [] : [`_It came in a mail from ${shown(sender)}, who is not the organizer._`]),
        `_${shown(advice)}_`,
      ].join('\n'),
      buttons: [
        [
          button('imyes', 'Accept'),
          ...(canPropose ? [button('imother', 'Propose another time')] : []),
          button('imno', 'Decline'),
        ],
      ],
    },
    source,
    tainted: true,
    staleAt: at.until,
  };
}

/** A time may be taken there. */
function unseenText(one: Silent): string {
  return `${silenceText(one)} What stands there is not known.`;
}

function fitText(fit: InvitationFit['fit'], clashing: readonly CalendarEvent[], canPropose: boolean): string {
  const otherwise = canPropose ? 'I would propose another time.' : 'I would decline.';
  switch (fit) {
    case 'fits':
      return 'You are free, and it fits how you meet: I would accept.';
    case 'not preferred':
      return `You are free, but not at a time at which you like to meet. ${canPropose ? otherwise : 'It is yours to say.'}`;
    case 'busy':
      return `You are busy: ${clashing
        .slice(0, MOST_NAMED)
        .map(({ title }) => quoted(title.slice(0, LONGEST_TITLE)))
        .join(', ')}. ${otherwise}`;
    case 'whole day':
      return 'It takes whole days, so I cannot tell whether it fits.';
    case 'over':
      return 'That time is over.';
    case 'unknown':
      return 'I could look into no calendar, so I cannot tell whether it fits.';
  }
}
