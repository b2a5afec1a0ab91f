import { z } from 'zod';
import { answerOf } from '../../../calendar/look.ts';
import { spanText } from '../../../calendar/when-text.ts';
import { AppError } from '../../../ground/errors.ts';
import type { CalendarEvent } from '../../../ports/calendar.ts';
import { shown } from '../../card/shown.ts';
import { type ActionResult, defineOutsideKind, type OutsideContext, type OutsideKind } from '../../kind.ts';
import { CHANGED, type Found, lookUp, says, settled, writerFor } from './account.ts';
import { calendarArgs, contentBy, eventFields, memberArgs, memberFields, membersOf } from './args.ts';
import { findEvent } from './find.ts';
import { timeWarnings } from './warnings.ts';

const answers = z.enum(['accepted', 'declined', 'tentative']);

const args = memberArgs.extend({
  answer: answers,
  organizer: z.string(),
  account: z.string(),
  calendar: calendarArgs,
  id: z.string(),
});

type Args = z.infer<typeof args>;

/** Answers an invitation. The organizer is told, so it always asks and cannot be taken back. */
export const calendarRespond: OutsideKind = defineOutsideKind({
  name: 'calendar_respond',
  description: 'Answer an invitation. event: id or title.',
  effect: 'outbound',
  verb: 'Answer',
  area: 'calendar',
  needs: 'calendar',
  input: z.object({ event: z.string(), answer: answers }),
  args,
  async resolve(context, { event: said, answer }) {
    const { account, calendar, event } = await findEvent(context, said);
    if (event.own) throw new AppError('invalid', 'The person organizes this event. Change it or delete it instead.');
    const before = answerOf(event, account);
    if (before === undefined) throw new AppError('invalid', 'Nobody waits for an answer to this event.');
    if (before === answer) throw new AppError('invalid', 'That is the answer already.');
    return { answer, organizer: event.organizer, account, calendar, ...membersOf(event), id: event.id };
  },
  fields: {
    answer: (answer) => ({ label: 'Answer', value: answer }),
    organizer: (organizer) => ({ label: 'To the organizer', value: organizer }),
    account: eventFields.account,
    calendar: eventFields.calendar,
    ...memberFields,
    id: eventFields.id,
  },
  async warn(context, { when, answer, id }) {
    const series = when.recurrence.length > 0 ? ['The answer is for the whole series.'] : [];
    const times = answer === 'declined' ? [] : await timeWarnings(context, when, id);
    return ['This cannot be undone: the organizer is told.', ...series, ...times];
  },
  async run(context, wish) {
    const { calendar, id, answer } = wish;
    const event = await lookUp(context, calendar.id, id);
    if (!event || !isAsShown(event, wish)) throw new AppError('invalid', CHANGED);
    const writer = await writerFor(context, wish.account, calendar);
    const write = writer.respond(calendar.id, id, answer, context.signal);
    return settled(
      write,
      () => answered(context, wish),
      () => find(context, wish),
    );
  },
  find,
  undoData: z.never(),
  undo: async () => 'An answer that was sent cannot be taken back. Answer again instead.',
});

async function find(context: OutsideContext, wish: Args): Promise<Found<never>> {
  const event = await lookUp(context, wish.calendar.id, wish.id);
  if (!event) return { unknown: 'the event is gone' };
  return answerOf(event, wish.account) === wish.answer ? answered(context, wish) : 'nothing';
}

/** What the others answered meanwhile changes nothing of what is answered here. */
function isAsShown(event: CalendarEvent, wish: Args): boolean {
  const { organizer } = event;
  return organizer === wish.organizer && says({ ...event, guests: [] }, contentBy({ ...wish, guests: [] }));
}

function answered({ profile }: OutsideContext, { answer, title, when, organizer }: Args): ActionResult<never> {
  const said = `Answered ${answer}: ${shown(title)}, ${spanText(when, profile.identity.timezone)}. ${shown(organizer)} is told.`;
  return { said, tainted: true };
}
