import { z } from 'zod';
import { readWhen } from '../../../calendar/read-when.ts';
import { spanText, timesText } from '../../../calendar/when-text.ts';
import { readPlace, readText, readTitle } from '../../../calendar/wording.ts';
import { AppError } from '../../../ground/errors.ts';
import type { CalendarEvent } from '../../../ports/calendar.ts';
import { shown } from '../../card/shown.ts';
import { type ActionResult, defineOutsideKind, type OutsideContext, type OutsideKind } from '../../kind.ts';
import { CHANGED, type Found, lookUp, pickCalendar, readerOf, says, settled, taken, writerFor } from './account.ts';
import { calendarArgs, contentArgs, contentBy, eventFields, memberArgs, memberFields } from './args.ts';
import { makeEventId } from './event-id.ts';
import { composeGuestMail, guestMailFields, guestMailFrom, guestMailsArgs, outgoingGuestMail } from './guest-mail.ts';
import { guestWarnings, readGuests } from './guests.ts';
import { changeAndTell, findTold, type GuestMail } from './tell-guests.ts';
import { guestsTold, sharedWarning, timeWarnings } from './warnings.ts';

const input = z.object({
  title: z.string(),
  start: z.string(),
  end: z.string().optional(),
  guests: z.array(z.string()).optional(),
  location: z.string().optional(),
  description: z.string().optional(),
  recurrence: z.array(z.string()).optional(),
  calendar: z.string().optional(),
});

const args = memberArgs.extend({
  account: z.string(),
  calendar: calendarArgs,
  id: z.string(),
  request: guestMailsArgs.request,
});

type Args = z.infer<typeof args>;

const undoData = z.object({ account: z.string(), calendar: calendarArgs, id: z.string(), content: contentArgs });

type UndoData = z.infer<typeof undoData>;

/** An event in an unshared calendar without guests is the person's own affair; any other reaches people. */
export const calendarCreate: OutsideKind = defineOutsideKind({
  name: 'calendar_create',
  description:
    'Create an event. start, end: ISO time or phrase; a bare day lasts all day. end: also "45 minutes". recurrence: RRULE.',
  effect: ({ guests, calendar }) => (guests.length > 0 || calendar.shared ? 'outbound' : 'private'),
  verb: 'Create',
  area: 'calendar',
  needs: 'calendar',
  input,
  args,
  async resolve(context, wish) {
    const { account } = readerOf(context);
    const calendar = await pickCalendar(context, wish.calendar);
    const content = {
      title: readTitle(wish.title),
      when: readWhen(wish, { now: context.now, zone: context.profile.identity.timezone }),
      location: readPlace(wish.location ?? ''),
      description: readText(wish.description ?? ''),
      guests: await readGuests(context, wish.guests ?? [], account),
    };
    const id = makeEventId([context.personId, context.source, account, calendar.id, content]);
    const from = guestMailFrom(context, calendar, account);
    const telling = { news: 'new', content: contentBy(content), guests: content.guests, uid: id, sequence: 0 } as const;
    const request = from === undefined ? undefined : composeGuestMail(context, from, telling);
    return { account, calendar, ...content, id, ...(request && { request }) };
  },
  fields: {
    account: eventFields.account,
    calendar: eventFields.calendar,
    ...memberFields,
    id: eventFields.id,
    request: guestMailFields.request,
  },
  async warn(context, { calendar, guests, when, request }) {
    return [
      ...guestsTold(calendar, guests, request !== undefined),
      ...sharedWarning(calendar),
      ...(await guestWarnings(context, guests)),
      ...(await timeWarnings(context, when)),
    ];
  },
  async run(context, event) {
    const writer = await writerFor(context, event.account, event.calendar);
    const look = () => find(context, event);
    const write = () =>
      settled(
        writer.create(event.calendar.id, event.id, contentBy(event), context.signal),
        (made) => created(context, event, made),
        look,
      );
    return changeAndTell(context, { mails: mailsOf(event), stands: STANDS, write, look });
  },
  find: (context, event) => findTold(context, { mails: mailsOf(event), stands: STANDS, look: () => find(context, event) }),
  undoData,
  async undo(context, { account, calendar, id, content }) {
    const gone = `The event is not there any more: ${shown(content.title)}.`;
    const event = await lookUp(context, calendar.id, id);
    if (!event) return gone;
    if (!says(event, content)) throw new AppError('invalid', CHANGED);
    const writer = await writerFor(context, account, calendar);
    const isGone = async () => (await lookUp(context, calendar.id, id)) === undefined;
    await taken(writer.remove(calendar.id, id, event.etag, context.signal), isGone);
    return gone;
  },
});

const STANDS = 'the event is in your calendar';

function mailsOf({ request, ...event }: Args): GuestMail[] {
  if (!request) return [];
  return [outgoingGuestMail(request, { ...contentBy(event), method: 'request' })];
}

async function find(context: OutsideContext, event: Args): Promise<Found<UndoData>> {
  const there = await lookUp(context, event.calendar.id, event.id);
  return there ? created(context, event, there) : 'nothing';
}

function created({ profile }: OutsideContext, event: Args, made: CalendarEvent): ActionResult<UndoData> {
  const { account, calendar, id, guests, when, title, request } = event;
  const names = guests.map(({ address }) => shown(address)).join(', ');
  const invited = guests.length === 0 || request ? '' : ` ${calendar.silent ? 'With, and not told:' : 'Invited:'} ${names}.`;
  const often = when.recurrence.length === 0 ? '' : `, ${timesText(when)}`;
  const said = `Created: ${shown(title)}, ${spanText(when, profile.identity.timezone)}${often}.${invited}`;
  // The server may have added to it: what is undone is what it became.
  return guests.length > 0 ? { said } : { said, undo: { account, calendar, id, content: contentArgs.parse(made) } };
}
