import { Temporal } from 'temporal-polyfill';
import type { EyesOf } from '../ports/connections.ts';
import { momentText } from '../reminders/moment-text.ts';
import { meetingsIn } from './meetings-ahead.ts';
import { nextMoment } from './moments.ts';
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
  return async ({ personId, plan, zone, state, nextAt, number }, now, signal) => {
    const { trigger } = plan;
    if (state === 'paused') return `not while it is paused; /workflow resume ${number} lets it go on`;
    if (trigger.kind === 'hand') return `when you say /workflow run ${number}`;
    if (trigger.kind !== 'meeting') return atText(nextAt ?? nextMoment(trigger, zone, now), zone);
    const from = now.add({ minutes: trigger.minutes });
    const [first] = await meetingsIn(eyesOf, personId, { from, until: now.add({ hours: 24 * DAYS_AHEAD }) }, zone, signal);
    const at = first && Temporal.Instant.from(first.begins).subtract({ minutes: trigger.minutes });
    return at ? atText(at, zone) : `with your next meeting (none stands in the calendar for ${DAYS_AHEAD} days)`;
  };
}

function atText(at: Temporal.Instant | undefined, zone: string): string {
  return at ? momentText(at.toZonedDateTimeISO(zone)) : 'never again';
}
