import { z } from 'zod';
import { AppError, isAppError } from '../../../ground/errors.ts';
import { sendingMail } from '../../../mail/accounts.ts';
import type { CardFields, OutsideContext } from '../../kind.ts';
import { pickCalendar, toArgs } from './account.ts';
import type { Answer } from './answer-mail.ts';
import { calendarArgs, eventFields } from './args.ts';
import type { Asked } from './asked.ts';

/** How an answer goes, and what it changes in the person's calendar. */
export const wayArgs = z.object({
  /** How the organizer hears of it: from the calendar's server, by a mail of the person's, or not at all. */
  told: z.enum(['server', 'mail', 'nobody']),
  /** The answer is noted, the event is put there as it was asked for, or nothing is changed. */
  entry: z.enum(['noted', 'filed', 'none']),
  calendar: calendarArgs.exactOptional(),
});

type Way = z.infer<typeof wayArgs>;

export const wayFields: CardFields<Way> = {
  told: (told) => ({ label: 'Told', value: TOLD[told] }),
  entry: (entry) => ({ label: 'In your calendar', value: ENTRIES[entry] }),
  calendar: eventFields.calendar,
};

export const NOBODY =
  'Nobody is told: your calendar server sends no answers, and no mail account is connected that I may send from. Connect one with /connect mail.';

/**
 * A server that sends answers by itself sends this one; else it goes by mail. Times are proposed by mail alone, since iTIP is the only way that there
 * is, and change no calendar. Rejects with `unavailable` where there is no mail for that.
 */
export async function wayOf(context: OutsideContext, asked: Asked, answer: Answer): Promise<Way> {
  const { copy, isNewer } = asked;
  const hasMail = sendingMail(context.eyes) !== undefined;
  if (answer === 'proposed') {
    requireMail(hasMail, 'Another time is proposed by mail');
    return { told: 'mail', entry: 'none' };
  }
  if (!copy) {
    requireMail(hasMail, 'This is answered by mail');
    return answer === 'declined' ? { told: 'mail', entry: 'none' } : newEntry(context, asked);
  }
  if (!copy.calendar.writable) {
    requireMail(hasMail, 'Its calendar can only be read, so this is answered by mail');
    return { told: 'mail', entry: 'none' };
  }
  const calendar = toArgs(copy.calendar);
  if (!copy.calendar.silent) return { told: 'server', entry: 'noted', calendar };
  return { told: hasMail ? 'mail' : 'nobody', entry: isNewer ? 'filed' : 'noted', calendar };
}

function requireMail(hasMail: boolean, why: string): void {
  if (hasMail) return;
  throw new AppError(
    'unavailable',
    `${why}, and no mail account is connected that I may send from. Connect one with /connect mail.`,
  );
}

/** What stands in no calendar yet goes into the main one; one day of a series is no event by itself. */
async function newEntry(context: OutsideContext, { invitation }: Asked): Promise<Way> {
  const isWhole = invitation.instead === undefined && context.eyes.calendar !== undefined;
  const calendar = isWhole ? await pickCalendar(context, undefined).catch(whenNone) : undefined;
  return calendar ? { told: 'mail', entry: 'filed', calendar } : { told: 'mail', entry: 'none' };
}

const TOLD: Readonly<Record<Way['told'], string>> = {
  server: 'by your calendar service',
  mail: 'by the mail below',
  nobody: 'not at all',
};

const ENTRIES: Readonly<Record<Way['entry'], string>> = {
  noted: 'your answer is noted',
  filed: 'the event is put there as it stands here',
  none: 'nothing changes',
};

/** All calendars may be ones that can only be read. */
function whenNone(error: unknown): undefined {
  if (isAppError(error, 'denied')) return undefined;
  throw error;
}
