import type { Invitation } from '../../../calendar/invitation.ts';
import { judge, sceneryAround } from '../../../calendar/invitation-fit.ts';
import { changeWhen } from '../../../calendar/read-when.ts';
import { AppError } from '../../../ground/errors.ts';
import type { MeetingTime } from '../../../ports/meeting.ts';
import type { OutsideContext } from '../../kind.ts';
import { readerOf } from './account.ts';

/** R29: whoever cannot come at that time leaves a choice. */
const FEWEST = 2;
const MOST = 5;

/**
 * The times that are proposed in the place of the one that was asked for, as long as it: those that were said, else those that are free and nearest.
 * Rejects with `invalid` for fewer than two, and for a series.
 */
export async function otherTimes(
  context: OutsideContext,
  invitation: Invitation,
  said: readonly string[] | undefined,
): Promise<readonly MeetingTime[]> {
  if (invitation.content.recurrence.length > 0)
    throw new AppError('invalid', 'I propose no other times for a series. Decline it, or write to its organizer.');
  const times = said ? readTimes(context, invitation, said) : await freeTimes(context, invitation);
  if (times.length >= FEWEST && times.length <= MOST) return times;
  const few = said ? '' : 'I find fewer than two other times that are free and fit how you meet. ';
  throw new AppError('invalid', `${few}Give ${FEWEST} to ${MOST} times, such as 2026-12-01T14:30.`);
}

function readTimes({ now, profile }: OutsideContext, { content }: Invitation, said: readonly string[]): MeetingTime[] {
  const reading = { now, zone: profile.identity.timezone };
  return said.slice(0, MOST + 1).map((text) => {
    const { start, end } = changeWhen({ start: content.start, end: content.end, recurrence: [] }, { start: text }, reading);
    return { start, end };
  });
}

async function freeTimes(context: OutsideContext, invitation: Invitation): Promise<MeetingTime[]> {
  const { profile, now, signal } = context;
  const zone = profile.identity.timezone;
  const scenery = await sceneryAround(readerOf(context), invitation, profile, now, signal);
  return judge(invitation, scenery, profile, now).instead.map(({ from, until }) => ({
    start: { at: from.toString(), zone },
    end: { at: until.toString(), zone },
  }));
}
