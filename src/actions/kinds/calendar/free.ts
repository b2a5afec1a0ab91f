import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Stretch } from '../../../calendar/event-time.ts';
import { type HourLesson, hourLesson, lessonText, orderText } from '../../../calendar/hour-lessons.ts';
import { lessonsOf } from '../../../calendar/moved-slots.ts';
import { roomsIn } from '../../../calendar/rooms.ts';
import { spanText } from '../../../calendar/when-text.ts';
import { AppError } from '../../../ground/errors.ts';
import { silenceText } from '../../../ground/what-answers.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { Profile } from '../../../people/profile.ts';
import { clockText, dayText } from '../../../reminders/moment-text.ts';
import { defineOutsideKind, type OutsideKind } from '../../kind.ts';
import { busyIn } from './busy.ts';
import { orderField } from './order-field.ts';
import { spanArgs, spanFields, spanToCome, stretchOfArgs } from './span-args.ts';

/** R28, R30: when nothing is, what of it is kept for undisturbed work, and when a meeting would fit. */
export const calendarFree: OutsideKind = defineOutsideKind({
  name: 'calendar_free',
  description: "Find free time, focus blocks and meeting slots in the person's working hours.",
  effect: 'read',
  verb: 'Show',
  area: 'calendar',
  needs: 'calendar',
  input: z.object({ when: z.string(), minutes: z.number().optional() }),
  args: z.object({ ...spanArgs, minutes: z.int(), order: z.array(hourLesson).readonly().default([]) }),
  async resolve(context, { when, minutes = 30 }) {
    if (!Number.isInteger(minutes) || minutes < 5 || minutes > 24 * 60)
      throw new AppError('invalid', 'For minutes, give a whole number from 5 to 1440.');
    const { from, until } = spanToCome(context, when);
    const order = await context.inDb((tx) => lessonsOf(tx, context.personId));
    return { from: from.toString(), until: until.toString(), minutes, order };
  },
  fields: {
    ...spanFields,
    minutes: (minutes) => ({ label: 'At least', value: `${minutes} minutes` }),
    order: (order) => orderField(order.map(lessonText)),
  },
  async run(context, { minutes, order, ...args }) {
    const { profile } = context;
    const span = stretchOfArgs(args);
    const { busy, wholeDays, missing } = await busyIn(context, span);
    const lines = roomLines(span, busy, minutes, profile, order);
    const days = wholeDays.map((event) => `- On ${spanText(event)}: ${quoted(event.title)}`);
    // Times alone are nobody's words; whole days are told by their titles.
    const unknown = missing.map((each) => `${silenceText(each)} What stands there is not counted, so some of this may be taken.`);
    return { said: [...lines, ...days, ...unknown].join('\n'), tainted: days.length > 0 };
  },
  undoData: z.never(),
  undo: async () => 'A look changes nothing.',
});

const MOST_STARTS_A_DAY = 4;

function roomLines(
  span: Stretch,
  busy: readonly Stretch[],
  minutes: number,
  profile: Profile,
  order: readonly HourLesson[],
): string[] {
  const { free, focus, meetings } = roomsIn(span, busy, minutes, profile, order);
  const { identity, preferences } = profile;
  const { bufferBetweenMeetings, focusBlocks, preferredMeetingTimes } = preferences.scheduling;
  const zone = identity.timezone;
  const about = `${identity.workingHours} ${zone}, ${minutes} minutes or more, ${bufferBetweenMeetings} minutes off other events`;
  if (free.length === 0) return [`Nothing is free (${about}).`];
  const meetingHours = preferredMeetingTimes.join(', ') || identity.workingHours;
  return [
    `Free (${about}):`,
    ...byDay(free, zone, rangeText),
    ...section(`Of it for undisturbed work (${focusBlocks.join(', ')} ${zone}):`, byDay(focus, zone, rangeText)),
    ...section(
      `For a meeting of ${minutes} minutes (${meetingHours} ${zone}), beginning at:`,
      byDay(meetings, zone, startText, MOST_STARTS_A_DAY),
    ),
    ...order.map((lesson) => `The best come first: ${orderText(lesson)}, as you have moved such times. /why names them.`),
  ];
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines];
}

type Shown = (from: Temporal.ZonedDateTime, until: Temporal.ZonedDateTime) => string;

const rangeText: Shown = (from, until) => `${clockText(from)} to ${clockText(until)}`;
const startText: Shown = (from) => clockText(from);

function byDay(slots: readonly Stretch[], zone: string, shown: Shown, mostADay = Number.POSITIVE_INFINITY): string[] {
  const days = new Map<string, string[]>();
  for (const slot of slots) {
    const [from, until] = [slot.from.toZonedDateTimeISO(zone), slot.until.toZonedDateTimeISO(zone)];
    const day = dayText(from.toPlainDate());
    const times = days.get(day) ?? [];
    if (times.length < mostADay) days.set(day, [...times, shown(from, until)]);
  }
  return [...days].map(([day, times]) => `- ${day}: ${times.join(', ')}`);
}
