import { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import type { Kind } from '../actions/kind.ts';
import { exactMomentText, momentText } from '../reminders/moment-text.ts';
import { ruleText } from '../reminders/rule-text.ts';
import type { Condition, Plan, Step, Trigger } from './plan.ts';
import type { Workflow } from './store.ts';

/** `every Friday at 16:00`. */
export function triggerText(trigger: Trigger, zone: string): string {
  switch (trigger.kind) {
    case 'schedule':
      return ruleText(trigger.rrule, trigger.startsLocal);
    case 'once':
      return `once, ${momentText(Temporal.Instant.from(trigger.at).toZonedDateTimeISO(zone))}`;
    case 'meeting':
      return `${trigger.minutes} minutes before each meeting`;
    case 'meeting-end':
      return trigger.minutes === 0 ? 'when a meeting ends' : `${trigger.minutes} minutes after each meeting`;
    case 'mail':
      return ['when mail comes', trigger.from && `from ${trigger.from}`, trigger.about && `about ${trigger.about}`]
        .filter(Boolean)
        .join(' ');
    case 'hand':
      return 'when you begin it';
  }
}

/** The same with the rule itself, its beginning, and a moment to the second: it can mean no other. */
export function exactTriggerText(trigger: Trigger, zone: string): string {
  switch (trigger.kind) {
    case 'schedule':
      return `${triggerText(trigger, zone)}\n${trigger.rrule}\n${trigger.startsLocal}`;
    case 'once':
      return `once, ${exactMomentText(Temporal.Instant.from(trigger.at).toZonedDateTimeISO(zone))}`;
    case 'mail':
      return `when mail comes\nfrom: ${trigger.from || 'anybody'}\nabout: ${trigger.about || 'anything'}`;
    default:
      return triggerText(trigger, zone);
  }
}

export function conditionText(condition: Condition): string {
  switch (condition.about) {
    case 'meetings':
      return 'there is a meeting that day';
    case 'tasks':
      return condition.days === 0 ? 'a task is due that day' : `a task is due within ${condition.days} days`;
    case 'mail':
      return condition.from === '' ? 'mail has come in' : `mail from ${condition.from} has come in`;
  }
}

export function conditionsText({ conditions }: Pick<Plan, 'conditions'>): string {
  return conditions.length === 0 ? 'none' : conditions.map(conditionText).join(', and ');
}

/** Each step on a line of its own, with what the gate will do with it. Plain text. */
export function stepLines(
  { steps, ownAddresses }: Pick<Plan, 'steps' | 'ownAddresses'>,
  kinds: ReadonlyMap<string, Kind>,
): string[] {
  const own = new Set(ownAddresses);
  return steps.map((step, index) => `${index + 1}. ${step.line} (${gateText(step, kinds, own)})`);
}

/** What happens when its turn comes. */
export function gateText({ deed }: Step, kinds: ReadonlyMap<string, Kind>, ownAddresses: ReadonlySet<string>): string {
  if (deed.do === 'act') {
    if (typeof deed.input.url === 'string' && ownAddresses.has(deed.input.url)) return 'by itself';
    const effect = kinds.get(deed.kind)?.usualEffect ?? 'outbound';
    if (effect === 'read') return 'by itself';
    return effect === 'private' ? 'asks you, unless you let it do that by itself' : 'asks you each time';
  }
  return 'by itself';
}

/** The whole of a workflow: trigger, conditions, steps, and when it goes next in the person's zone. */
export function workflowText(workflow: Workflow, kinds: ReadonlyMap<string, Kind>): string {
  const { number, name, plan, zone, state } = workflow;
  return [
    `**Workflow ${number}: ${shown(name)}**${state === 'paused' ? ' (paused)' : ''}`,
    `**Trigger:** ${shown(triggerText(plan.trigger, zone))}`,
    `**Conditions:** ${shown(conditionsText(plan))}`,
    '**Steps:**',
    ...stepLines(plan, kinds).map(lineShown),
    `**Next:** ${nextText(workflow)}`,
  ].join('\n');
}

/** When it begins next where no clock tells. */
const STANDING: ReadonlyMap<Trigger['kind'], string> = new Map([
  ['meeting', 'with your next meeting'],
  ['meeting-end', 'when your next meeting ends'],
  ['mail', 'with the next such mail'],
]);

/** `Friday, 27 November 2026, 16:00 (Europe/Berlin)`. */
export function nextText({ plan, zone, state, nextAt, number }: Workflow): string {
  if (state === 'paused') return `not while it is paused; /workflow resume ${number} lets it go on`;
  const standing = STANDING.get(plan.trigger.kind);
  if (standing !== undefined) return standing;
  if (!nextAt) return plan.trigger.kind === 'hand' ? `/workflow run ${number}` : 'never again';
  return momentText(nextAt.toZonedDateTimeISO(zone));
}

/** Such a line as Markdown that stays the line that it is. */
export function lineShown(line: string): string {
  return shown(line).replace(/^(\d+)\\?\./, '$1.');
}
