import { Temporal } from 'temporal-polyfill';
import type { Stretch } from '../../calendar/event-time.ts';
import { earlier, later } from '../../ground/instants.ts';
import type { DayMark } from '../../ports/day-picture.ts';
import { clockText } from '../../reminders/moment-text.ts';

/** The hours of a day that are drawn, from a full one to a full one. */
export interface DayAxis {
  /** Minutes that pass from one end to the other: on the day of a clock change more or fewer than the clock shows. */
  readonly minutes: number;
  /** The full hours by the clock on the wall. */
  readonly hours: readonly DayMark[];
  /** Minutes that pass until then from the beginning on. */
  to(moment: Temporal.Instant): number;
}

/** The axis that has room for all of these; at least one. */
export function axisFor(stretches: readonly Stretch[], zone: string): DayAxis {
  const first = stretches.map(({ from }) => from).reduce(earlier);
  const last = stretches.map(({ until }) => until).reduce(later);
  const start = first.toZonedDateTimeISO(zone).round({ smallestUnit: 'hour', roundingMode: 'floor' });
  const end = last.toZonedDateTimeISO(zone).round({ smallestUnit: 'hour', roundingMode: 'ceil' });
  const to = (moment: Temporal.Instant) => Math.round(start.toInstant().until(moment).total('minutes'));
  return { minutes: to(end.toInstant()), hours: hoursFrom(start, end, to), to };
}

/** Looked for in steps of half an hour: there are places that change their clocks by as little. */
function hoursFrom(start: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime, to: DayAxis['to']): DayMark[] {
  const hours: DayMark[] = [];
  for (let at = start; Temporal.ZonedDateTime.compare(at, end) <= 0; at = at.add({ minutes: 30 })) {
    if (at.minute === 0) hours.push({ at: to(at.toInstant()), label: clockText(at) });
  }
  return hours;
}
