import { z } from 'zod';
import { othersAmong } from '../../../calendar/content.ts';
import { changeWhen } from '../../../calendar/read-when.ts';
import { readPlace, readText, readTitle } from '../../../calendar/wording.ts';
import { AppError } from '../../../ground/errors.ts';
import type { CalendarEvent, EventContent, Guest } from '../../../ports/calendar.ts';
import { shown } from '../../card/shown.ts';
import { type ActionResult, defineOutsideKind, type OutsideContext, type OutsideKind } from '../../kind.ts';
import { CHANGED, type Found, isBack, lookUp, putBack, says, settled, taken, wholeOf, writerFor } from './account.ts';
import {
  calendarArgs,
  changeFields,
  contentArgs,
  contentBy,
  eventArgs,
  eventFields,
  guestsArgs,
  identityOf,
  membersOf,
  partialField,
  whenArgs,
} from './args.ts';
import { askedAnew, changeMails, composeChangeMails } from './change-mails.ts';
import { findOwnEvent } from './find.ts';
import { guestMailFields, guestMailFrom, guestMailsArgs } from './guest-mail.ts';
import { guestWarnings, readGuests, toldText } from './guests.ts';
import { changeAndTell, findTold } from './tell-guests.ts';
import { guestsTold, PARTIAL, sharedWarning, timeWarnings } from './warnings.ts';

const input = z.object({
  event: z.string(),
  title: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  location: z.string().optional(),
  description: z.string().optional(),
  addGuests: z.array(z.string()).optional(),
  removeGuests: z.array(z.string()).optional(),
  recurrence: z.array(z.string()).optional(),
  series: z.boolean().optional(),
});

type Input = z.infer<typeof input>;

const change = <T extends z.ZodType>(member: T) => z.object({ before: member, after: member });

/** The whole content as it is and as it is to be: the one is what undo restores, the other what is written. */
const args = eventArgs.extend({
  title: change(z.string()),
  when: change(whenArgs),
  location: change(z.string()),
  description: change(z.string()),
  guests: change(guestsArgs),
  /** True when moving it would lose what the server alone holds of it. */
  partial: z.boolean(),
  ...guestMailsArgs,
});

type Args = z.infer<typeof args>;

const undoData = z.object({
  account: z.string(),
  calendar: calendarArgs,
  id: z.string(),
  before: contentArgs,
  after: contentArgs,
  whole: z.string().optional(),
});

type UndoData = z.infer<typeof undoData>;

/** Moves or rewrites an event that the person organizes; whoever is invited, or was, is told by the server, or by mail where it tells nobody. */
export const calendarUpdate: OutsideKind = defineOutsideKind({
  name: 'calendar_update',
  description: 'Change an event. event: id or title. Left-out fields stay. series: true changes a whole series.',
  effect(event) {
    if (othersOf(event).length > 0 || event.calendar.shared) return 'outbound';
    return losesSome(event) ? 'destructive' : 'private';
  },
  verb: 'Change',
  area: 'calendar',
  needs: 'calendar',
  input,
  args,
  async resolve(context, wish) {
    const { account, calendar, event } = await findOwnEvent(context, wish.event);
    if (event.recurrence.length > 0 && wish.series !== true)
      throw new AppError(
        'invalid',
        'This event repeats. To change all of it, say series: true. To move one day, use calendar_move.',
      );
    const before = membersOf(event);
    const wished = await changed(context, before, wish, account);
    const from = guestMailFrom(context, calendar, account);
    const asksAnew = from !== undefined && isMoved({ before: before.when, after: wished.when });
    const after = asksAnew ? { ...wished, guests: askedAnew(wished.guests, account) } : wished;
    if (says(contentBy(after), event)) throw new AppError('invalid', 'This is what the event says already. Say what to change.');
    const both = <T>(one: T, other: T) => ({ before: one, after: other });
    return {
      ...identityOf(event, calendar, account),
      title: both(before.title, after.title),
      when: both(before.when, after.when),
      location: both(before.location, after.location),
      description: both(before.description, after.description),
      guests: both(before.guests, after.guests),
      partial: event.partial === true,
      ...(from !== undefined && composeChangeMails(context, from, event, contentBy(after))),
    };
  },
  fields: { ...eventFields, ...changeFields, partial: partialField, ...guestMailFields },
  async warn(context, event) {
    const { guests, when, calendar, id } = event;
    const known = new Set(guests.before.map(({ address }) => address));
    return [
      ...guestsTold(calendar, othersOf(event), isToldByMail(event)),
      ...(losesSome(event) ? [PARTIAL] : []),
      ...sharedWarning(calendar),
      ...(await guestWarnings(
        context,
        guests.after.filter(({ address }) => !known.has(address)),
      )),
      ...(isMoved(when) ? await timeWarnings(context, when.after, id) : []),
    ];
  },
  async run(context, event) {
    const { calendar, id, etag } = event;
    const writer = await writerFor(context, event.account, calendar);
    const whole = await wholeOf(context, calendar.id, id, etag);
    const look = () => find(context, event);
    const write = () =>
      settled(
        writer.update(calendar.id, id, etag, sideOf(event, 'after'), context.signal),
        (made) => updated(event, made, whole),
        look,
      );
    return changeAndTell(context, { mails: mailsOf(event), stands: STANDS, write, look });
  },
  find: (context, event) => findTold(context, { mails: mailsOf(event), stands: STANDS, look: () => find(context, event) }),
  undoData,
  async undo(context, { account, calendar, id, before, after, whole }) {
    const said = `The event is as it was: ${shown(before.title)}.`;
    const event = await lookUp(context, calendar.id, id);
    if (event && says(event, before)) return said;
    if (!event || !says(event, after)) throw new AppError('invalid', CHANGED);
    const writer = await writerFor(context, account, calendar);
    const place = { calendarId: calendar.id, id, etag: event.etag };
    await taken(putBack(writer, place, { content: before, whole }, context.signal), () =>
      isBack(context, calendar.id, id, before),
    );
    return said;
  },
});

