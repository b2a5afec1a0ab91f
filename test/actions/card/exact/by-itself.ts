import fc from 'fast-check';
import type { Exact } from './own-data.ts';
import { instant, line, readMoment, zone } from './values.ts';

const number = fc.integer({ min: 1, max: 10_000 });
/** A line of a plan: what else stands in it than its form does not matter here. */
const planLine = line.filter((said) => said !== 'none');
/** Words of a mail trigger, or none; the word that stands for none on the card would mean itself. */
const mailPart = (none: string) =>
  fc.oneof(
    fc.constant(''),
    line.filter((said) => said !== none),
  );
const workflow = {
  name: line.map((said) => said.slice(0, 60).trim()),
  trigger: fc.oneof(
    fc.record({
      kind: fc.constant('schedule'),
      rrule: fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,TU'),
      startsLocal: instant.map((at) => at.slice(0, 16)),
    }),
    instant.map((at) => ({ kind: 'once', at })),
    fc.record({ kind: fc.constant('meeting'), minutes: fc.integer({ min: 1, max: 1440 }) }),
    fc.record({ kind: fc.constant('meeting-end'), minutes: fc.integer({ min: 0, max: 1440 }) }),
    fc.record({ kind: fc.constant('mail'), from: mailPart('anybody'), about: mailPart('anything') }),
    fc.constant({ kind: 'hand' }),
  ),
  zone,
  conditions: fc.array(planLine, { maxLength: 3 }),
  steps: fc.array(planLine, { minLength: 1, maxLength: 5 }),
  ownAddresses: fc.uniqueArray(fc.webUrl(), { maxLength: 2 }),
};

function readWorkflow(of: (label: string) => string) {
  const lines = (label: string) => (of(label) === 'none' ? [] : of(label).split('\n'));
  return {
    name: of('Workflow'),
    trigger: readTrigger(of('Trigger')),
    zone: of('By the clocks of'),
    conditions: lines('Conditions'),
    steps: of('Steps').split('\n'),
    ownAddresses: lines('Addresses that you typed'),
  };
}

function readTrigger(shown: string) {
  const [head = '', rrule, startsLocal] = shown.split('\n');
  if (head === 'when mail comes') {
    const part = (shown: string | undefined, none: string) => (shown === none ? '' : shown);
    return {
      kind: 'mail',
      from: part(rrule?.slice('from: '.length), 'anybody'),
      about: part(startsLocal?.slice('about: '.length), 'anything'),
    };
  }
  if (rrule !== undefined) return { kind: 'schedule', rrule, startsLocal };
  if (head === 'when a meeting ends') return { kind: 'meeting-end', minutes: 0 };
  const after = /^(\d+) minutes after each meeting$/.exec(head)?.[1];
  if (after !== undefined) return { kind: 'meeting-end', minutes: Number(after) };
  if (head.startsWith('once, ')) return { kind: 'once', at: readMoment(head.slice('once, '.length)) };
  const minutes = /^(\d+) minutes before each meeting$/.exec(head)?.[1];
  return minutes === undefined ? { kind: 'hand' } : { kind: 'meeting', minutes: Number(minutes) };
}

function readEvery(shown: string): number {
  const [, count = '1', unit = ''] = /^every (?:(\d+) )?(minute|hour|day|week)s?$/.exec(shown) ?? [];
  return Number(count) * ({ minute: 1, hour: 60, day: 1440, week: 10_080 }[unit] ?? Number.NaN);
}

function readTimes(shown: string): number {
  return shown === 'once' ? 1 : Number(/^(\d+) times$/.exec(shown)?.[1]);
}

/** What goes on by itself. */
export const BY_ITSELF: Readonly<Record<string, Exact>> = {
  workflow_create: {
    args: fc.record({ ...workflow, now: fc.boolean() }),
    read: (of) => ({ ...readWorkflow(of), now: of('Begins now') === 'yes' }),
  },
  workflow_edit: {
    args: fc.record({ ...workflow, number }),
    read: (of) => ({ ...readWorkflow(of), number: Number(of('Workflow number')) }),
  },
  workflow_change: {
    args: fc.record({ number, name: line, change: fc.constantFrom('pause', 'resume', 'delete', 'run') }),
    read: (of) => ({ number: Number(of('Workflow number')), name: of('Workflow'), change: of('Change') }),
  },
  watch_add: {
    args: fc.record({
      urls: fc.uniqueArray(fc.webUrl(), { minLength: 1, maxLength: 3 }),
      about: line,
      everyMinutes: fc.integer({ min: 15, max: 7 * 24 * 60 }),
      until: instant,
      modelCalls: fc.integer({ min: 0, max: 1000 }),
    }),
    read: (of) => ({
      urls: of('Addresses, whose hosts are asked each time').split('\n'),
      about: of('Tell of'),
      everyMinutes: readEvery(of('Look')),
      until: readMoment(of('Until')),
      modelCalls: readTimes(of('Ask a model what fits at most')),
    }),
  },
  watch_change: {
    args: fc.record({ number, about: line, change: fc.constantFrom('pause', 'resume', 'delete') }),
    read: (of) => ({ number: Number(of('Watch')), about: of('Tells of'), change: of('Change') }),
  },
};
