import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { AppError } from '../../ground/errors.ts';
import { buttonText, exactMomentText, liveMomentText } from '../../reminders/moment-text.ts';
import { askWhen, askWhenAndText, type Choice, unreadText, type When } from '../../reminders/phrase.ts';
import { pickOne } from '../../reminders/pick.ts';
import { nextOccurrence } from '../../reminders/recurrence.ts';
import { ruleText } from '../../reminders/rule-text.ts';
import {
  activeReminders,
  addReminder,
  changeReminder,
  type Reminder,
  reminderState,
  requireUnchanged,
  stateOf,
} from '../../reminders/store.ts';
import { shown } from '../card/shown.ts';
import { defineKind, type InsideKind } from '../kind.ts';

const args = z.object({
  text: z.string(),
  /** The first time, an ISO 8601 instant. */
  at: z.string(),
  /** IANA: the zone whose wall clock it follows. */
  zone: z.string(),
  rrule: z.string().optional(),
  startsLocal: z.string(),
  /** What the words can mean as well: only the person can tell. */
  other: z.object({ at: z.string(), startsLocal: z.string() }).optional(),
});

type Args = z.infer<typeof args>;

const set = defineKind({
  name: 'reminder_set',
  description: 'Remind the person. when: a phrase like "in 20 minutes", "every weekday at 9", or an ISO time.',
  effect: 'private',
  verb: 'Set',
  area: 'reminder',
  // Without `when`, the time stands in the text: `call Ana tomorrow at 9`.
  input: z.object({ text: z.string(), when: z.string().optional() }),
  args,
  async resolve({ now, profile }, { text, when }) {
    const zone = profile.identity.timezone;
    const setting = { now, zone, bareDay: 'morning' } as const;
    const split = when === undefined ? askWhenAndText(text, setting) : { when: askWhen(when, setting), text };
    return { zone, ...exactly(split.when), text: readText(split.text) };
  },
  fields: {
    text: (text) => ({ label: 'Reminder', value: text }),
    at: (at, { identity }) => ({ label: 'First time', value: exactMomentText(local(at, identity.timezone)) }),
    zone: (zone) => ({ label: 'Time zone', value: zone }),
    rrule: (rrule) => ({ label: 'Repeats by', value: rrule }),
    startsLocal: (startsLocal) => ({ label: 'Counted from', value: startsLocal.replace('T', ' ') }),
    other: ({ at }, { identity }) => ({ label: 'Or first', value: exactMomentText(local(at, identity.timezone)) }),
  },
  options: ({ other, ...sooner }) =>
    other ? [sooner, { ...sooner, ...other }].map((args) => ({ label: shortText(args), args })) : [],
  async run({ tx, personId, source, now, tainted }, wish) {
    const at = stillToCome(wish, now);
    const reminder = await addReminder(tx, personId, { ...wish, at, source, tainted }, now);
    const when = whenText({ ...wish, at: at.toString() });
    return { said: `Reminder ${reminder.number} is set: ${shown(wish.text)}, ${when}.`, undo: stateOf(reminder) };
  },
  undoData: reminderState,
  async undo({ tx, personId }, seen) {
    const reminder = await requireUnchanged(tx, personId, seen);
    // The row stays, so that its number never means another reminder.
    await changeReminder(tx, reminder, { nextAt: null, state: 'cancelled' });
    return `Reminder ${reminder.number} is not set any more.`;
  },
});

const list = defineKind({
  name: 'reminder_list',
  description: "List the person's coming reminders.",
  effect: 'read',
  verb: 'Show',
  area: 'reminder',
  input: z.object({}),
  args: z.object({}),
  resolve: async () => ({}),
  fields: {},
  async run({ tx, personId }) {
    const reminders = await activeReminders(tx, personId);
    const said = reminders.length === 0 ? 'No reminder is set.' : reminders.map(line).join('\n');
    return { said, tainted: reminders.some(({ tainted }) => tainted) };
  },
  undoData: z.never(),
  undo: async () => 'There is nothing to undo.',
});

