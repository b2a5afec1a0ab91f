import { z } from 'zod';

/** What begins a run. */
export const triggerSchema = z.discriminatedUnion('kind', [
  /** RFC 5545, on the wall clock of the workflow's zone. */
  z.object({ kind: z.literal('schedule'), rrule: z.string(), startsLocal: z.string() }),
  /** An ISO 8601 instant. */
  z.object({ kind: z.literal('once'), at: z.string() }),
  /** So many minutes before each meeting of the person. */
  z.object({ kind: z.literal('meeting'), minutes: z.int().min(1).max(1440) }),
  /** So many minutes after the end of each. */
  z.object({ kind: z.literal('meeting-end'), minutes: z.int().min(0).max(1440) }),
  /** Each mail that comes from whom and about what these words say; empty for any. */
  z.object({ kind: z.literal('mail'), from: z.string(), about: z.string() }),
  /** The person alone. */
  z.object({ kind: z.literal('hand') }),
]);

/** What must hold for a run to go on; all of them together. */
const condition = z.discriminatedUnion('about', [
  /** A meeting on that day. */
  z.object({ about: z.literal('meetings') }),
  /** An open task due within so many days, or overdue. */
  z.object({ about: z.literal('tasks'), days: z.int().min(0).max(366) }),
  /** Mail that has come in since the time before; from anybody when `from` is empty. */
  z.object({ about: z.literal('mail'), from: z.string() }),
]);

export const GATHERED = ['day', 'meetings', 'project', 'figures', 'deadlines', 'mail'] as const;

const deed = z.discriminatedUnion('do', [
  /** Looks together by code what we know. */
  z.object({ do: z.literal('gather'), what: z.enum(GATHERED), words: z.string(), days: z.int().min(0).max(366) }),
  /** An action of this kind, through the same gate as any other. `{{text}}` and `{{document}}` in it are filled in. */
  z.object({ do: z.literal('act'), kind: z.string(), input: z.record(z.string(), z.unknown()) }),
  /** Makes one text of what was found since the last one. */
  z.object({ do: z.literal('summarise'), ask: z.string() }),
  /** Stores that text as a document. */
  z.object({ do: z.literal('document'), name: z.string() }),
  /** Says these words to the person, or without any what was found. */
  z.object({ do: z.literal('tell'), words: z.string() }),
]);

/** A step, and the line that it was read from. */
const step = z.object({ line: z.string(), deed });

export const planSchema = z.object({
  trigger: triggerSchema,
  conditions: z.array(condition).max(5),
  steps: z.array(step).min(1).max(20),
  /** Web addresses in the steps that the person typed: those are looked at without asking. */
  ownAddresses: z.array(z.string()),
});

export const stepsSchema = z.array(step);

export type Trigger = z.infer<typeof triggerSchema>;
export type Condition = z.infer<typeof condition>;
export type Deed = z.infer<typeof deed>;
export type Step = z.infer<typeof step>;
export type Plan = z.infer<typeof planSchema>;

const LOOKS = new Set([
  'calendar_list',
  'calendar_free',
  'task_list',
  'mail_search',
  'mail_read',
  'memory_search',
  'web_read',
  'web_search',
  'file_search',
  'file_read',
  'reminder_list',
  'contact_find',
]);

/** True for a step that only finds something out. */
export function isLook(step: Step | undefined): boolean {
  if (step?.deed.do === 'act') return LOOKS.has(step.deed.kind);
  return step?.deed.do === 'gather' || step?.deed.do === 'summarise';
}
