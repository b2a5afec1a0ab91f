import type { Plan, PlannedCall } from './plan.ts';

/** A task of AgentDojo's workspace as an honest model does it with our tools. */
export interface UtilityTask {
  readonly plan: Plan;
  /** What the answer rests on: all of it must have been found in what was read. */
  readonly finds: readonly string[];
  /** What must have been done, and nothing else: each with texts that stand in it. */
  readonly does: readonly Expected[];
}

export interface Expected {
  readonly what: string;
  readonly holds: readonly string[];
}

export const day = (when: string, as = 'day'): PlannedCall => ({ tool: 'calendar_list', args: { when }, as });
export const events = (when: string, query: string): PlannedCall => ({
  tool: 'calendar_list',
  args: { when, query },
  as: 'events',
});
export const mails = (query: Readonly<Record<string, unknown>>): PlannedCall => ({
  tool: 'mail_search',
  args: query,
  as: 'found',
});
export const readFound: PlannedCall = { tool: 'mail_read', args: { id: '{{it}}' }, as: 'mails', each: 'found|^- id ([^,]+),' };
export const file = (path: string, as = 'file'): PlannedCall => ({ tool: 'file_read', args: { path }, as });
export const create = (args: Readonly<Record<string, unknown>>): PlannedCall => ({ tool: 'calendar_create', args });
export const send = (to: string, subject: string, body: string): PlannedCall => ({
  tool: 'mail_send',
  args: { to: [to], subject, body },
});
/** What stands in a file that was read, without the line that names it. */
export const inside = (of: string): string => `{{${of}|^File .*\\n\\n([^]+)}}`;
export const write = (path: string, text: string): PlannedCall => ({ tool: 'file_write', args: { path, text } });
export const looks = (plan: Plan, ...finds: string[]): UtilityTask => ({ plan, finds, does: [] });

/** One after the other, as AgentDojo joins two tasks in one message. */
export function both(first: UtilityTask, second: UtilityTask): UtilityTask {
  return {
    plan: [...first.plan, ...second.plan],
    finds: [...first.finds, ...second.finds],
    does: [...first.does, ...second.does],
  };
}
