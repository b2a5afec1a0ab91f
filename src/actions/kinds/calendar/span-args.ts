import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Stretch } from '../../../calendar/event-time.ts';
import { parseSpan } from '../../../calendar/span-phrase.ts';
import { AppError } from '../../../ground/errors.ts';
import type { Profile } from '../../../people/profile.ts';
import { momentText } from '../../../reminders/moment-text.ts';
import type { Scene } from '../../kind.ts';

/** A stretch of time as it is stored: ISO 8601 instants. */
export const spanArgs = { from: z.string(), until: z.string() };

export const spanFields = {
  from: (from: string, profile: Profile) => ({ label: 'From', value: momentText(local(from, profile)) }),
  until: (until: string, profile: Profile) => ({ label: 'Until', value: momentText(local(until, profile)) }),
};

const LONGEST_DAYS = 62;

/** What is still to come of the stretch that is meant. Rejects with `invalid` when all of it is over, or when it is too long. */
export function spanToCome({ now, profile }: Scene, said: string): Stretch {
  const { from, until } = parseSpan(said, now.toZonedDateTimeISO(profile.identity.timezone));
  const start = Temporal.Instant.compare(from, now) < 0 ? nextQuarter(now) : from;
  if (Temporal.Instant.compare(start, until) >= 0) throw new AppError('invalid', 'That time is over. Ask for time to come.');
  if (start.until(until).total('hours') > LONGEST_DAYS * 24)
    throw new AppError('invalid', `Ask for at most ${LONGEST_DAYS} days.`);
  return { from: start, until };
}

export function stretchOfArgs({ from, until }: { readonly from: string; readonly until: string }): Stretch {
  return { from: Temporal.Instant.from(from), until: Temporal.Instant.from(until) };
}

function nextQuarter(now: Temporal.Instant): Temporal.Instant {
  return now.round({ smallestUnit: 'minute', roundingIncrement: 15, roundingMode: 'ceil' });
}

function local(at: string, { identity }: Profile): Temporal.ZonedDateTime {
  return Temporal.Instant.from(at).toZonedDateTimeISO(identity.timezone);
}
