import { Temporal } from 'temporal-polyfill';
import type { EyesOf } from '../ports/connections.ts';
import { momentText } from '../reminders/moment-text.ts';
import { meetingsEndingIn, meetingsIn } from './meetings-ahead.ts';
import { nextMoment } from './moments.ts';
import type { Trigger } from './plan.ts';
import type { Workflow } from './store.ts';

/** When a workflow goes next, in its zone: `Friday, 27 November 2026, 16:00 (Europe/Berlin)`. */
export type NextRun = (
  workflow: Pick<Workflow, 'personId' | 'plan' | 'zone' | 'state' | 'nextAt' | 'number'>,
  now: Temporal.Instant,
  signal: AbortSignal,
) => Promise<string>;

/** So far ahead the next meeting is looked for. */
const DAYS_AHEAD = 14;

export function createNextRun(eyesOf: EyesOf): NextRun {
  return async (workflow, now, signal) => {
    const { plan, zone, state, nextAt, number } = workflow;
    if (state === 'paused') return `not while it is paused; /workflow resume ${number} lets it go on`;
    switch (plan.trigger.kind) {
      case 'hand':
        return `when you say /workflow run ${number}`;
      case 'mail':
        return 'with the next such mail';
      case 'meeting':
      case 'meeting-end': {
        const at = await nextMeeting(eyesOf, workflow, plan.trigger, now, signal);
        return at ? atText(at, zone) : `with your next meeting (none stands in the calendar for ${DAYS_AHEAD} days)`;
      }
      default:
        return atText(nextAt ?? nextMoment(plan.trigger, zone, now), zone);
    }
  };
}

async function nextMeeting(
  eyesOf: EyesOf,
  { personId, zone }: Pick<Workflow, 'personId' | 'zone'>,
  { kind, minutes }: Extract<Trigger, { kind: 'meeting' | 'meeting-end' }>,
  now: Temporal.Instant,
  signal: AbortSignal,
): Promise<Temporal.Instant | undefined> {
  const until = now.add({ hours: 24 * DAYS_AHEAD });
  if (kind === 'meeting-end') {
    const [first] = await meetingsEndingIn(eyesOf, personId, { from: now, until }, zone, signal);
    return first?.ends.add({ minutes });
  }
  const [first] = await meetingsIn(eyesOf, personId, { from: now.add({ minutes }), until }, zone, signal);
  return first && Temporal.Instant.from(first.begins).subtract({ minutes });
}

function atText(at: Temporal.Instant | undefined, zone: string): string {
  return at ? momentText(at.toZonedDateTimeISO(zone)) : 'never again';
}
