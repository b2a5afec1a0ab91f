import { z } from 'zod';
import { othersAmong } from '../../../calendar/content.ts';
import { exceptionLine, type Occurrence } from '../../../calendar/series.ts';
import { spanText } from '../../../calendar/when-text.ts';
import { AppError } from '../../../ground/errors.ts';
import type { CalendarEvent, EventContent } from '../../../ports/calendar.ts';
import { shown } from '../../card/shown.ts';
import { type ActionResult, defineOutsideKind, type OutsideContext, type OutsideKind } from '../../kind.ts';
import { CHANGED, type Found, isBack, lookUp, putBack, says, settled, taken, wholeOf, writerFor } from './account.ts';
import {
  calendarArgs,
  contentArgs,
  contentBy,
  eventArgs,
  eventFields,
  identityOf,
  memberArgs,
  memberFields,
  membersOf,
  partialField,
  whenArgs,
} from './args.ts';
import { dayOfSeries } from './day-of-series.ts';
import { type FoundEvent, findRemovable } from './find.ts';
import { composeGuestMail, guestMailFields, guestMailFrom, guestMailsArgs, outgoingGuestMail } from './guest-mail.ts';
import { toldText } from './guests.ts';
import { changeAndTell, findTold, type GuestMail } from './tell-guests.ts';
import { guestsTold, PARTIAL, sharedWarning } from './warnings.ts';

const args = memberArgs.extend({
  ...eventArgs.shape,
  /** The one occurrence of a series that goes; null when all of the event does. */
  leaveOut: whenArgs.omit({ recurrence: true }).nullable(),
  /** True when the server could not be given back all that it holds of the event. */
  partial: z.boolean(),
  cancel: guestMailsArgs.cancel,
});

type Args = z.infer<typeof args>;

const undoData = z.object({
  account: z.string(),
  calendar: calendarArgs,
  id: z.string(),
  before: contentArgs,
  /** What is left of a series; null when nothing is. */
  after: contentArgs.nullable(),
  whole: z.string().optional(),
});

type UndoData = z.infer<typeof undoData>;

/** Deletes an event that the person organizes, or one day of a series; guests are told as of a change. Of others' it deletes a copy that is theirs alone. */
export const calendarDelete: OutsideKind = defineOutsideKind({
  name: 'calendar_delete',
  description: 'Delete an event. event: id or title. date: the day to leave out of a series, or "all".',
  effect(event) {
    if (othersOf(event).length > 0 || event.calendar.shared) return 'outbound';
    return event.partial ? 'destructive' : 'private';
  },
  verb: 'Delete',
  area: 'calendar',
  needs: 'calendar',
  input: z.object({ event: z.string(), date: z.string().optional() }),
  args,
  async resolve(context, { event: said, date }) {
    const { account, calendar, event } = await findRemovable(context, said);
    const leaveOut = dayLeftOut(context, event, date);
    const cancel = cancelOf(context, { account, calendar, event }, leaveOut);
    const partial = event.partial === true;
    return { ...identityOf(event, calendar, account), ...membersOf(event), leaveOut, partial, ...(cancel && { cancel }) };
  },
  fields: {
    ...eventFields,
    ...memberFields,
    leaveOut: (day, { identity }) => ({ label: 'Only this day is deleted', value: spanText(day, identity.timezone) }),
    partial: partialField,
    cancel: guestMailFields.cancel,
  },
  async warn(_context, event) {
    return [
      ...(event.when.recurrence.length > 0 && event.leaveOut === null ? ['The whole series goes.'] : []),
      ...guestsTold(event.calendar, othersOf(event), event.cancel !== undefined),
      ...sharedWarning(event.calendar),
      ...(event.partial ? [PARTIAL] : []),
    ];
  },
  async run(context, event) {
    const { calendar, id, etag } = event;
    const writer = await writerFor(context, event.account, calendar);
    const rest = restOf(event);
    const whole = await wholeOf(context, calendar.id, id, etag);
    const look = () => find(context, event);
    const write = () =>
      rest === null
        ? settled(writer.remove(calendar.id, id, etag, context.signal), () => deleted(event, null, whole), look)
        : settled(writer.update(calendar.id, id, etag, rest, context.signal), (left) => deleted(event, left, whole), look);
    return changeAndTell(context, { mails: mailsOf(event), stands: STANDS, write, look });
  },
  find: (context, event) => findTold(context, { mails: mailsOf(event), stands: STANDS, look: () => find(context, event) }),
  undoData,
  async undo(context, { account, calendar, id, before, after, whole }) {
    const said = `The event is back: ${shown(before.title)}.`;
    const event = await lookUp(context, calendar.id, id);
    if (event && says(event, before)) return said;
    if (event ? after === null || !says(event, after) : after !== null) throw new AppError('invalid', CHANGED);
    const writer = await writerFor(context, account, calendar);
    const place = { calendarId: calendar.id, id, etag: event?.etag ?? null };
    await taken(putBack(writer, place, { content: before, whole }, context.signal), () =>
      isBack(context, calendar.id, id, before),
    );
    return said;
  },
});

