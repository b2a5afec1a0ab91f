import { Temporal } from 'temporal-polyfill';
import { stretchOf } from '../../../calendar/event-time.ts';
import { busyTimes, calendarsOf, sightOf } from '../../../calendar/look.ts';
import { type EventWhen, nextOrFirst } from '../../../calendar/series.ts';
import { spanText } from '../../../calendar/when-text.ts';
import { silenceText } from '../../../ground/what-answers.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { Guest } from '../../../ports/calendar.ts';
import type { OutsideContext } from '../../kind.ts';
import { readerOf } from './account.ts';
import type { CalendarArgs } from './args.ts';

/** Said beforehand of a change that has guests: one who was told stays told, and one whom nobody tells may wait in vain. */
export function guestsTold({ silent }: CalendarArgs, others: readonly Guest[], byMail: boolean): string[] {
  if (others.length === 0) return [];
  if (byMail) return ['This cannot be undone: the guests are told by the mail shown here.'];
  return [
    silent ? 'This calendar tells its guests nothing: write to them yourself.' : 'This cannot be undone: the guests are told.',
  ];
}

/** The same for an event of which the server keeps more than it tells. */
export const PARTIAL =
  'This cannot be undone: the calendar keeps more of this event than I can give back, such as alarms or days changed one by one.';

export function sharedWarning({ shared }: CalendarArgs): string[] {
  return shared ? ['Others can see this calendar.'] : [];
}

const MOST_NAMED = 3;

/** What is in the past, and what stands at the same time; of a series its next occurrence is looked at. `except` is the event itself. */
export async function timeWarnings(context: OutsideContext, when: EventWhen, except?: string): Promise<string[]> {
  const { profile, now, signal } = context;
  const zone = profile.identity.timezone;
  const span = stretchOf(nextOrFirst(when, now, zone), zone);
  const past = Temporal.Instant.compare(span.until, now) <= 0 ? ['This is in the past.'] : [];
  if ('date' in when.start) return past;
  const reader = readerOf(context);
  const { calendars, events, missing } = await sightOf(reader, { span, zone, limit: 50 }, signal);
  const clashing = events
    .filter(({ id }) => id !== except)
    .filter((event) => busyTimes([event], calendars, reader.account, zone).length > 0);
  const named = clashing
    .slice(0, MOST_NAMED)
    .map((event) => `At the same time: ${quoted(event.title)}, ${spanText(event, zone)}.`);
  const rest = clashing.length - named.length;
  const more = rest > 0 ? [`And ${rest} more at the same time.`] : [];
  return [
    ...past,
    ...named,
    ...more,
    ...missing.map((each) => `${silenceText(each)} What stands there at that time is not known.`),
  ];
}

/** Of which accounts and feeds nobody can tell what stands there. */
export async function unseenWarnings(context: OutsideContext): Promise<string[]> {
  const { missing } = await calendarsOf(readerOf(context), context.signal);
  return missing.map((each) => `${silenceText(each)} What stands there is not known.`);
}
