import type { Command } from './command.ts';

/** Lists every command with an example. `commands` is read when asked, so that the list holds help itself. */
export function createHelpCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    description: 'See every command with an example',
    usage: '/help',
    run: async () => {
      const lines = commands().map(({ usage, description }) => `- \`${usage}\`: ${description}`);
      return { message: { text: ['Write to me as you would to a person, or use a command:', '', ...lines].join('\n') } };
    },
  };
}
