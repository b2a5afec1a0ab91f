import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { freeSlots } from '../../../calendar/free.ts';
import { busyTimes, eventsIn } from '../../../calendar/look.ts';
import { parseSpan } from '../../../calendar/span-phrase.ts';
import { spanText } from '../../../calendar/when-text.ts';
import { AppError } from '../../../ground/errors.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { Profile } from '../../../people/profile.ts';
import { parseTimeRange } from '../../../people/time-range.ts';
import { clockText, dayText, momentText } from '../../../reminders/moment-text.ts';
import { defineOutsideKind, type OutsideContext, type OutsideKind } from '../../kind.ts';
import { readerOf } from './account.ts';
import { eventLine } from './line.ts';
import { holdOthersWords } from './others-words.ts';

/** ISO 8601 instants. */
const span = { from: z.string(), until: z.string() };

const MOST_EVENTS = 100;
const FEW = 5;
/** Characters of a description, when few events and when many are told. */
const LONG = 4000;
const SHORT = 300;

const spanFields = {
  from: (from: string, profile: Profile) => ({ label: 'From', value: momentText(local(from, profile)) }),
  until: (until: string, profile: Profile) => ({ label: 'Until', value: momentText(local(until, profile)) }),
};

const list = defineOutsideKind({
  name: 'calendar_list',
  description: 'Show calendar events. when: "today", "this week", "2026-12-01"; query: words in them.',
  effect: 'read',
  verb: 'Show',
  area: 'calendar',
  needs: 'calendar',
  input: z.object({ when: z.string().optional(), query: z.string().optional() }),
  args: z.object({ ...span, query: z.string() }),
  async resolve(context, { when, query = '' }) {
    const text = query.trim();
    const wide = { from: context.now.subtract({ hours: 24 * 90 }), until: context.now.add({ hours: 24 * 400 }) };
    const { from, until } = when === undefined && text !== '' ? wide : parseSpan(when ?? 'today', nowOf(context));
    return { from: from.toString(), until: until.toString(), query: text };
  },
  fields: { ...spanFields, query: (query) => ({ label: 'With the words', value: query || 'any' }) },
  async run(context, { query, ...args }) {
    const { profile, signal } = context;
    const reader = readerOf(context);
    const zone = profile.identity.timezone;
    const look = { span: stretchOfArgs(args), zone, limit: MOST_EVENTS, text: query };
    const [calendars, { events, more }] = await Promise.all([reader.calendars(signal), eventsIn(reader, look, signal)]);
    const room = events.length > FEW ? SHORT : LONG;
    const lines = events.map((event) => eventLine(event, { calendars, account: reader.account, zone, room }));
    if (more) lines.push('There is more. Ask for a shorter time or for words in it.');
    const tainted = await holdOthersWords(context, calendars, events);
    return { said: lines.join('\n') || 'No event.', tainted };
  },
  undoData: z.never(),
  undo: async () => 'A look changes nothing.',
});

const LONGEST_DAYS = 62;
const WORKDAYS = new Set([1, 2, 3, 4, 5]);
const ALL_DAYS = new Set([1, 2, 3, 4, 5, 6, 7]);

const free = defineOutsideKind({
  name: 'calendar_free',
  description: "Find free time in the person's working hours.",
  effect: 'read',
  verb: 'Show',
  area: 'calendar',
  needs: 'calendar',
  input: z.object({ when: z.string(), minutes: z.number().optional() }),
  args: z.object({ ...span, minutes: z.int() }),
  async resolve(context, { when, minutes = 30 }) {
    if (!Number.isInteger(minutes) || minutes < 5 || minutes > 24 * 60)
      throw new AppError('invalid', 'For minutes, give a whole number from 5 to 1440.');
    const { from, until } = parseSpan(when, nowOf(context));
    const start = Temporal.Instant.compare(from, context.now) < 0 ? nextQuarter(context.now) : from;
    if (Temporal.Instant.compare(start, until) >= 0) throw new AppError('invalid', 'That time is over. Ask for time to come.');
    if (start.until(until).total('hours') > LONGEST_DAYS * 24)
      throw new AppError('invalid', `Ask for at most ${LONGEST_DAYS} days.`);
    return { from: start.toString(), until: until.toString(), minutes };
  },
  fields: { ...spanFields, minutes: (minutes) => ({ label: 'At least', value: `${minutes} minutes` }) },
  async run(context, { minutes, ...args }) {
    const { profile, signal } = context;
    const { identity, preferences } = profile;
    const reader = readerOf(context);
    const zone = identity.timezone;
    const stretch = stretchOfArgs(args);
    const [calendars, { events, more }] = await Promise.all([
      reader.calendars(signal),
      eventsIn(reader, { span: stretch, zone, limit: 2000 }, signal),
    ]);
    if (more) throw new AppError('invalid', 'There are too many events to look through. Ask for fewer days.');
    const hours = parseTimeRange(identity.workingHours);
    const bufferMinutes = preferences.scheduling.bufferBetweenMeetings;
    const rules = { zone, hours, weekdays: weekdaysOf(stretch, zone), bufferMinutes, minutes };
    const slots = freeSlots(stretch, busyTimes(events, calendars, reader.account, zone), rules);
    const wholeDays = events
      .filter(({ start }) => 'date' in start)
      .map((event) => `- On ${spanText(event)}: ${quoted(event.title)}`);
    const about = `${identity.workingHours} ${zone}, ${minutes} minutes or more, ${bufferMinutes} minutes off other events`;
    const found = slots.length > 0 ? [`Free (${about}):`, ...byDay(slots, zone)] : [`Nothing is free (${about}).`];
    // Times alone are nobody's words; whole days are told by their titles.
    return { said: [...found, ...wholeDays].join('\n'), tainted: wholeDays.length > 0 };
  },
  undoData: z.never(),
  undo: async () => 'A look changes nothing.',
});

/** What only looks: what is there, and when nothing is. */
export const calendarLooks: readonly OutsideKind[] = [list, free];

function byDay(slots: readonly { from: Temporal.Instant; until: Temporal.Instant }[], zone: string): string[] {
  const days = new Map<string, string[]>();
  for (const slot of slots) {
    const [from, until] = [slot.from.toZonedDateTimeISO(zone), slot.until.toZonedDateTimeISO(zone)];
    const day = dayText(from.toPlainDate());
    days.set(day, [...(days.get(day) ?? []), `${clockText(from)} to ${clockText(until)}`]);
  }
  return [...days].map(([day, times]) => `- ${day}: ${times.join(', ')}`);
}

/** Workdays; the weekend only for who asks for nothing else. */
function weekdaysOf({ from, until }: ReturnType<typeof stretchOfArgs>, zone: string): ReadonlySet<number> {
  const first = from.toZonedDateTimeISO(zone).dayOfWeek;
  const days = from.until(until).total('hours') / 24;
  return first > 5 && first + days <= 8.1 ? ALL_DAYS : WORKDAYS;
}

function nowOf({ now, profile }: OutsideContext): Temporal.ZonedDateTime {
  return now.toZonedDateTimeISO(profile.identity.timezone);
}

function nextQuarter(now: Temporal.Instant): Temporal.Instant {
  return now.round({ smallestUnit: 'minute', roundingIncrement: 15, roundingMode: 'ceil' });
}

function local(at: string, { identity }: Profile): Temporal.ZonedDateTime {
  return Temporal.Instant.from(at).toZonedDateTimeISO(identity.timezone);
}

function stretchOfArgs({ from, until }: { readonly from: string; readonly until: string }) {
  return { from: Temporal.Instant.from(from), until: Temporal.Instant.from(until) };
}
