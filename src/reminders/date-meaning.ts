import { Temporal } from 'temporal-polyfill';
import type { FoundTime } from '../phrases/find-times.ts';
import type { Day, Moment, Meaning as Way } from '../phrases/meaning.ts';
import type { Time } from '../phrases/times.ts';
import type { Dated, Meaning } from './dated.ts';
import { likelierHalf } from './half-of-day.ts';
import { dayText } from './moment-text.ts';
import { hourOfPart } from './part-hours.ts';

export interface Setting {
  readonly text: string;
  readonly now: Temporal.ZonedDateTime;
  /** Of the zone that was named behind the time. */
  readonly offsetMinutes: number | undefined;
}

/** What the person means: the next one to come, in their own zone. */
export function meaningOf(found: FoundTime, setting: Setting): Meaning {
  const { time } = found;
  const words = setting.text.slice(found.start, found.end);
  const { now } = setting;
  if (time.type === 'datetime' && time.fromNow) return { state: 'time', at: now.add(time.fromNow), counted: true };
  // On a Saturday `last Friday` is yesterday to some, and eight days ago to others.
  if (/^(?:last|past)\b/i.test(words)) return unclear(words);
  const twoWays = dayAndMonthOrMonthAndDay(words, time, now);
  if (twoWays) return twoWays;
  const day = dayOf(time, now);
  if (day) return leftoverHour(found, setting) ?? dayMeaning(time, day, words, now);
  const moments = momentsOf(time, now);
  if (moments.length === 0) return unclear(words);
  const [first, second] = moments.map((wall) => placed(wall, setting));
  if (!first) return unclear(words);
  const spoken = !/\d[:.]\d\d|\b0\d/.test(words);
  return second && spoken
    ? likelierHalf(first, second, now, { daySaid: time.type !== 'time', words })
    : { state: 'time', at: first };
}

function placed(wall: Moment, { now, offsetMinutes }: Setting): Temporal.ZonedDateTime {
  if (offsetMinutes === undefined) return wall.toZonedDateTime(now.timeZoneId);
  return wall.toZonedDateTime('UTC').subtract({ minutes: offsetMinutes }).withTimeZone(now.timeZoneId);
}

function later(a: Day, b: Day): boolean {
  return Temporal.PlainDate.compare(a, b) > 0;
}

/** The day that was said without an hour; today still counts. */
function dayOf(time: Time, now: Temporal.ZonedDateTime): Day | undefined {
  const today = now.toPlainDate();
  if (time.type === 'daterange') return firstDay(time, today);
  if (time.type !== 'date') return undefined;
  const [way] = time.ways;
  return way?.past && !later(today, way.past) ? way.past : way?.future;
}

/** The day on which a stretch begins, when that is still to come. */
function firstDay({ ways, bound }: Time & { readonly type: 'daterange' }, today: Day): Day | undefined {
  const [way] = ways;
  const range = way?.past && later(way.past.start, today) ? way.past : way?.future;
  // From one day to another one is no single time.
  if (!range || bound?.keeps === 'both' || /^\(.*,P\d+D\)$/.test(way?.timex ?? '')) return undefined;
  if (bound) return range.start;
  if (!later(range.start, today)) return undefined;
  // `next week` is a week from now.
  return /^\d{4}-W\d\d$/.test(way?.timex ?? '') ? today.add({ weeks: 1 }) : range.start;
}

function dayMeaning(time: Time, day: Day, words: string, now: Temporal.ZonedDateTime): Meaning {
  const said: Dated = { state: 'day', day };
  const isWeekday = time.type === 'date' && /^XXXX-WXX-\d$/.test(time.ways[0]?.timex ?? '');
  if (!isWeekday || !day.equals(now.toPlainDate())) return said;
  const next: Dated = { state: 'day', day: day.add({ weeks: 1 }) };
  return {
    state: 'choice',
    options: [said, next],
    likelier: next,
    problem: `Today is one too: "${words}" can be today or ${dayText(next.day)}.`,
    suggestions: ['today', dayText(next.day).replace(/^\w+, /, '')],
  };
}

/** The times on the wall that it can be: the next one of each reading, or the last one where none is to come. */
function momentsOf(time: Time, now: Temporal.ZonedDateTime): readonly Moment[] {
  const wall = now.toPlainDateTime();
  const ahead = (moment: Moment) => Temporal.PlainDateTime.compare(moment, wall) > 0;
  const next = ({ timex, past, future }: Way<Moment>) => {
    const each = [past, future, future && comingAgain(timex, future)].filter((moment) => moment !== undefined);
    return each.find(ahead) ?? each.at(-1);
  };
  const nextOfDay = (clock: Temporal.PlainTime) => {
    const today = wall.withPlainTime(clock);
    return ahead(today) ? today : today.add({ days: 1 });
  };
  return wallsOf(time, next, nextOfDay).filter((each) => each !== undefined);
}