/** Null for all of it. A series wants to be told which: rejects with `invalid` without a day, and with `not-found` for a day it has not. */
function dayLeftOut({ now, profile }: OutsideContext, event: CalendarEvent, said: string | undefined): Occurrence | null {
  if (event.recurrence.length === 0 || said?.trim().toLowerCase() === 'all') return null;
  if (said === undefined)
    throw new AppError('invalid', 'This event repeats. Give date: the day to leave out, or "all" for the whole series.');
  return dayOfSeries(event, said, { now, zone: profile.identity.timezone });
}

/** What is cancelled: all of it, or that one day. A copy of somebody else's event is theirs to cancel. */
function cancelOf(context: OutsideContext, { account, calendar, event }: FoundEvent, leaveOut: Occurrence | null) {
  const from = event.own ? guestMailFrom(context, calendar, account) : undefined;
  if (from === undefined) return undefined;
  const content = leaveOut ? { ...event, ...leaveOut, recurrence: [] } : event;
  const { id: uid, guests, sequence = 0 } = event;
  return composeGuestMail(context, from, { news: 'cancelled', content, guests, uid, sequence: sequence + 1 });
}

const STANDS = 'it is deleted in your calendar';

function mailsOf({ cancel, leaveOut, ...event }: Args): GuestMail[] {
  if (!cancel) return [];
  const content = contentBy(event);
  const part = leaveOut ? { ...content, ...leaveOut, recurrence: [], instead: leaveOut.start } : content;
  return [outgoingGuestMail(cancel, { ...part, method: 'cancel' })];
}

async function find(context: OutsideContext, event: Args): Promise<Found<UndoData>> {
  const now = await lookUp(context, event.calendar.id, event.id);
  const rest = restOf(event);
  if (now?.etag === event.etag) return 'nothing';
  if (rest === null && now === undefined) return deleted(event, null);
  if (rest !== null && now && says(now, rest)) return deleted(event, now);
  return { unknown: 'the event has been changed or deleted in the meantime' };
}

/** What is left of the event; null when nothing is. */
function restOf(event: Args): EventContent | null {
  if (event.leaveOut === null) return null;
  const recurrence = [...event.when.recurrence, exceptionLine(event.leaveOut)];
  return contentBy({ ...event, when: { ...event.when, recurrence } });
}

function deleted(event: Args, left: EventContent | null, whole?: string): ActionResult<UndoData> {
  const { account, calendar, id, title, leaveOut, partial, cancel } = event;
  const others = othersOf(event);
  const said = `${leaveOut === null ? 'Deleted' : 'Deleted for that day'}: ${shown(title)}.${toldText(calendar, others, cancel !== undefined)}`;
  if (others.length > 0 || partial) return { said, tainted: true };
  const before = contentArgs.parse(contentBy(event));
  const after = left && contentArgs.parse(left);
  return { said, tainted: true, undo: { account, calendar, id, before, after, ...(whole !== undefined && { whole }) } };
}

function othersOf({ guests, account }: Args) {
  return othersAmong(guests, account);
}
