import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { AppError } from '../../ground/errors.ts';
import type { Profile } from '../../people/profile.ts';
import { dayText, exactMomentText, liveMomentText } from '../../reminders/moment-text.ts';
import { parseWhen, unreadText } from '../../reminders/phrase.ts';
import { pickOne } from '../../reminders/pick.ts';
import type { Task } from '../../tasks/store.ts';
import type { ActionContext } from '../kind.ts';

/** When a task is due, exactly: an ISO 8601 instant, the end of the day when only a day was said; `at` null for no due date. */
export const dueArgs = z.object({ at: z.string().nullable(), isDay: z.boolean() });

export type DueArgs = z.infer<typeof dueArgs>;

/** Reads `friday`, `tomorrow 17:00` or `none` in the person's zone. Rejects with `invalid` and what to write instead. */
export function readDue(text: string, { profile, now }: ActionContext): DueArgs {
  if (/^(?:none|never|no date|)$/i.test(text.trim())) return { at: null, isDay: false };
  const when = parseWhen(text, { now, zone: profile.identity.timezone, bareDay: 'end' });
  if (when.state === 'unread') throw new AppError('invalid', unreadText(when));
  if (when.state === 'repeated') throw new AppError('invalid', 'A task is due once. For something regular, set a reminder.');
  return { at: when.at.toInstant().toString(), isDay: when.dayOnly };
}

export function dueInstant({ at }: DueArgs): Temporal.Instant | null {
  return at === null ? null : Temporal.Instant.from(at);
}

/** The same for a card: a moment that can be no other. */
export function exactDueText(due: DueArgs, profile: Profile): string {
  if (due.at === null || due.isDay) return dueArgsText(due, profile);
  return exactMomentText(Temporal.Instant.from(due.at).toZonedDateTimeISO(profile.identity.timezone));
}

export function dueArgsText({ at, isDay }: DueArgs, { identity }: Profile): string {
  if (at === null) return 'no due date';
  const due = Temporal.Instant.from(at).toZonedDateTimeISO(identity.timezone);
  return isDay ? `${dayText(due.toPlainDate())} (${identity.timezone})` : liveMomentText(due);
}

/** The stated goal that these words mean; empty for `none`. Rejects with `invalid` and the goals there are. */
export function readGoal(text: string, { goals }: Profile): string {
  const said = text.trim().toLowerCase();
  if (said === '' || said === 'none') return '';
  const stated = [...goals.shortTerm, ...goals.longTerm];
  const goal = stated.find((each) => each.toLowerCase() === said) ?? stated.find((each) => each.toLowerCase().includes(said));
  if (goal !== undefined) return goal;
  const known = stated.length === 0 ? 'No goal is stated yet.' : `The goals are: ${stated.join('; ')}.`;
  throw new AppError('invalid', `"${text.trim().slice(0, 60)}" is none of the stated goals. ${known}`);
}

/** Trimmed, of one line. Rejects with `invalid` when it is empty or over 200 characters. */
export function readTitle(text: string): string {
  const title = text.trim().replaceAll(/\s+/g, ' ');
  if (title === '') throw new AppError('invalid', 'Say what is to be done: /tasks add Pay the rent friday.');
  if (title.length > 200) throw new AppError('invalid', 'Keep it under 200 characters.');
  return title;
}

export function readNotes(text: string): string {
  if (text.length > 4000) throw new AppError('invalid', 'Keep notes under 4,000 characters.');
  return text.trim();
}

/** A whole number from 0 to `max`. Rejects with `invalid` and the range. */
export function readWhole(number: number, max: number, name: string): number {
  if (Number.isInteger(number) && number >= 0 && number <= max) return number;
  throw new AppError('invalid', `For ${name}, give a whole number from 0 to ${max}.`);
}

export function pickTask(tasks: readonly Task[], said: string): Task {
  return pickOne(tasks, said, { noun: 'task', titleOf: ({ title }) => title });
}
