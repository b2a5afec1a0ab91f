import { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import type { Kind } from '../actions/kind.ts';
import type { EyesOf } from '../ports/connections.ts';
import { momentText } from '../reminders/moment-text.ts';
import type { Holds } from './conditions.ts';
import { meetingsIn } from './meetings-ahead.ts';
import { momentBefore, momentsBetween } from './moments.ts';
import type { Workflow } from './store.ts';
import { conditionText, lineShown, stepLines } from './wording.ts';

/** Says at which moments of the last 30 days a workflow would have run, and what each step would have done. Does none of it. */
export type DryRun = (workflow: Workflow, now: Temporal.Instant, signal: AbortSignal) => Promise<string>;

interface DryRunDeps {
  readonly eyesOf: EyesOf;
  readonly holds: Holds;
  readonly kinds: ReadonlyMap<string, Kind>;
}

const DAYS = 30;
/** Each may mean a look at a server. */
const MOST_MOMENTS = 40;

export function createDryRun(deps: DryRunDeps): DryRun {
  return async (workflow, now, signal) => {
    const { number, name, plan } = workflow;
    const moments = await momentsOf(deps, workflow, now, signal);
    const lines: string[] = [];
    for (const at of moments.slice(-MOST_MOMENTS)) lines.push(await lineOf(deps, workflow, at, signal));
    const more = moments.length > MOST_MOMENTS ? [`- and ${moments.length - MOST_MOMENTS} times before`] : [];
    const none = plan.trigger.kind === 'hand' ? 'Only you begin it.' : 'It would not have begun once.';
    return [
      `**Dry run of workflow ${number}, ${shown(name)}, over the last ${DAYS} days**`,
      ...(moments.length === 0 ? [none] : [...more, ...lines]),
      '**Each time:**',
      ...stepLines(plan, deps.kinds).map(lineShown),
      'Nothing of this was done.',
    ].join('\n');
  };
}

async function momentsOf(
  { eyesOf }: DryRunDeps,
  { plan, zone, personId }: Workflow,
  now: Temporal.Instant,
  signal: AbortSignal,
): Promise<Temporal.Instant[]> {
  const { trigger } = plan;
  const from = now.subtract({ hours: 24 * DAYS });
  if (trigger.kind !== 'meeting') return momentsBetween(trigger, zone, from, now);
  const held = await meetingsIn(eyesOf, personId, { from, until: now }, zone, signal);
  return held.map(({ begins }) => Temporal.Instant.from(begins).subtract({ minutes: trigger.minutes }));
}

async function lineOf(
  { holds }: DryRunDeps,
  { personId, plan, zone }: Workflow,
  at: Temporal.Instant,
  signal: AbortSignal,
): Promise<string> {
  const when = momentText(at.toZonedDateTimeISO(zone));
  const then = { at, since: momentBefore(plan.trigger, zone, at), zone };
  for (const condition of plan.conditions) {
    if (!(await holds(personId, condition, then, signal)))
      return `- ${when}: not begun, it was not so that ${shown(conditionText(condition))}`;
  }
  return `- ${when}: would have run`;
}
