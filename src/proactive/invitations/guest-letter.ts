import { Temporal } from 'temporal-polyfill';
import { actBySetting, type BySettingDeps } from '../../actions/by-setting.ts';
import { shown } from '../../actions/card/shown.ts';
import { offeredTimes } from '../../calendar/counter-offer.ts';
import { guestAnswer, type MeetingLetter } from '../../calendar/guest-answer.ts';
import { copyOf, invitationBy } from '../../calendar/invitation.ts';
import { calendarsOf } from '../../calendar/look.ts';
import { uuidOf } from '../../ground/named-uuid.ts';
import type { Calendar } from '../../ports/calendar.ts';
import type { Button } from '../../ports/chat.ts';
import type { Eyes } from '../../ports/connections.ts';
import { buttonText } from '../../reminders/moment-text.ts';
import type { News } from '../notify/notices.ts';
import { invitationKey, MOVE_VERBS, NOTE_VERB, type Telling } from './invitation-news.ts';

/**
 * What a guest of an own meeting answered can be noted in a calendar whose server does not do that, and a time that one proposes be moved to. Each is done by a
 * press; an answer also by itself, where the person let that happen.
 */
export async function withGuestOffer(
  deps: BySettingDeps,
  news: News,
  letter: MeetingLetter,
  { calendar }: Eyes,
  telling: Telling,
  signal: AbortSignal,
): Promise<News> {
  const zone = telling.profile.identity.timezone;
  const event = calendar && (await copyOf(calendar, invitationBy(letter.meeting, []), zone, signal));
  const where = event && (await calendarsOf(calendar, signal)).calendars.find(({ id }) => id === event.calendarId);
  if (!event || !where?.writable) return news;
  const { personId, sign, now } = telling;
  const name = uuidOf(news.key);
  const button = (verb: string, label: string): Button => ({ id: sign(verb, name, personId), label, style: 'plain' });
  if (letter.meeting.method === 'counter') {
    const times = offeredTimes(event, letter, now);
    const labels = times.map(({ start }) => `Move to ${buttonText(Temporal.Instant.from(start.at).toZonedDateTimeISO(zone))}`);
    return alone(
      news,
      name,
      labels.flatMap((label, index) => (MOVE_VERBS[index] ? [button(MOVE_VERBS[index], label)] : [])),
    );
  }
  if (!where.silent || !guestAnswer(event, letter, zone)) return news;
  const noted = await notedUnasked(deps, news, name, where, telling);
  return noted ?? alone(news, name, [button(NOTE_VERB, 'Note it in the calendar')]);
}

/** A calendar that others see is only changed by a press. */
async function notedUnasked(
  deps: BySettingDeps,
  news: News,
  name: string,
  { shared }: Calendar,
  { personId, profile, sign }: Telling,
): Promise<News | undefined> {
  if (!profile.settings.meetings.noteAnswers || shared) return undefined;
  const { source } = news;
  const input = { mail: source.slice('mail:'.length) };
  const wish = { personId, kind: 'calendar_note', input, key: `${invitationKey(name)}:unasked`, source };
  const outcome = await actBySetting(deps, wish, { setting: 'meetings.noteAnswers', effect: 'private' });
  if (outcome.state !== 'done') return undefined;
  const { actionId, undoable } = outcome;
  const undo: Button[] = undoable ? [{ id: sign('undo', actionId, personId), label: 'Undo', style: 'plain' }] : [];
  const text = `${news.text} It is noted in your calendar: you let me do that by myself.`;
  return alone({ ...news, text }, name, undo);
}

/** Its buttons are about this one, so it stands by itself. */
function alone(news: News, name: string, row: readonly Button[]): News {
  if (row.length === 0) return news;
  return { ...news, key: invitationKey(name), message: { text: shown(news.text), buttons: [row] } };
}
