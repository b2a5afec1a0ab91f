import type { Act } from '../../actions/act.ts';
import { answerByAct } from './act-answer.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

/** `/remind`: sets one, lists them, cancels one. `nudge` wakes the clockwork, which may be asleep past the new time. */
export function createReminderCommands({ act, nudge }: { readonly act: Act; readonly nudge: () => void }): Command[] {
  return [
    {
      name: 'remind',
      description: 'Reminds you at a time, once or again and again; alone it lists your reminders.',
      usage: '/remind tomorrow at 9 call Ana, /remind every weekday at 8 stretch, /remind cancel 3',
      async run(context, argument) {
        const answer = await run(act, context, argument.trim());
        nudge();
        return answer;
      },
    },
  ];
}

function run(act: Act, context: CommandContext, argument: string): Promise<CommandAnswer> {
  const cancelled = /^cancel\s+(.+)$/is.exec(argument)?.[1];
  if (argument === '' || /^list$/i.test(argument)) return answerByAct(act, context, 'reminder_list', {});
  if (cancelled !== undefined) return answerByAct(act, context, 'reminder_cancel', { reminder: cancelled });
  return answerByAct(act, context, 'reminder_set', { text: argument.replace(/^(?:me\s+)?(?:to\s+)?/i, '') });
}
