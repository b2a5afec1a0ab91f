import type { Temporal } from 'temporal-polyfill';
import type { Act } from '../../actions/act.ts';
import type { Approvals } from '../../actions/approvals.ts';
import { guestsMet } from '../../actions/kinds/calendar/guests.ts';
import { atSameTime, copyOf, type Invitation, invitationBy, invitationIn, nameOf } from '../../calendar/invitation.ts';
import { judge, sceneryAround, unjudged } from '../../calendar/invitation-fit.ts';
import { answerOf, eventsIn } from '../../calendar/look.ts';
import type { Database } from '../../db/client.ts';
import type { Profile } from '../../people/profile.ts';
import type { CalendarReader, EventContent } from '../../ports/calendar.ts';
import type { Eyes } from '../../ports/connections.ts';
import type { MailSummary } from '../../ports/mail.ts';
import type { MeetingMail } from '../../ports/meeting.ts';
import { type News, toldOf } from '../notify/notices.ts';
import type { SignButton } from '../reminder-message.ts';
import { invitationKey, invitationNews } from './invitation-news.ts';
import { meetingNews } from './meeting-news.ts';

/** A mail that says something of a meeting. */
export interface MeetingArrival {
  readonly mail: MailSummary;
  readonly meeting: MeetingMail;
  /** The person has written to the sender, or knows them otherwise. */
  readonly isKnown: boolean;
}

/** Finds what asks the person to a meeting; what it gives is to be told by the door for news. */
export interface InvitationWatch {
  /** What waits for an answer in the calendar and was not told of yet. */
  inCalendar(who: Who, calendar: CalendarReader, signal: AbortSignal): Promise<readonly News[]>;
  /** What these mails say of meetings. */
  byMail(who: Who, eyes: Eyes, arrivals: readonly MeetingArrival[], signal: AbortSignal): Promise<readonly News[]>;
}

interface Who {
  readonly personId: string;
  readonly profile: Profile;
  readonly now: Temporal.Instant;
}

interface WatchDeps {
  readonly db: Database;
  readonly act: Act;
  readonly approvals: Pick<Approvals, 'approve'>;
  readonly button: SignButton;
}

const AHEAD = { hours: 24 * 60 };
const MOST_EVENTS = 500;
/** Told at one look. */
const MOST_TOLD = 10;

export function createInvitationWatch(deps: WatchDeps): InvitationWatch {
  return {
    async inCalendar(who, calendar, signal) {
      const asked = await waiting(calendar, who, signal);
      const fresh = await untold(deps, who, asked);
      if (fresh.length === 0) return [];
      const met = await guestsMet({ ...who, signal }, calendar);
      const news: News[] = [];
      for (const found of fresh.slice(0, MOST_TOLD)) {
        const isKnown = met.has(found.invitation.organizer.toLowerCase());
        news.push(await tellOf(deps, who, { ...found, isKnown, before: undefined }, calendar, signal));
      }
      return news;
    },
    async byMail(who, eyes, arrivals, signal) {
      const news: News[] = [];
      for (const arrival of arrivals.slice(0, MOST_TOLD)) {
        const one = await newsBy(deps, who, eyes, arrival, signal);
        if (one) news.push(one);
      }
      return news;
    },
  };
}

interface Found {
  readonly invitation: Invitation;
  /** For /why, and to find it again: `event:12`, `mail:<id@a.example>`. */
  readonly source: string;
  /** What calendar_respond finds it by. */
  readonly said: { readonly event: string } | { readonly mail: string };
}

/** Every invitation in the days ahead that has no answer yet, a series once. */
async function waiting(calendar: CalendarReader, { profile, now }: Who, signal: AbortSignal): Promise<readonly Found[]> {
  const zone = profile.identity.timezone;
  const look = { span: { from: now, until: now.add(AHEAD) }, zone, limit: MOST_EVENTS };
  const { events } = await eventsIn(calendar, look, signal);
  const asking = events.filter((event) => !event.own && answerOf(event, calendar.account) === 'needs-action');
  const each = new Map(asking.map((event) => [`${event.calendarId} ${event.id}`, event]));
  const found: Found[] = [];
  for (const { calendarId, id, recurrence, ...event } of each.values()) {
    // A series is asked for as a whole, from its first day.
    const whole = recurrence.length > 0 ? await calendar.event(calendarId, id, signal) : { calendarId, id, recurrence, ...event };
    found.push({ invitation: invitationIn(whole, [calendar.account]), source: `event:${id}`, said: { event: id } });
  }
  return found;
}

