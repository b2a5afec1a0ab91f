import type { Temporal } from 'temporal-polyfill';
import { ownAddresses } from '../actions/kinds/own-addresses.ts';
import { AppError } from '../ground/errors.ts';
import { type Condition, isLook, type Plan, type Step } from './plan.ts';
import { readStep } from './read-step.ts';
import { readTrigger } from './read-trigger.ts';

/** A workflow in words: `when`, what must hold, and a line a step. */
export interface SaidPlan {
  readonly when: string;
  readonly conditions: readonly string[];
  readonly steps: readonly string[];
}

interface Setting {
  readonly now: Temporal.Instant;
  /** IANA. */
  readonly zone: string;
  /** What the person typed: the web addresses in it are their own. */
  readonly ownWords: string;
}

const MOST_STEPS = 20;
const MOST_CONDITIONS = 5;

/** A plan whose parts are exact, and still the person's words: what stands on a card. */
export interface ExactPlan extends Pick<Plan, 'trigger' | 'ownAddresses'> {
  readonly conditions: readonly string[];
  readonly steps: readonly string[];
}

/** The plan that the lines stand for. Rejects with `invalid` and what to write instead. */
export function planOf({ trigger, conditions, steps, ownAddresses: own }: ExactPlan): Plan {
  return { trigger, conditions: conditions.map(readCondition), steps: steps.map(readStep), ownAddresses: [...own] };
}

/** Makes exact lines of the words. Rejects with `invalid` and what to write instead. */
export function readPlan({ when, conditions, steps }: SaidPlan, { now, zone, ownWords }: Setting): ExactPlan {
  const lines = steps.map((line) => line.trim()).filter(Boolean);
  if (lines.length === 0) throw new AppError('invalid', 'Say what is to be done, a step a line: calendar today; tell me.');
  if (lines.length > MOST_STEPS || conditions.length > MOST_CONDITIONS)
    throw new AppError('invalid', `A workflow has at most ${MOST_STEPS} steps and ${MOST_CONDITIONS} conditions.`);
  const trigger = readTrigger(when, { now, zone });
  const whole = completed(lines.map(readStep), trigger.kind === 'mail');
  const own = ownAddresses(ownWords);
  const addresses = [...ownAddresses(lines.join(' '))].filter((address) => own.has(address));
  const exact = { conditions: conditions.map(oneLine), steps: whole.map(({ line }) => line), ownAddresses: addresses };
  const plan = { trigger, ...exact };
  planOf(plan); // what cannot be read is refused here
  return plan;
}

/** Takes the form of `/workflow` apart: `NAME: WHEN; if CONDITION; STEP; STEP`, the parts also a line each. */
export function splitPlan(text: string): { readonly name: string } & SaidPlan {
  const [head = '', ...rest] = text
    .split(/\n|;/)
    .map((part) => part.trim())
    .filter(Boolean);
  const [, name = '', when = head] = /^([^:]{1,60}):(?!\d)\s*(.*)$/s.exec(head) ?? [];
  const isCondition = (line: string) => /^(?:only )?if /i.test(line);
  const [first = '', ...later] = when === '' ? rest : [when, ...rest];
  return {
    name,
    when: first,
    conditions: later.filter(isCondition),
    steps: later.filter((line) => !isCondition(line)),
  };
}

/** A look that nobody hears of is of no use; and what is done because of a mail is done with that mail, where nothing else is looked at. */
function completed(steps: readonly Step[], isByMail: boolean): readonly Step[] {
  const read = isByMail && !steps.some(isLook) ? [readStep('the mail'), ...steps] : steps;
  return read.every(isLook) ? [...read, readStep('tell me')] : read;
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

function readCondition(said: string): Condition {
  const text = said.trim().replace(/^(?:only )?if (?:there (?:is|are) )?(?:a |an |any |some )?/i, '');
  if (/^meetings?(?: (?:today|that day))?$/i.test(text)) return { about: 'meetings' };
  const tasks = /^tasks? (?:is |are )?due(?: (?<today>today)| (?:within|in) (?<days>\d{1,3}) days?)?$/i.exec(text)?.groups;
  if (tasks) return { about: 'tasks', days: tasks.today ? 0 : Math.min(366, Number(tasks.days ?? 0)) };
  const mail = /^(?:new |unread )?mail(?: from (?<from>.+))?$/i.exec(text)?.groups;
  if (mail) return { about: 'mail', from: mail.from ?? '' };
  throw new AppError(
    'invalid',
    `I do not know the condition "${said.trim().slice(0, 60)}". There is: if meetings; if tasks due within 3 days; if mail from Ana.`,
  );
}
