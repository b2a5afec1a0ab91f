import { and, eq, gt, isNotNull, isNull, lte, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { answerOf, eventsIn } from '../calendar/look.ts';
import type { Database } from '../db/client.ts';
import { tasks } from '../db/schema/planning.ts';
import type { CalendarReader } from '../ports/calendar.ts';
import type { EyesOf } from '../ports/connections.ts';
import type { Condition } from './plan.ts';

/** At which moment it is to hold, and since when what has come in counts as new. */
export interface At {
  readonly at: Temporal.Instant;
  readonly since: Temporal.Instant;
  /** IANA. */
  readonly zone: string;
}

/** True when the condition holds, or held, at that moment. What is not connected has nothing in it. */
export type Holds = (personId: string, condition: Condition, at: At, signal: AbortSignal) => Promise<boolean>;

const MOST_EVENTS = 50;

export function createHolds({ db, eyesOf }: { readonly db: Database; readonly eyesOf: EyesOf }): Holds {
  return async (personId, condition, { at, since, zone }, signal) => {
    switch (condition.about) {
      case 'meetings': {
        const { calendar } = await eyesOf(personId);
        return calendar !== undefined && hasMeetings(calendar, at.toZonedDateTimeISO(zone), signal);
      }
      case 'tasks':
        return db.asPerson(personId, async (tx) => {
          const open = or(isNull(tasks.finishedAt), gt(tasks.finishedAt, at));
          const day = at.toZonedDateTimeISO(zone).toPlainDate();
          const end = day
            .add({ days: condition.days + 1 })
            .toZonedDateTime(zone)
            .toInstant();
          const due = and(isNotNull(tasks.dueAt), lte(tasks.dueAt, end), lte(tasks.createdAt, at));
          const found = await tx
            .select({ number: tasks.number })
            .from(tasks)
            .where(and(eq(tasks.personId, personId), open, due))
            .limit(1);
          return found.length > 0;
        });
      case 'mail': {
        const { mail } = await eyesOf(personId);
        if (!mail) return false;
        const from = condition.from === '' ? {} : { from: condition.from };
        const query = { mailbox: 'inbox', since: since.toString(), until: at.toString(), ...from } as const;
        return (await mail.search(query, 1, signal)).length > 0;
      }
    }
  };
}

/** On that day by its zone. Rejects where none is seen and one of the calendars does not answer. */
async function hasMeetings(calendar: CalendarReader, at: Temporal.ZonedDateTime, signal: AbortSignal): Promise<boolean> {
  const zone = at.timeZoneId;
  const day = at.toPlainDate();
  const span = {
    from: day.toZonedDateTime(zone).toInstant(),
    until: day.add({ days: 1 }).toZonedDateTime(zone).toInstant(),
  };
  const { events, missing } = await eventsIn(calendar, { span, zone, limit: MOST_EVENTS }, signal);
  const isThere = events.some((event) => 'at' in event.start && answerOf(event, calendar.account) !== 'declined');
  const [silent] = missing;
  if (!isThere && silent) throw silent.error;
  return isThere;
}
