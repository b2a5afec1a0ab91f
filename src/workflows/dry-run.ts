import { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import type { Kind } from '../actions/kind.ts';
import { mailAccounts } from '../mail/accounts.ts';
import type { Eyes, EyesOf } from '../ports/connections.ts';
import { momentText } from '../reminders/moment-text.ts';
import type { Holds } from './conditions.ts';
import { isBegunBy } from './mail-trigger.ts';
import { meetingsEndingIn, meetingsIn } from './meetings-ahead.ts';
import { momentBefore, momentsBetween } from './moments.ts';
import type { Trigger } from './plan.ts';
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
const MOST_MAILS = 200;

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
  const span = { from: now.subtract({ hours: 24 * DAYS }), until: now };
  switch (trigger.kind) {
    case 'meeting': {
      const held = await meetingsIn(eyesOf, personId, span, zone, signal);
      return held.map(({ begins }) => Temporal.Instant.from(begins).subtract({ minutes: trigger.minutes }));
    }
    case 'meeting-end': {
      const ended = await meetingsEndingIn(eyesOf, personId, span, zone, signal);
      return ended.map(({ ends }) => ends.add({ minutes: trigger.minutes }));
    }
    case 'mail':
      return arrivalsOf(await eyesOf(personId), trigger, span.from, signal);
    default:
      return momentsBetween(trigger, zone, span.from, now);
  }
}

/** When such mail came that still lies in an inbox. */
async function arrivalsOf(
  eyes: Eyes,
  trigger: Extract<Trigger, { kind: 'mail' }>,
  from: Temporal.Instant,
  signal: AbortSignal,
): Promise<Temporal.Instant[]> {
  const query = { mailbox: 'inbox', since: from.toString(), ...(trigger.about && { text: trigger.about }) } as const;
  const came: Temporal.Instant[] = [];
  for (const reader of mailAccounts(eyes)) {
    const mails = await reader.search(query, MOST_MAILS, signal);
    // The search has looked through the whole mail for what it is about.
    const fitting = mails.filter((mail) => isBegunBy({ ...trigger, about: '' }, mail, ''));
    came.push(...fitting.map(({ at }) => Temporal.Instant.from(at)));
  }
  return came.sort(Temporal.Instant.compare);
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