const STANDS = 'it is changed in your calendar';

function mailsOf(event: Args) {
  return changeMails(event, event.guests.before, sideOf(event, 'after'));
}

function isToldByMail({ request, cancel }: Args): boolean {
  return request !== undefined || cancel !== undefined;
}

async function changed(
  { now, profile, ...context }: OutsideContext,
  before: ReturnType<typeof membersOf>,
  { title, location, description, addGuests = [], removeGuests = [], start, end, recurrence }: Input,
  account: string,
): Promise<ReturnType<typeof membersOf>> {
  const added = await readGuests({ now, profile, ...context }, addGuests, account);
  const reading = { now, zone: profile.identity.timezone };
  return {
    title: title === undefined ? before.title : readTitle(title),
    when: changeWhen(before.when, { ...(start !== undefined && { start }), end, recurrence }, reading),
    location: location === undefined ? before.location : readPlace(location),
    description: description === undefined ? before.description : readText(description),
    guests: guestsAfter(before.guests, added, removeGuests),
  };
}

/** Who stays keeps their answer. Rejects with `not-found` for somebody who is no guest. */
function guestsAfter(before: readonly Guest[], added: readonly Guest[], removed: readonly string[]): Guest[] {
  const gone = new Set(removed.map((said) => said.trim().toLowerCase()));
  for (const said of gone) {
    if (!before.some(({ address }) => address.toLowerCase() === said))
      throw new AppError('not-found', 'One of those to be removed is no guest. Give the address as calendar_list shows it.');
  }
  const stay = before.filter(({ address }) => !gone.has(address.toLowerCase()));
  const known = new Set(stay.map(({ address }) => address.toLowerCase()));
  return [...stay, ...added.filter(({ address }) => !known.has(address.toLowerCase()))];
}

async function find(context: OutsideContext, event: Args): Promise<Found<UndoData>> {
  const now = await lookUp(context, event.calendar.id, event.id);
  if (now?.etag === event.etag) return 'nothing';
  if (now && says(now, sideOf(event, 'after'))) return updated(event, now);
  return { unknown: 'the event has been changed or deleted in the meantime' };
}

function updated(event: Args, made: CalendarEvent, whole?: string): ActionResult<UndoData> {
  const { account, calendar, id, title } = event;
  const others = othersOf(event);
  const said = `Changed: ${shown(title.after)}.${toldText(calendar, others, isToldByMail(event))}`;
  if (others.length > 0 || losesSome(event)) return { said, tainted: true };
  const sides = { before: contentArgs.parse(sideOf(event, 'before')), after: contentArgs.parse(made) };
  const undo = { account, calendar, id, ...sides, ...(whole !== undefined && { whole }) };
  return { said, undo, tainted: true };
}

/** A moved series drops its days that were changed one by one. */
function losesSome({ partial, when }: Args): boolean {
  return partial && isMoved(when);
}

function isMoved({ before, after }: Args['when']): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

/** Everybody but the person who is invited before or after. */
function othersOf({ guests, account }: Args): Guest[] {
  const all = new Map([...guests.before, ...guests.after].map((guest) => [guest.address.toLowerCase(), guest]));
  return othersAmong([...all.values()], account);
}

function sideOf({ title, when, location, description, guests }: Args, side: 'before' | 'after'): EventContent {
  return contentBy({
    title: title[side],
    when: when[side],
    location: location[side],
    description: description[side],
    guests: guests[side],
  });
}
