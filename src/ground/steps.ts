import { channel } from 'node:diagnostics_channel';

/** The steps of a message's and an action's way at which a proof kills the process. */
export const STEPS = [
  'received',
  'verified',
  'inbox-committed',
  'acked',
  'job-claimed',
  'context-built',
  'model-called',
  'model-answered',
  'tool-proposed',
  'approval-stored',
  'card-sent',
  'press-received',
  'claim-committed',
  'action-sent',
  'action-answered',
  'result-stored',
  'reply-queued',
  'reply-sent',
  'reply-recorded',
] as const;
export type Step = (typeof STEPS)[number];

export interface StepPassed {
  readonly step: Step;
  readonly side: 'before' | 'after';
}

/** The name under which Node's diagnostics_channel tells of each step. Nothing in the product listens. */
export const STEP_CHANNEL = 'adjutant.step';

const steps = channel(STEP_CHANNEL);

/** Does the work of a step; whoever listens is told just before and just after. */
export async function atStep<T>(name: Step, work: () => Promise<T>): Promise<T> {
  if (!steps.hasSubscribers) return work();
  steps.publish({ step: name, side: 'before' } satisfies StepPassed);
  const result = await work();
  steps.publish({ step: name, side: 'after' } satisfies StepPassed);
  return result;
}
