import { z } from 'zod';
import { answerOf } from '../../../calendar/look.ts';
import { spanText } from '../../../calendar/when-text.ts';
import { AppError, isAppError } from '../../../ground/errors.ts';
import { sendingMail } from '../../../mail/accounts.ts';
import { recipientWarnings } from '../../../mail/acquaintance.ts';
import type { CalendarEvent } from '../../../ports/calendar.ts';
import { shown } from '../../card/shown.ts';
import {
  type ActionResult,
  defineOutsideKind,
  type HandsContext,
  type OutsideContext,
  type OutsideKind,
  type Unanswered,
} from '../../kind.ts';
import { requireSharing } from '../../sharing.ts';
import { mailInHand } from '../mail/account.ts';
import { CHANGED, type Found, lookUp, says, settled, writerFor } from './account.ts';
import {
  ANSWERS,
  type Answer,
  type AnswerMailArgs,
  answerMailArgs,
  answerMailFields,
  composeAnswer,
  filedMeeting,
  meetingTimes,
  outgoingAnswer,
} from './answer-mail.ts';
import { NOBODY, wayArgs, wayFields, wayOf } from './answer-way.ts';
import { contentBy, eventFields, memberArgs, memberFields, membersOf } from './args.ts';
import { type Asked, addressesOf, findAsked } from './asked.ts';
import { otherTimes } from './other-times.ts';
import { timeWarnings, unseenWarnings } from './warnings.ts';

const args = memberArgs.extend({
  answer: z.enum(ANSWERS),
  times: meetingTimes.exactOptional(),
  organizer: z.string(),
  ...wayArgs.shape,
  /** The calendar's account; the mail's where no calendar takes part. */
  account: z.string(),
  id: z.string(),
  ...answerMailArgs.partial().shape,
});

type Args = z.infer<typeof args>;

/** Answers an invitation, or proposes other times (R29). The organizer is told, so it always asks and cannot be taken back. */
export const calendarRespond: OutsideKind = defineOutsideKind({
  name: 'calendar_respond',
  description:
    'Answer an invitation. event: id or title; or mail: id of the mail that brought it. proposed: other times; times: 2 to 5, else free ones.',
  effect: 'outbound',
  verb: 'Answer',
  area: 'calendar',
  needs: 'calendar',
  input: z.object({
    event: z.string().optional(),
    mail: z.string().optional(),
    answer: z.enum(ANSWERS),
    times: z.array(z.string()).optional(),
  }),
  args,
  async resolve(context, { event, mail, answer, times: said }): Promise<Args> {
    const asked = await findAsked(context, { event, mail });
    requireNews(asked, answer);
    const { invitation } = asked;
    const times = answer === 'proposed' ? await otherTimes(context, invitation, said) : undefined;
    const way = await wayOf(context, asked, answer);
    if (way.told === 'mail') requireSharing('mail', 'outbound', context.profile);
    const { eyes } = context;
    const letter =
      way.told === 'mail'
        ? composeAnswer(context, sendingMail(eyes)?.account ?? '', { invitation, answer, times: times ?? [] })
        : {};
    return {
      ...{ answer, organizer: invitation.organizer, ...way, ...(times && { times }) },
      account: eyes.calendar?.account ?? eyes.mail?.account ?? '',
      ...membersOf(invitation.content),
      id: asked.copy?.event.id ?? invitation.uid,
      ...letter,
    };
  },
  fields: {
    answer: (answer) => ({ label: 'Answer', value: answer }),
    times: (times, { identity }) => ({
      label: 'Times that you propose',
      value: times.map((time) => spanText(time, identity.timezone)).join('\n'),
    }),
    organizer: (organizer) => ({ label: 'To the organizer', value: organizer }),
    ...wayFields,
    account: eventFields.account,
    ...memberFields,
    id: eventFields.id,
    ...answerMailFields,
  },
  async warn(context, { when, answer, id, told: way, to }) {
    const final = way === 'nobody' ? NOBODY : 'This cannot be undone: the organizer is told.';
    const series = when.recurrence.length > 0 ? ['The answer is for the whole series.'] : [];
    const comes = answer === 'accepted' || answer === 'tentative';
    const times = comes && context.eyes.calendar ? await timeWarnings(context, when, id) : [];
    const unseen = answer === 'proposed' && context.eyes.calendar ? await unseenWarnings(context) : [];
    const people = to === undefined ? [] : await recipientWarnings(context.eyes, [{ name: '', address: to }], context.signal);
    return [final, ...series, ...times, ...unseen, ...people];
  },
  async run(context, wish) {
    if (wish.entry === 'noted') await requireAsShown(context, wish);
    const letter = letterOf(wish);
    if (!letter) return noted(context, wish);
    const { writer } = mailInHand(context, letter.from);
    const handover = await writer.send(
      outgoingAnswer(letter, { ...wish, times: wish.times ?? [] }, contentBy(wish), wish.organizer),
      context.signal,
    );
    if (handover.state === 'unknown') return { unknown: handover.reason };
    return answered(context, wish, await enter(context, wish, letter));
  },
  async find(context, wish) {
    const letter = letterOf(wish);
    if (!letter) return find(context, wish);
    if (!(await mailInHand(context, letter.from).writer.wasSent(letter.messageId, context.signal))) return 'nothing';
    return answered(context, wish, await enter(context, wish, letter));
  },
  undoData: z.never(),
  undo: async () => 'An answer that was sent cannot be taken back. Answer again instead.',
});