/** The same weekday of the next week, the same day of the next month or year. */
function comingAgain(timex: string, moment: Moment): Moment | undefined {
  if (/^\(?XXXX-WXX-/.test(timex)) return moment.add({ weeks: 1 });
  if (/^\(?XXXX-XX-/.test(timex)) return moment.add({ months: 1 });
  return /^\(?XXXX-\d/.test(timex) ? moment.add({ years: 1 }) : undefined;
}

type Next = (way: Way<Moment>) => Moment | undefined;

function wallsOf(time: Time, next: Next, nextOfDay: (clock: Temporal.PlainTime) => Moment): readonly (Moment | undefined)[] {
  switch (time.type) {
    case 'time':
      return time.ways.map(({ future }) => future && nextOfDay(future));
    case 'datetime':
      return time.ways.map(next);
    case 'timerange':
      return time.ways.map(({ timex, future }) => future && nextOfDay(partTime(timex, time.bound?.keeps) ?? future.start));
    case 'datetimerange':
      return time.ways.map(({ timex, past, future }) => {
        const at = partTime(timex, time.bound?.keeps);
        const start = (moment: Moment | undefined) => (at ? moment?.withPlainTime(at) : moment);
        return next({ timex, past: start(past?.start), future: start(future?.start) });
      });
    default:
      return [];
  }
}

/** `tomorrow morning` is at nine; `before lunch` is what was worked out already. */
function partTime(timex: string, keeps: 'start' | 'end' | 'both' | undefined): Temporal.PlainTime | undefined {
  const code = /T([A-Z]{2,3})$/.exec(timex)?.[1];
  return code === undefined || (keeps !== undefined && keeps !== 'both') ? undefined : hourOfPart(code);
}

/** `tomorrow 8` may be an hour, and `tomorrow 25:00` wants to be one. */
function leftoverHour({ start, end }: FoundTime, { text }: Setting): Meaning | undefined {
  const [, whole, hour = ''] = /^\s+((\d{1,2})(?:[:.]\d{1,2})?)(?=\s|$)/.exec(text.slice(end)) ?? [];
  if (whole === undefined || (whole === hour && Number(hour) > 23)) return undefined;
  const words = text.slice(start, end);
  const problem = `I am not sure whether "${words} ${whole}" says an hour.`;
  return { state: 'unclear', problem, suggestions: [Number(hour) > 23 ? `${words} at 9` : `${words} at ${whole}`] };
}

/** `5/6` is May in one country and June in another. */
function dayAndMonthOrMonthAndDay(words: string, time: Time, now: Temporal.ZonedDateTime): Meaning | undefined {
  const [, first, second, year] = /\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?\b(?!\s*[ap]m)/i.exec(words) ?? [];
  const [a, b] = [Number(first), Number(second)];
  if (!/^date/.test(time.type) || a === b || !(a >= 1 && a <= 12 && b >= 1 && b <= 12)) return undefined;
  const written = year === undefined ? now.year : Number(year.padStart(4, '20'));
  const days = [new Temporal.PlainDate(written, b, a), new Temporal.PlainDate(written, a, b)];
  const [one, other] = days.map((day) => dayText(day).replace(/^\w+, /, ''));
  const problem = `"${words}" can be ${one} or ${other}.`;
  const suggestions = [`${one}`, `${other}`];
  const today = now.toPlainDate();
  const coming = days
    .map((day) => (year === undefined && later(today, day) ? day.add({ years: 1 }) : day))
    .sort(Temporal.PlainDate.compare);
  const [sooner, latest] = coming;
  if (time.type !== 'date' || !sooner || !latest || later(today, sooner)) return { state: 'unclear', problem, suggestions };
  const options = [
    { state: 'day', day: sooner },
    { state: 'day', day: latest },
  ] as const;
  return { state: 'choice', options, likelier: undefined, problem, suggestions };
}

function unclear(words: string): Meaning {
  const problem = `I cannot read "${words}" as a time to come, or there is no such day.`;
  return { state: 'unclear', problem, suggestions: ['tomorrow at 9', '3 May 2027'] };
}
