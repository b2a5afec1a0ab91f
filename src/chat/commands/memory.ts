import type { Act } from '../../actions/act.ts';
import { AppError } from '../../ground/errors.ts';
import { answerByAct } from './act-answer.ts';
import type { Command } from './command.ts';

interface Deps {
  readonly act: Act;
}

/** `/remember`, `/find` and `/forget`. */
export function createMemoryCommands({ act }: Deps): Command[] {
  return [remember(act), find(act), forget(act)];
}

function remember(act: Act): Command {
  const usage = '/remember my locker code is 4711';
  return {
    name: 'remember',
    description: 'Save something for good',
    usage,
    async run(context, argument) {
      const text = needed(argument, `Write what to remember after the command, such as ${usage}`);
      const answer = await answerByAct(act, context, 'memory_save', { text });
      return context.by === undefined ? { ...answer, told: text } : answer;
    },
  };
}

function find(act: Act): Command {
  const usage = '/find locker code';
  return {
    name: 'find',
    description: 'Search everything that was said and saved',
    usage,
    run: (context, argument) => {
      const query = needed(argument, `Write what to look for after the command, such as ${usage}`);
      return answerByAct(act, context, 'memory_search', { query });
    },
  };
}

function forget(act: Act): Command {
  const usage = '/forget locker code';
  return {
    name: 'forget',
    description: 'Hide what holds these words, and erase it a day later',
    usage,
    run: (context, argument) => {
      const words = needed(
        argument,
        `Write the words after the command, such as ${usage}: I forget everything that holds all of them. /forget everything from last week takes days.`,
      );
      return answerByAct(act, context, 'memory_forget', { words });
    },
  };
}

function needed(argument: string, usage: string): string {
  const text = argument.trim();
  if (text === '') throw new AppError('invalid', usage);
  return text;
}
