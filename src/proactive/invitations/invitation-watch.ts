import type { Temporal } from 'temporal-polyfill';
import type { BySettingDeps } from '../../actions/by-setting.ts';
import { shown } from '../../actions/card/shown.ts';
import { guestsMet } from '../../actions/kinds/calendar/guests.ts';
import { atSameTime, copyOf, type Invitation, invitationBy, invitationIn, nameOf } from '../../calendar/invitation.ts';
import { judge, sceneryAround, unjudged } from '../../calendar/invitation-fit.ts';
import { answerOf, calendarsOf, eventsIn } from '../../calendar/look.ts';
import { isAppError } from '../../ground/errors.ts';
import { uuidOf } from '../../ground/named-uuid.ts';
import type { Profile } from '../../people/profile.ts';
import type { CalendarReader } from '../../ports/calendar.ts';
import type { Eyes } from '../../ports/connections.ts';
import type { MailSummary } from '../../ports/mail.ts';
import type { MeetingMail } from '../../ports/meeting.ts';
import { type News, toldOf } from '../notify/notices.ts';
import type { SignButton } from '../reminder-message.ts';
import { acceptUnasked } from './accept-unasked.ts';
import { withGuestOffer } from './guest-letter.ts';
import { GONE_VERB, type InvitationOrigin, invitationKey, invitationNews, type Telling } from './invitation-news.ts';
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

interface WatchDeps extends BySettingDeps {
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
      const { met } = await guestsMet({ ...who, signal }, calendar);
      const news: News[] = [];
      for (const found of fresh.slice(0, MOST_TOLD)) {
        const isKnown = met.has(found.invitation.organizer.toLowerCase());
        news.push(await tellOf(deps, who, { ...found, isKnown, before: undefined }, calendar, signal));
      }
      return news;
    },
    async byMail(who, eyes, arrivals, signal) {
      const news: News[] = [];
      for (const arrival of arrivals) {
        const one = await newsBy(deps, who, eyes, arrival, signal).catch((error: unknown) => {
          if (!isAppError(error) || !eyes.calendar) throw error;
          // Mail is told of whether or not a calendar answers.
          return newsBy(deps, who, eyes.mail ? { mail: eyes.mail } : {}, arrival, signal);
        });
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
  const telling = { ...who, sign: deps.button };
  if (meeting.method !== 'request') {
    const news = meetingNews(meeting, { source: `mail:${said.mail}`, sender: mail.from.address }, telling);
    if (!news) return undefined;
    if (meeting.method === 'cancel') return withRemoval(news, meeting, eyes, telling, signal);
    return withGuestOffer(deps, news, { meeting, from: mail.from, at: mail.at }, eyes, telling, signal);
  }
  return requestNews(
    deps,
    who,
    eyes,
    arrival,
    { invitation: invitationBy(meeting, addressesOf(eyes)), said, source: `mail:${said.mail}` },
    signal,
  );
}

/** Where the meeting stands in a calendar that nobody else tidies up, it can be taken out by a press. */
async function withRemoval(
  news: News,
  meeting: MeetingMail,
  { calendar }: Eyes,
  telling: Telling,
  signal: AbortSignal,
): Promise<News> {
  const { personId, profile, sign } = telling;
  const copy = calendar && (await copyOf(calendar, invitationBy(meeting, []), profile.identity.timezone, signal));
  const isTheirs = copy?.organizer.toLowerCase() === meeting.organizer.toLowerCase();
  const where = copy && (await calendarsOf(calendar, signal)).calendars.find(({ id }) => id === copy.calendarId);
  if (!copy || copy.own || !isTheirs || !where?.silent || !where.writable) return news;
  const name = uuidOf(news.key);
  const button = { id: sign(GONE_VERB, name, personId), label: 'Remove it', style: 'plain' as const };
  return {
    ...news,
    key: invitationKey(name),
    source: `event:${copy.id}`,
    message: { text: shown(news.text), buttons: [[button]] },
  };
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
  if (copy && copy.organizer.toLowerCase() !== invitation.organizer.toLowerCase()) return undefined;
  const isAnswered = isSame && answerOf(copy, invitation.invited) !== 'needs-action';
  if (isAnswered || (copy?.sequence ?? 0) > invitation.sequence) return undefined;
  if ((await untold(deps, who, [found])).length === 0) return undefined;
  const isTheirs = mail.from.address.toLowerCase() === invitation.organizer.toLowerCase();
  const more = {
    before: isSame ? undefined : copy,
    isKnown: isKnown && isTheirs,
    sender: isTheirs ? undefined : mail.from.address,
  };
  return tellOf(deps, who, { ...found, ...more }, calendar, signal);
}

function addressesOf({ calendar, mail }: Eyes): string[] {
  return [calendar?.account, mail?.account].flatMap((address) => address ?? []);
}

/** The news of an invitation: that it was accepted, where the person wants that by itself, else the question. */
async function tellOf(
  deps: WatchDeps,
  who: Who,
  found: Found & InvitationOrigin & { readonly isKnown: boolean },
  calendar: CalendarReader | undefined,
  signal: AbortSignal,
): Promise<News> {
  const { invitation, isKnown } = found;
  const { profile, now } = who;
  const scenery = calendar && (await sceneryAround(calendar, invitation, profile, now, signal));
  const fit = scenery ? judge(invitation, scenery, profile, now) : unjudged(invitation, profile.identity.timezone, now);
  const missing = scenery?.missing ?? [];
  const asking = invitationNews(invitation, { ...fit, missing }, found, { ...who, sign: deps.button });
  // Nobody knows that a time is free where one of the calendars was not read.
  const isFree = fit.fit === 'fits' && missing.length === 0;
  const said = isFree && isKnown ? await acceptUnasked(deps, who, found) : undefined;
  if (said === undefined) return asking;
  const { message: _, ...rest } = asking;
  return { ...rest, urgency: 'soon', text: `${said} It was free and fits, and you let me accept that by myself.` };
}
