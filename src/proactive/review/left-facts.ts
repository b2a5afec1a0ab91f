import { Temporal } from 'temporal-polyfill';
import { countWaiting } from '../../actions/show-again.ts';
import { eventsIn } from '../../calendar/look.ts';
import { silenceText } from '../../ground/what-answers.ts';
import type { EyesOf } from '../../ports/connections.ts';
import { clockText } from '../../reminders/moment-text.ts';
import { activeReminders } from '../../reminders/store.ts';
import { dueText } from '../../tasks/due-text.ts';
import { openTasks } from '../../tasks/store.ts';
import { eventLine } from '../brief/calendar-facts.ts';
import type { Fact, FactSource } from '../brief/fact.ts';

/** What was due by the end of today and is still open, and what waits for the person's press. */
export const leftFacts: FactSource = {
  name: 'what is left',
  area: 'task',
  async read({ personId, profile, now }, inDb) {
    const zone = profile.identity.timezone;
    const midnight = tomorrowOf(now, zone);
    const [open, cards] = await inDb(async (tx) => [await openTasks(tx, personId), await countWaiting(tx, personId, now)]);
    const late = open.filter(({ dueAt }) => dueAt && Temporal.Instant.compare(dueAt, midnight) < 0);
    const lines = late.map((task): Fact => {
      const text = [task.title, dueText(task, now, zone)].filter(Boolean).join(', ');
      return { section: 'Left over', source: `task:${task.number}`, text, tainted: task.tainted };
    });
    const waiting = `${cards} ${cards === 1 ? 'card waits' : 'cards wait'} for your press: /cards shows them`;
    return [...lines, ...(cards > 0 ? [{ section: 'Left over', source: 'cards', text: waiting, tainted: false }] : [])];
  },
};

const MOST_EVENTS = 40;
/** Every connector has a deadline of its own. */
const signal = new AbortController().signal;

/** Events, reminders and tasks of tomorrow. */
export function tomorrowFacts(eyesOf: EyesOf): FactSource {
  return {
    name: 'tomorrow',
    area: 'calendar',
    async read({ personId, profile, now }, inDb) {
      const zone = profile.identity.timezone;
      const from = tomorrowOf(now, zone);
      const until = tomorrowOf(from, zone);
      const isTomorrow = (at: Temporal.Instant | null) =>
        at !== null && Temporal.Instant.compare(at, from) >= 0 && Temporal.Instant.compare(at, until) < 0;
      const { calendar } = await eyesOf(personId);
      const look = { span: { from, until }, zone, limit: MOST_EVENTS };
      const { events, missing } = calendar ? await eventsIn(calendar, look, signal) : { events: [], missing: [] };
      const [reminders, tasks] = await inDb(async (tx) => [
        await activeReminders(tx, personId, until),
        await openTasks(tx, personId),
      ]);
      const line = (source: string, text: string, tainted: boolean): Fact => ({ section: 'Tomorrow', source, text, tainted });
      return [
        ...events.map((event) => line(`event:${event.id}`, eventLine(event, zone), !event.own)),
        ...reminders.flatMap(({ number, text, nextAt, tainted }) =>
          nextAt && isTomorrow(nextAt)
            ? [line(`reminder:${number}`, `${clockText(nextAt.toZonedDateTimeISO(zone))} ${text}`, tainted)]
            : [],
        ),
        ...missing.map((each) => line('calendar', silenceText(each), false)),
        ...tasks
          .filter(({ dueAt }) => isTomorrow(dueAt))
          .map((task) => line(`task:${task.number}`, `${task.title}, due tomorrow`, task.tainted)),
      ];
    },
  };
}

function tomorrowOf(moment: Temporal.Instant, zone: string): Temporal.Instant {
  return moment.toZonedDateTimeISO(zone).startOfDay().add({ days: 1 }).startOfDay().toInstant();
}
