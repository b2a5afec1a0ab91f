import type { Act } from '../../actions/act.ts';
import { AppError } from '../../ground/errors.ts';
import type { Button } from '../../ports/chat.ts';
import { splitWhenAndText } from '../../reminders/phrase.ts';
import { answerByAct } from './act-answer.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

const USAGE = '/tasks add Pay the rent friday, /tasks start 3, /tasks done 3, /tasks matrix, /tasks all';

interface TaskCommandDeps {
  readonly act: Act;
  /** What can be pressed under a list of tasks. */
  readonly buttonsFor: (context: CommandContext) => Promise<readonly (readonly Button[])[]>;
}

/** `/tasks`: the list in the layout the person chose, and what can be done to it. */
export function createTaskCommands(deps: TaskCommandDeps): Command[] {
  return [
    {
      name: 'tasks',
      description: 'Your tasks, the most pressing first; add one or mark one done.',
      usage: USAGE,
      run: (context, argument) => run(deps, context, argument),
    },
  ];
}

async function list({ act, buttonsFor }: TaskCommandDeps, context: CommandContext, input: object): Promise<CommandAnswer> {
  const answer = await answerByAct(act, context, 'task_list', input);
  const buttons = await buttonsFor(context);
  return buttons.length === 0 ? answer : { ...answer, message: { ...answer.message, buttons } };
}

async function run(deps: TaskCommandDeps, context: CommandContext, argument: string): Promise<CommandAnswer> {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(argument.trim()) ?? [];
  const { act } = deps;
  switch (word.toLowerCase()) {
    case '':
      return list(deps, context, {});
    case 'all':
      return list(deps, context, { layout: 'score' });
    case 'matrix':
      return list(deps, context, { layout: 'matrix' });
    case 'add':
      return answerByAct(act, context, 'task_add', newTask(context, rest));
    case 'start':
      return answerByAct(act, context, 'task_update', { task: rest, started: true });
    case 'done':
      return answerByAct(act, context, 'task_complete', { task: rest });
    default:
      throw new AppError('invalid', `I do not know "/tasks ${word.slice(0, 40)}". Write: ${USAGE}.`);
  }
}

/** A time in the text becomes the due date; words that are none, or are over, belong to the title. */
function newTask({ profile, now }: CommandContext, text: string): { readonly title: string; readonly due?: string } {
  const split = splitWhenAndText(text, { now, zone: profile.identity.timezone, bareDay: 'end' });
  if (split.when.state !== 'once' || split.text === '') return { title: text };
  const { at, dayOnly } = split.when;
  return { title: split.text, due: dayOnly ? at.toPlainDate().toString() : at.toInstant().toString() };
}
