import { and, desc, eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type DatedAnswer, guestAnswer } from '../../../calendar/guest-answer.ts';
import type { Tx } from '../../../db/client.ts';
import { actions } from '../../../db/schema/actions.ts';
import { AppError } from '../../../ground/errors.ts';
import type { CalendarEvent } from '../../../ports/calendar.ts';
import { momentText } from '../../../reminders/moment-text.ts';
import { shown } from '../../card/shown.ts';
import { type ActionResult, defineOutsideKind, type OutsideContext, type OutsideKind } from '../../kind.ts';
import { CHANGED, type Found, lookUp, ONLY_READ, settled, taken, toArgs, wholeOf, writerFor } from './account.ts';
import { calendarArgs, eventArgs, eventFields, eventTime, identityOf, memberFields } from './args.ts';
import { letterAbout } from './meeting-letter.ts';
import { sharedWarning } from './warnings.ts';

const NAME = 'calendar_note';

const args = z.object({
  ...eventArgs.shape,
  title: z.string(),
  guest: z.string(),
  answer: z.enum(['accepted', 'declined', 'tentative']),
  /** The one day of a series; absent for all there is of the event. */
  day: eventTime.exactOptional(),
  /** When the guest said so, an ISO 8601 instant. */
  stamp: z.string(),
});

type Args = z.infer<typeof args>;

/** The object as it was, and as it was written. */
const undoData = z.object({ account: z.string(), calendar: calendarArgs, id: z.string(), before: z.string(), after: z.string() });

type UndoData = z.infer<typeof undoData>;

/** Notes in an own event what a guest answered by mail, where the calendar's server does not do that, and changes nothing else of it. */
export const calendarNote: OutsideKind = defineOutsideKind({
  name: NAME,
  description: 'Note in an own event what a guest answered by mail. mail: its id.',
  effect: ({ calendar }) => (calendar.shared ? 'outbound' : 'private'),
  verb: 'Note',
  area: 'calendar',
  needs: 'calendar',
  input: z.object({ mail: z.string() }),
  args,
  async resolve(context, { mail }): Promise<Args> {
    const { eyes, profile, signal, personId, inDb } = context;
    const zone = profile.identity.timezone;
    const { letter, calendar, event } = await letterAbout(eyes, mail, zone, signal);
    if (!calendar.silent) throw new AppError('invalid', 'Your calendar service notes by itself what guests answer.');
    if (!calendar.writable) throw new AppError('denied', ONLY_READ);
    const said = guestAnswer(event, letter, zone);
    if (!said) throw new AppError('invalid', NOTHING);
    const noted = await inDb((tx) => latestNoted(tx, personId, event.id, said));
    if (noted !== undefined && noted >= said.stamp)
      throw new AppError('invalid', 'A later answer of theirs is noted already, so I left the event alone.');
    const { address: guest, ...answer } = said;
    return { ...identityOf(event, toArgs(calendar), eyes.calendar?.account ?? ''), title: event.title, guest, ...answer };
  },
  fields: {
    ...eventFields,
    title: memberFields.title,
    guest: (guest) => ({ label: 'Guest', value: guest }),
    answer: (answer) => ({ label: 'Answered', value: answer }),
    day: (day, { identity }) => ({ label: 'For the day', value: dayOf(day, identity.timezone) }),
    stamp: (stamp) => ({ label: 'Said at', value: stamp }),
  },
  warn: async (_, { calendar }) => sharedWarning(calendar),
  async run(context, wish) {
    const { account, calendar, id, etag, guest: address, answer, day } = wish;
    const writer = await writerFor(context, account, calendar);
    if (!writer.note) throw new AppError('invalid', CHANGED);
    const before = await wholeOf(context, calendar.id, id, etag);
    const write = writer.note(calendar.id, id, etag, { address, answer, ...(day && { day }) }, context.signal);
    return settled(
      write,
      (event) => noted(wish, event, before),
      () => find(context, wish),
    );
  },
  find,
  undoData,
  async undo(context, { account, calendar, id, before, after }) {
    const writer = await writerFor(context, account, calendar);
    const event = await lookUp(context, calendar.id, id);
    const said = 'The event is as it was.';
    if (event?.whole === before) return said;
    if (!event || event.whole !== after || !writer.restore) throw new AppError('invalid', CHANGED);
    await taken(
      writer.restore(calendar.id, id, event.etag, before, context.signal),
      async () => (await lookUp(context, calendar.id, id))?.whole === before,
    );
    return said;
  },
});

function dayOf(day: NonNullable<Args['day']>, zone: string): string {
  if ('date' in day) return day.date;
  return `${momentText(Temporal.Instant.from(day.at).toZonedDateTimeISO(zone))} (${day.at} ${day.zone})`;
}

const NOTHING =
  'There is nothing to note from this mail: its sender is no guest of that meeting, answers an older version of it, or says what stands there already.';

async function find(context: OutsideContext, wish: Args): Promise<Found<UndoData>> {
  const event = await lookUp(context, wish.calendar.id, wish.id);
  if (event?.etag === wish.etag) return 'nothing';
  // What a day of a series says does not show in the whole of it.
  const isNoted = event?.guests.some(({ address, answer }) => address === wish.guest && answer === wish.answer);
  if (event && isNoted && !wish.day) return noted(wish, event);
  return { unknown: 'the event has been changed or deleted in the meantime' };
}

function noted(
  { account, calendar, id, title, guest, answer }: Args,
  event: CalendarEvent,
  before?: string,
): ActionResult<UndoData> {
  const { whole: after } = event;
  const undo = before !== undefined && after !== undefined ? { undo: { account, calendar, id, before, after } } : {};
  return { said: `Noted in your calendar: ${shown(guest)} ${answer}, ${shown(title)}.`, tainted: true, ...undo };
}

/** When the latest answer that is noted was given, as far as it speaks of the same days. */
async function latestNoted(tx: Tx, personId: string, id: string, { address, day }: DatedAnswer): Promise<string | undefined> {
  const { kind, state, args: said } = actions;
  const sameDay = day && sql`(${said} -> 'day' is null or ${said} -> 'day' = ${JSON.stringify(day)}::jsonb)`;
  const ofThem = sql`${said} ->> 'id' = ${id} and lower(${said} ->> 'guest') = ${address.toLowerCase()}`;
  const stamp = sql<string>`${said} ->> 'stamp'`;
  const [row] = await tx
    .select({ stamp })
    .from(actions)
    .where(and(eq(actions.personId, personId), eq(kind, NAME), eq(state, 'done'), ofThem, sameDay))
    .orderBy(desc(stamp))
    .limit(1);
  return row?.stamp;
}
