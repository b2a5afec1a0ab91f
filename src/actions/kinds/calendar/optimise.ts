import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { stretchOf, timeOf } from '../../../calendar/event-time.ts';
import { busyTimes } from '../../../calendar/look.ts';
import { type MeetingRules, meetingRulesOf } from '../../../calendar/meeting-slots.ts';
import { type DayEvent, type Fault, type Move, optimiseDay } from '../../../calendar/optimise.ts';
import { whenText } from '../../../calendar/when-text.ts';
import { AppError } from '../../../ground/errors.ts';
import { quoted } from '../../../mail/quoted.ts';
import { timeRangeText } from '../../../people/time-range.ts';
import type { Calendar, CalendarEvent, EventContent } from '../../../ports/calendar.ts';
import { defineOutsideKind, type OutsideKind } from '../../kind.ts';
import { readerOf, toArgs } from './account.ts';
import { calendarArgs, calendarText, whenArgs } from './args.ts';
import { type Batch, batchUndo, findBatch, runBatch, undoBatch } from './batch.ts';
import { busyIn } from './busy.ts';
import { notSeen, notSeenArgs, notSeenFields } from './not-seen.ts';
import { spanToCome } from './span-args.ts';

const span = whenArgs.omit({ recurrence: true });
const move = z.object({
  calendar: calendarArgs,
  id: z.string(),
  etag: z.string(),
  title: z.string(),
  from: span,
  to: span,
  why: z.string(),
});
const args = z.object({ account: z.string(), moves: z.array(move).min(1).readonly(), ...notSeenArgs });

type Args = z.infer<typeof args>;

/** R33: a better order for what is the person's alone on one day, shown before as it is and as it would be, with the reason of each move. */
export const calendarOptimise: OutsideKind = defineOutsideKind({
  name: 'calendar_optimise',
  description: "Put a day's own events into better order. when: the day.",
  effect: 'private',
  verb: 'Apply',
  area: 'calendar',
  needs: 'calendar',
  asksFirst: true,
  input: z.object({ when: z.string().optional() }),
  args,
  async resolve(context, { when = 'today' }) {
    const { profile } = context;
    const zone = profile.identity.timezone;
    const { from, until } = spanToCome(context, when);
    const midnight = from.toZonedDateTimeISO(zone).toPlainDate().add({ days: 1 }).toZonedDateTime(zone).toInstant();
    const day = { from, until: Temporal.Instant.compare(until, midnight) < 0 ? until : midnight };
    const { events, calendars, missing } = await busyIn(context, { from: from.subtract({ hours: 24 }), until: midnight });
    const { account } = readerOf(context);
    const rules = meetingRulesOf(profile);
    const busy = events.filter((event) => busyTimes([event], calendars, account, zone).length > 0);
    const known = new Map(busy.map((event, index) => [`${index}`, event]));
    const standing = [...known].map(([id, event]): DayEvent => {
      const at = stretchOf(event, zone);
      return { ...at, id, movable: Temporal.Instant.compare(at.from, from) >= 0 && isMovable(event, calendars) };
    });
    const moves = optimiseDay(day, standing, rules).flatMap((each) => toMove(each, known, calendars, rules));
    if (moves.length === 0)
      throw new AppError('invalid', 'There is nothing to move: what is yours alone on that day stands well.');
    return { account, moves, ...notSeen(missing) };
  },
  fields: {
    account: (account) => ({ label: 'Account', value: account }),
    moves: (moves, { identity }) => ({
      label: 'What moves, and why',
      value: moves.map((each) => moveText(each, identity.timezone)).join('\n'),
    }),
    ...notSeenFields,
  },
  run: (context, wish) => runBatch(context, batchOf(wish)),
  find: (context, wish) => findBatch(context, batchOf(wish)),
  undoData: batchUndo,
  async undo(context, data) {
    await undoBatch(context, data);
    return 'The day is as it was.';
  },
});

/** What is nobody else's affair and tied to no place; a series keeps its hour. */
function isMovable(
  { own, partial, guests, location, recurrence, calendarId }: CalendarEvent,
  calendars: readonly Calendar[],
): boolean {
  const calendar = calendars.find(({ id }) => id === calendarId);
  const isAlone = guests.length === 0 && calendar?.writable === true && !calendar.shared;
  return own && partial !== true && isAlone && location === '' && recurrence.length === 0;
}

function toMove(
  { id, to, why }: Move,
  known: ReadonlyMap<string, CalendarEvent>,
  calendars: readonly Calendar[],
  rules: MeetingRules,
): Args['moves'][number][] {
  const event = known.get(id);
  const calendar = calendars.find((each) => each.id === event?.calendarId);
  if (!event || !calendar || 'date' in event.start || 'date' in event.end) return [];
  const { start, end, etag, title } = event;
  const after = { start: timeOf(to.from.toZonedDateTimeISO(start.zone)), end: timeOf(to.until.toZonedDateTimeISO(end.zone)) };
  const reason = reasonText(why, (other) => quoted(known.get(other)?.title ?? ''), rules);
  return [{ calendar: toArgs(calendar), id: event.id, etag, title, from: { start, end }, to: after, why: reason }];
}

function reasonText(
  why: Fault,
  nameOf: (id: string) => string,
  { bufferMinutes, workingHours, preferred }: MeetingRules,
): string {
  switch (why.fault) {
    case 'overlaps':
      return `it overlaps ${nameOf(why.with)}`;
    case 'too close':
      return `it is less than ${bufferMinutes} minutes from ${nameOf(why.to)}`;
    case 'partly outside working hours':
      return `a part of it lies outside your working hours, ${timeRangeText(workingHours)}`;
    case 'in meeting hours':
      return `it takes the hours in which you like to meet, ${preferred.map(timeRangeText).join(', ')}`;
  }
}

function moveText({ title, from, to, why, calendar, id, etag }: Args['moves'][number], zone: string): string {
  return [
    quoted(title),
    `  before: ${inLine(from, zone)}`,
    `  after: ${inLine(to, zone)}`,
    `  because ${why}`,
    `  in ${calendarText(calendar)}; event ${id}; version ${etag}`,
  ].join('\n');
}

function inLine(times: z.infer<typeof span>, zone: string): string {
  return whenText({ ...times, recurrence: [] }, zone).replace('\n', '; ');
}

function batchOf({ account, moves }: Args): Batch {
  const count = moves.length === 1 ? '1 event is' : `${moves.length} events are`;
  const changes = moves.map(({ calendar, id, etag, from, to }) => ({
    calendar,
    id,
    etag,
    alter: (event: EventContent) => ({ ...event, ...to }),
    revert: (event: EventContent) => ({ ...event, ...from }),
  }));
  return { account, changes, said: `${count} moved.`, tainted: true };
}
