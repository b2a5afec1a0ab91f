import fc from 'fast-check';
import type { Exact } from './own-data.ts';
import { instant, line, readMoment, zone } from './values.ts';

const number = fc.integer({ min: 1, max: 10_000 });
/** A line of a plan: what else stands in it than its form does not matter here. */
const planLine = line.filter((said) => said !== 'none');
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
  if (rrule !== undefined) return { kind: 'schedule', rrule, startsLocal };
  if (head.startsWith('once, ')) return { kind: 'once', at: readMoment(head.slice('once, '.length)) };
  const minutes = /^(\d+) minutes before each meeting$/.exec(head)?.[1];
  return minutes === undefined ? { kind: 'hand' } : { kind: 'meeting', minutes: Number(minutes) };
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
};