/** Rejects with `invalid` when that is the answer already. */
function requireNews({ invitation, copy, isNewer }: Asked, answer: Answer): void {
  if (!copy || isNewer) return;
  const before = answerOf(copy.event, invitation.invited);
  if (before === undefined) throw new AppError('invalid', 'Nobody waits for an answer to this event.');
  if (before === answer) throw new AppError('invalid', 'That is the answer already.');
}

function letterOf(wish: Args): AnswerMailArgs | undefined {
  return wish.told === 'mail' ? answerMailArgs.parse(wish) : undefined;
}

/** An answer that the calendar alone takes. */
async function noted(context: HandsContext, wish: Args): Promise<ActionResult<never> | Unanswered> {
  const { calendar, id, answer } = wish;
  if (!calendar || answer === 'proposed') throw new AppError('invalid', CHANGED);
  const writer = await writerFor(context, wish.account, calendar);
  const write = writer.respond(calendar.id, id, answer, context.signal);
  return settled(
    write,
    () => answered(context, wish),
    () => find(context, wish),
  );
}

async function find(context: OutsideContext, wish: Args): Promise<Found<never>> {
  const event = wish.calendar && (await lookUp(context, wish.calendar.id, wish.id));
  if (!event) return { unknown: 'the event is gone' };
  return answerHere(context, event) === wish.answer ? answered(context, wish) : 'nothing';
}

/** The mail has gone out, so nothing here may fail: what the calendar did not take is only told of. */
async function enter(context: HandsContext, wish: Args, letter: AnswerMailArgs): Promise<string> {
  const { calendar, id, answer, organizer } = wish;
  if (!calendar || wish.entry === 'none' || answer === 'proposed') return '';
  try {
    const writer = await writerFor(context, wish.account, calendar);
    if (wish.entry === 'filed' && !writer.file) return ' Put it into your calendar yourself: this one takes none of others.';
    const filed = filedMeeting(letter, answer, contentBy(wish), organizer);
    const written = await (wish.entry === 'filed'
      ? writer.file?.(calendar.id, filed, context.signal)
      : writer.respond(calendar.id, id, answer, context.signal));
    return written && 'noAnswer' in written ? ' Whether your calendar has it, nobody can tell: look there.' : '';
  } catch (error) {
    if (!isAppError(error)) throw error;
    return ` Your calendar has not changed: ${error.message}`;
  }
}

/** What the others answered meanwhile changes nothing of what is answered here. */
async function requireAsShown(context: OutsideContext, wish: Args): Promise<void> {
  const event = wish.calendar && (await lookUp(context, wish.calendar.id, wish.id));
  const isSame = event?.organizer === wish.organizer && says({ ...event, guests: [] }, contentBy({ ...wish, guests: [] }));
  if (!isSame) throw new AppError('invalid', CHANGED);
}

function answerHere(context: OutsideContext, { guests }: CalendarEvent) {
  const own = addressesOf(context);
  return guests.find(({ address }) => own.includes(address.toLowerCase()))?.answer;
}

function answered({ profile }: OutsideContext, wish: Args, afterwards = ''): ActionResult<never> {
  const { answer, title, when, organizer, told: way } = wish;
  const who = way === 'nobody' ? 'Nobody is told.' : `${shown(organizer)} is told.`;
  return {
    said: `${SAID[answer]}: ${shown(title)}, ${spanText(when, profile.identity.timezone)}. ${who}${afterwards}`,
    tainted: true,
  };
}

const SAID: Readonly<Record<Answer, string>> = {
  accepted: 'Answered accepted',
  declined: 'Answered declined',
  tentative: 'Answered tentative',
  proposed: 'Other times proposed',
};