const cancel = defineKind({
  name: 'reminder_cancel',
  description: 'Cancel a reminder. reminder: its number or words of its text.',
  effect: 'private',
  verb: 'Cancel reminder',
  area: 'reminder',
  input: z.object({ reminder: z.string() }),
  args: z.object({ number: z.int(), text: z.string() }),
  async resolve({ tx, personId }, { reminder }) {
    const { number, text } = pickReminder(await activeReminders(tx, personId), reminder);
    return { number, text };
  },
  fields: {
    number: (number) => ({ label: 'Number', value: `${number}` }),
    text: (text) => ({ label: 'Reminder', value: text }),
  },
  async run({ tx, personId }, { number }) {
    const before = pickReminder(await activeReminders(tx, personId), `${number}`);
    const after = await changeReminder(tx, before, { nextAt: null, state: 'cancelled' });
    return {
      said: `Reminder ${number} is cancelled: ${shown(before.text)}.`,
      undo: { before: stateOf(before), after: stateOf(after) },
      tainted: before.tainted,
    };
  },
  undoData: z.object({ before: reminderState, after: reminderState }),
  async undo({ tx, personId, now }, { before, after }) {
    const reminder = await requireUnchanged(tx, personId, after);
    const nextAt = before.nextAt === null ? null : Temporal.Instant.from(before.nextAt);
    const restored = await changeReminder(tx, reminder, { nextAt, state: before.state });
    const late = nextAt !== null && Temporal.Instant.compare(nextAt, now) <= 0;
    return `Reminder ${reminder.number} is set again: ${late ? `${shown(reminder.text)}, due right away` : line(restored).slice(2)}.`;
  },
});

/** Reminders of the person's own: nobody else hears of them, and each change can be taken back exactly. */
export const reminderKinds: readonly InsideKind[] = [set, list, cancel];

function readText(text: string): string {
  const said = text.trim();
  if (said === '') throw new AppError('invalid', 'Say what to remind you of: /remind tomorrow at 9 call Ana.');
  if (said.length > 1000) throw new AppError('invalid', 'Keep a reminder under 1,000 characters.');
  return said;
}

function exactly(when: When | Choice): Pick<Args, 'at' | 'rrule' | 'startsLocal' | 'other'> {
  switch (when.state) {
    case 'choice': {
      const [sooner, later] = when.options;
      const { at, startsLocal } = exactly(later);
      return { ...exactly(sooner), other: { at, startsLocal } };
    }
    case 'once':
      return { at: when.at.toInstant().toString(), startsLocal: when.at.toPlainDateTime().toString({ smallestUnit: 'minute' }) };
    case 'repeated':
      return { at: when.next.toInstant().toString(), rrule: when.rrule, startsLocal: when.startsLocal };
    case 'unread':
      throw new AppError('invalid', unreadText(when));
  }
}

/**
 * A card can lie open for a day. What repeats counts on to its next time; of what does not, a time that has just passed stays, and rings at once,
 * saying how late it is. Rejects with `invalid` where it is over.
 */
function stillToCome({ at, zone, rrule, startsLocal }: Args, now: Temporal.Instant): Temporal.Instant {
  const first = Temporal.Instant.from(at);
  if (Temporal.Instant.compare(first, now) > 0) return first;
  const next = rrule === undefined ? undefined : nextOccurrence({ rrule, startsLocal, zone }, now);
  if (next) return next;
  if (Temporal.Instant.compare(first.add({ minutes: JUST_PASSED_MINUTES }), now) >= 0) return first;
  throw new AppError('invalid', 'That time is over already. Say it again with another one.');
}

/** Whoever presses so soon afterwards still means it. */
const JUST_PASSED_MINUTES = 60;

/** For a button. */
function shortText({ at, zone, rrule, startsLocal }: Args): string {
  return rrule === undefined ? buttonText(local(at, zone)) : ruleText(rrule, startsLocal);
}

function whenText({ at, zone, rrule, startsLocal }: Args): string {
  const next = liveMomentText(local(at, zone));
  return rrule === undefined ? next : `${ruleText(rrule, startsLocal)}, first on ${next}`;
}

function line({ number, text, nextAt, zone, rrule, startsLocal }: Reminder): string {
  const next = nextAt ? liveMomentText(nextAt.toZonedDateTimeISO(zone)) : 'over';
  return `- **${number}** ${shown(text)}: ${rrule === null ? next : `${ruleText(rrule, startsLocal)}, next on ${next}`}`;
}

function local(at: string, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone);
}

function pickReminder(reminders: readonly Reminder[], said: string): Reminder {
  return pickOne(reminders, said, { noun: 'reminder', titleOf: ({ text }) => text });
}
