import type { Act } from '../../actions/act.ts';
import { AppError } from '../../ground/errors.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

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
    run: (context, argument) => {
      const text = needed(argument, `Write what to remember after the command, such as ${usage}`);
      return carryOut(act, context, 'memory_save', { text });
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
      return carryOut(act, context, 'memory_search', { query });
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
        `Write the words after the command, such as ${usage}: I forget everything that holds all of them.`,
      );
      return carryOut(act, context, 'memory_forget', { words });
    },
  };
}

async function carryOut(act: Act, context: CommandContext, kind: string, input: object): Promise<CommandAnswer> {
  const { personId, source } = context;
  const outcome = await act({ personId, kind, input, key: `${source}:${kind}`, source, tainted: false, unattended: false });
  switch (outcome.state) {
    case 'done':
      return { message: { text: outcome.said }, why: { actions: [outcome.actionId] } };
    case 'proposed':
      return { message: outcome.card, why: { actions: [outcome.actionId] } };
    case 'refused':
      throw new AppError('invalid', outcome.said);
  }
}

function needed(argument: string, usage: string): string {
  const text = argument.trim();
  if (text === '') throw new AppError('invalid', usage);
  return text;
}
