import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { Lines } from './read-card.ts';
import { filled, instant, line, readDay, readMoment, text, trimmed, ZONE, zone } from './values.ts';

/** How the exact arguments of a kind come about, and how they are read back from the values of its card. */
export interface Exact {
  readonly args: fc.Arbitrary<object>;
  readonly read: (of: (label: string) => string, lines: Lines) => object;
}

const number = fc.integer({ min: 1, max: 10_000 });
const item = fc.constantFrom('slot:1a2b3c4d', 'fact:0badcafe');
const importance = fc.integer({ min: 0, max: 10 });
const minutes = fc.integer({ min: 0, max: 10_000 });
const goal = fc.oneof(
  fc.constant(''),
  line.filter((said) => said !== 'none'),
);
/** A day ends at 23:59 in the person's zone, and is shown as a day. */
const due = fc.oneof(
  fc.constant({ at: null, isDay: false }),
  instant.map((at) => ({ at, isDay: false })),
  instant.map((at) => {
    const local = Temporal.Instant.from(at).toZonedDateTimeISO(ZONE).with({ hour: 23, minute: 59, second: 0 });
    return { at: local.toInstant().toString(), isDay: true };
  }),
);

function readDue(shown: string) {
  if (shown === 'no due date') return { at: null, isDay: false };
  const [, day] = /^(\w+, \d+ \w+ \d+) \(\S+\)$/.exec(shown) ?? [];
  if (day === undefined) return { at: readMoment(shown), isDay: false };
  return {
    at: Temporal.PlainDateTime.from(`${readDay(day)}T23:59`)
      .toZonedDateTime(ZONE)
      .toInstant()
      .toString(),
    isDay: true,
  };
}

const readMinutes = (shown: string) => (shown === 'none' ? 0 : Number.parseInt(shown, 10));
const readGoal = (shown: string) => (shown === 'none' ? '' : shown);

/** The kinds of our own data. */
export const OWN_DATA: Readonly<Record<string, Exact>> = {
  memory_names: {
    args: fc.record({ short: line, long: line, isSame: fc.boolean() }),
    read: (of) => ({ short: of('The name'), long: of('And the name'), isSame: of('Are') === 'the same' }),
  },
  memory_save: {
    args: fc.oneof(
      fc.record({ text: trimmed }),
      fc.record({ text: trimmed, about: filled, stands: filled, says: filled, holds: fc.constantFrom('new', 'old') }),
    ),
    read: (of, lines) => ({
      text: of('Remember'),
      ...(lines.has('You said') && {
        about: of('Goes against what you told me of'),
        stands: of('You said'),
        says: of('This says'),
        holds: of('From now on') === 'as this says' ? 'new' : 'old',
      }),
    }),
  },
  memory_keep: {
    args: fc.record(
      { item, as: fc.constantFrom('long', 'pinned'), until: fc.constantFrom('2027-01-31') },
      { requiredKeys: ['item', 'as'] },
    ),
    read: (of, lines) => ({
      item: of('The memory'),
      as: of('Kept') === 'pinned' ? 'pinned' : 'long',
      ...(lines.has('Forgotten on') && { until: of('Forgotten on') }),
    }),
  },
  memory_correct: {
    args: fc.record({ item, value: trimmed.map((value) => value.slice(0, 400).trim()) }),
    read: (of) => ({ item: of('The memory'), value: of('Is') }),
  },
  memory_forget: {
    args: fc.record({ words: trimmed.map((words) => words.slice(0, 400).trim()) }),
    read: (of) => ({ words: of('Forget everything that holds all of') }),
  },
  task_add: {
    args: fc.record({ title: line, due, importance, minutes, goal, notes: text }),
    read: (of) => ({
      title: of('Task'),
      due: readDue(of('Due')),
      importance: Number.parseInt(of('Importance'), 10),
      minutes: readMinutes(of('Estimate')),
      goal: readGoal(of('Goal')),
      notes: of('Notes'),
    }),
  },
  task_update: {
    args: fc.record(
      { number, title: line, due, importance, minutes, goal, notes: text, started: fc.boolean() },
      { requiredKeys: ['number'] },
    ),
    read: (of, lines) => ({
      number: Number(of('Task')),
      ...(lines.has('New title') && { title: of('New title') }),
      ...(lines.has('New due date') && { due: readDue(of('New due date')) }),
      ...(lines.has('New importance') && { importance: Number.parseInt(of('New importance'), 10) }),
      ...(lines.has('New estimate') && { minutes: readMinutes(of('New estimate')) }),
      ...(lines.has('New goal') && { goal: readGoal(of('New goal')) }),
      ...(lines.has('New notes') && { notes: of('New notes') }),
      ...(lines.has('Started') && { started: of('Started') === 'now' }),
    }),
  },
  task_complete: {
    args: fc.record({ number, title: line }),
    read: (of) => ({ number: Number(of('Task')), title: of('Title') }),
  },
  reminder_set: {
    args: fc.record(
      {
        text: filled,
        at: instant,
        zone,
        rrule: fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,TU'),
        startsLocal: instant.map((at) => at.slice(0, 16)),
      },
      { requiredKeys: ['text', 'at', 'zone', 'startsLocal'] },
    ),
    read: (of, lines) => ({
      text: of('Reminder'),
      at: readMoment(of('First time')),
      zone: of('Time zone'),
      ...(lines.has('Repeats by') && { rrule: of('Repeats by') }),
      startsLocal: of('Counted from').replace(' ', 'T'),
    }),
  },
  reminder_cancel: {
    args: fc.record({ number, text: filled }),
    read: (of) => ({ number: Number(of('Number')), text: of('Reminder') }),
  },
  profile_update: {
    args: fc.record({ path: fc.constantFrom('identity.name', 'goals.shortTerm'), value: text }),
    read: (of) => ({ path: of('Setting'), value: of('New value') }),
  },
  document_write: {
    args: fc.record({ name: line, text: filled }),
    read: (of) => ({ name: of('Document'), text: of('Text') }),
  },
};