async function untold({ db }: WatchDeps, { personId }: Who, all: readonly Found[]): Promise<readonly Found[]> {
  const keyOf = ({ invitation }: Found) => invitationKey(nameOf(invitation));
  const told = await db.asPerson(personId, (tx) => toldOf(tx, personId, all.map(keyOf)));
  return all.filter((each) => !told.has(keyOf(each)));
}

async function newsBy(
  deps: WatchDeps,
  who: Who,
  eyes: Eyes,
  arrival: MeetingArrival,
  signal: AbortSignal,
): Promise<News | undefined> {
  const { mail, meeting } = arrival;
  const isOwn = addressesOf(eyes).some((address) => address.toLowerCase() === meeting.organizer.toLowerCase());
  const said = { mail: mail.messageId || mail.id };
  // Whose meeting it is decides who may say what of it.
  if (meeting.organizer === '' || isOwn !== (meeting.method === 'reply' || meeting.method === 'counter')) return undefined;
  if (meeting.method !== 'request') return meetingNews(meeting, `mail:${said.mail}`, { ...who, sign: deps.button });
  return requestNews(
    deps,
    who,
    eyes,
    arrival,
    { invitation: invitationBy(meeting, addressesOf(eyes)), said, source: `mail:${said.mail}` },
    signal,
  );
}

/** Undefined where the calendar has it with its answer, or a later version of it, and where it was told already. */
async function requestNews(
  deps: WatchDeps,
  who: Who,
  { calendar }: Eyes,
  { mail, isKnown }: MeetingArrival,
  found: Found,
  signal: AbortSignal,
): Promise<News | undefined> {
  const { invitation } = found;
  const copy = calendar && (await copyOf(calendar, invitation, who.profile.identity.timezone, signal));
  const isSame = copy !== undefined && atSameTime(copy, invitation.content);
  const isAnswered = isSame && answerOf(copy, invitation.invited) !== 'needs-action';
  if (isAnswered || (copy?.sequence ?? 0) > invitation.sequence) return undefined;
  if ((await untold(deps, who, [found])).length === 0) return undefined;
  const isTheirs = mail.from.address.toLowerCase() === invitation.organizer.toLowerCase();
  const more = { before: isSame ? undefined : copy, isKnown: isKnown && isTheirs };
  return tellOf(deps, who, { ...found, ...more }, calendar, signal);
}

function addressesOf({ calendar, mail }: Eyes): string[] {
  return [calendar?.account, mail?.account].flatMap((address) => address ?? []);
}

/** The news of an invitation: that it was accepted, where the person wants that by itself, else the question. */
async function tellOf(
  deps: WatchDeps,
  who: Who,
  found: Found & { readonly isKnown: boolean; readonly before: EventContent | undefined },
  calendar: CalendarReader | undefined,
  signal: AbortSignal,
): Promise<News> {
  const { invitation, source, before, isKnown } = found;
  const { profile, now } = who;
  const scenery = calendar && (await sceneryAround(calendar, invitation, profile, now, signal));
  const fit = scenery ? judge(invitation, scenery, profile, now) : unjudged(invitation, profile.identity.timezone, now);
  const asking = invitationNews(invitation, fit, { before, source }, { ...who, sign: deps.button });
  const said = fit.fit === 'fits' && isKnown ? await acceptUnasked(deps, who, found) : undefined;
  if (said === undefined) return asking;
  const { message: _, ...rest } = asking;
  return { ...rest, urgency: 'soon', text: `${said} It was free and fits, and you let me accept that by myself.` };
}

/**
 * Accepts in the person's place, where they switched that on: the wish is asked for like any other, and the setting is the answer in the ledger. The
 * same again gives the first outcome. Undefined where it is for the person to say.
 */
async function acceptUnasked(
  { db, act, approvals }: WatchDeps,
  { personId, profile }: Who,
  found: Found,
): Promise<string | undefined> {
  if (!profile.settings.meetings.autoAccept) return undefined;
  const { invitation, source, said } = found;
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
    await db.asPerson(personId, (tx) => approvals.approve(tx, personId, asked.actionId, 'your setting meetings.autoAccept'));
  const outcome = asked.state === 'proposed' ? await act(wish) : asked;
  return outcome.state === 'done' ? outcome.said : undefined;
}
