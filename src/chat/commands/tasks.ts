import type { Act } from '../../actions/act.ts';
import { AppError } from '../../ground/errors.ts';
import { splitWhenAndText } from '../../reminders/phrase.ts';
import { answerByAct } from './act-answer.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

const USAGE = '/tasks add Pay the rent friday, /tasks done 3, /tasks matrix, /tasks all';

/** `/tasks`: the list in the layout the person chose, and what can be done to it. */
export function createTaskCommands({ act }: { readonly act: Act }): Command[] {
  return [
    {
      name: 'tasks',
      description: 'Your tasks, the most pressing first; add one or mark one done.',
      usage: USAGE,
      run: (context, argument) => run(act, context, argument),
    },
  ];
}

async function run(act: Act, context: CommandContext, argument: string): Promise<CommandAnswer> {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(argument.trim()) ?? [];
  switch (word.toLowerCase()) {
    case '':
      return answerByAct(act, context, 'task_list', {});
    case 'all':
      return answerByAct(act, context, 'task_list', { layout: 'score' });
    case 'matrix':
      return answerByAct(act, context, 'task_list', { layout: 'matrix' });
    case 'add':
      return answerByAct(act, context, 'task_add', newTask(context, rest));
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
