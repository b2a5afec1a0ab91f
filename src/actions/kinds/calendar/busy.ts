import { overlaps, type Stretch, stretchOf } from '../../../calendar/event-time.ts';
import { busyTimes, sightOf } from '../../../calendar/look.ts';
import { AppError } from '../../../ground/errors.ts';
import type { Silent } from '../../../ground/what-answers.ts';
import type { Calendar, CalendarEvent } from '../../../ports/calendar.ts';
import type { OutsideContext } from '../../kind.ts';
import { readerOf } from './account.ts';

interface Busy {
  readonly events: readonly CalendarEvent[];
  readonly calendars: readonly Calendar[];
  /** The accounts and feeds that did not answer: nothing is known of what stands there. */
  readonly missing: readonly Silent[];
  /** When the person cannot meet. */
  readonly busy: readonly Stretch[];
  readonly wholeDays: readonly CalendarEvent[];
}

const MOST_EVENTS = 2000;

/** What is there in the stretch, and near enough to it to be kept off. Rejects with `invalid` when that is too much to look through. */
export async function busyIn(context: OutsideContext, span: Stretch): Promise<Busy> {
  const { profile, signal } = context;
  const zone = profile.identity.timezone;
  const reader = readerOf(context);
  const minutes = profile.preferences.scheduling.bufferBetweenMeetings;
  const around = { from: span.from.subtract({ minutes }), until: span.until.add({ minutes }) };
  const look = { span: around, zone, limit: MOST_EVENTS };
  const { calendars, events, more, missing } = await sightOf(reader, look, signal);
  if (more) throw new AppError('invalid', 'There are too many events to look through. Ask for fewer days.');
  const busy = busyTimes(events, calendars, reader.account, zone);
  const wholeDays = events.filter((event) => 'date' in event.start && overlaps(stretchOf(event, zone), span));
  return { events, calendars, missing, busy, wholeDays };
}
