import { z } from 'zod';
import { type ActionName, type CheckedAction, checkedAction, withOurNames } from './action-arguments.ts';
import { listsIn, type WrittenList } from './action-list-scan.ts';
import { parseExact } from './exact-json.ts';

const NAMES = [
  'send_email',
  'schedule_meeting',
  'create_task',
  'summarize',
  'remind',
  'research',
] as const satisfies ActionName[];
const MOST_ACTIONS = 20;

export type ListedAction = CheckedAction & {
  /** Why the model wants it, in its own words. */
  readonly reasoning?: string;
};

/** What an answer holds: words for the person, or a list of actions with what is wrong in it, told so that the model can mend it. */
export type ActionList =
  | { readonly state: 'none' }
  | { readonly state: 'actions'; readonly actions: readonly ListedAction[]; readonly problems: readonly string[] };

/** For the prompt of a model that takes no tools. */
export const ACTION_LIST_PROMPT = `To act, answer with nothing but a JSON list such as
[{"action":"create_task","reasoning":"why","arguments":{"title":"...","due":"Friday"}}]
Actions and arguments: send_email to[] subject body; schedule_meeting title start end|durationMinutes attendees[];
create_task title due? importance(0-10)?; remind text when; research question; summarize what. To talk, answer in plain words.`;

/**
 * Reads the JSON list of actions that a model without tool calling answers with. Only whole, known, well-formed actions are taken, each
 * once and at most 20; everything else is a problem. An answer that merely has brackets in it is `none`.
 */
export function parseActionList(text: string): ActionList {
  if (/^(```\w*\s*)?\[\s*\](\s*```)?$/.test(text.trim())) return { state: 'actions', actions: [], problems: [] };
  const lists = listsIn(text, NAMES, isActionList);
  if (lists.length === 0) return { state: 'none' };
  const actions = new Map<string, ListedAction>();
  const problems: string[] = [];
  const elements = lists.flatMap((list) => list.elements);
  for (const [at, element] of elements.slice(0, MOST_ACTIONS).entries()) {
    const read = readElement(element);
    if ('problem' in read) problems.push(`Action ${at + 1}: ${read.problem}`);
    else actions.set(JSON.stringify([read.action, read.arguments]), read);
  }
  if (elements.length > MOST_ACTIONS) {
    problems.push(`Only the first ${MOST_ACTIONS} of ${elements.length} actions were read: at most ${MOST_ACTIONS} at once.`);
  }
  if (lists.some((list) => list.rest !== undefined)) problems.push('The list breaks off or is not valid JSON to its end.');
  return { state: 'actions', actions: [...actions.values()], problems };
}

/** The tool that does an action, with its arguments as that tool names them. Whether there is such a tool now is not known here. */
export function ACTION_TO_TOOL(listed: ListedAction): {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
} {
  switch (listed.action) {
    case 'create_task':
      return { tool: 'task_add', input: listed.arguments };
    case 'remind':
      return { tool: 'reminder_set', input: listed.arguments };
    case 'send_email':
      return { tool: 'mail_send', input: listed.arguments };
    case 'schedule_meeting':
      return { tool: 'calendar_create', input: listed.arguments };
    case 'research':
      return { tool: 'web_search', input: { query: listed.arguments.question } };
    case 'summarize':
      return { tool: 'memory_search', input: { query: listed.arguments.what ?? 'today' } };
  }
}

const withAction = z.object({ action: z.string() });

function isActionList({ elements, rest }: WrittenList): boolean {
  return [...elements, ...(rest === undefined ? [] : [rest])].some((written) => {
    if (!written.startsWith('{')) return false;
    const read = parseExact(written);
    return 'problem' in read ? /"action"\s*:/.test(written) : withAction.safeParse(read.value).success;
  });
}

const elementShape = z
  .object({
    action: z.string(),
    reasoning: z.string().nullish().catch(null),
    arguments: z.record(z.string(), z.unknown()).nullish(),
  })
  .catchall(z.unknown());

function readElement(written: string): ListedAction | { readonly problem: string } {
  const read = parseExact(written);
  if ('problem' in read) return { problem: `${read.problem}.` };
  const element = elementShape.safeParse(read.value);
  if (!element.success) return { problem: 'not an object with "action" as text and "arguments" as an object.' };
  const { action, reasoning, arguments: nested, ...flat } = element.data;
  const name = NAMES.find((known) => known === action);
  if (!name) return { problem: `no such action as ${action.slice(0, 40)}. The actions are ${NAMES.join(', ')}.` };
  const checked = checkedAction.safeParse({ action: name, arguments: withOurNames(name, { ...flat, ...nested }) });
  if (!checked.success) return { problem: `its arguments are wrong (${faultsOf(checked.error)}).` };
  return { ...checked.data, ...(reasoning && { reasoning: reasoning.slice(0, 500) }) };
}

function faultsOf(error: z.ZodError): string {
  return [...new Set(error.issues.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`))].join('; ');
}
