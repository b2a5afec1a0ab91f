import type { Command } from './command.ts';

/** Slack keeps the slash for commands that an app has registered by name. */
const ON_SLACK =
  '`/brief`, `/today`, `/agenda` and `/tasks` as they stand, every other one behind `/adjutant`: `/adjutant find Ana`.';

/** Lists every command with an example. `commands` is read when asked, so that the list holds help itself. */
export function createHelpCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    description: 'See every command with an example',
    usage: '/help',
    run: async ({ platform }) => {
      const lines = commands()
        .filter(({ hidden }) => !hidden)
        .map(({ usage, description }) => `- \`${usage}\`: ${description}`);
      const intro = ['Write to me as you would to a person, or use a command:', ...(platform === 'slack' ? [ON_SLACK] : [])];
      return { message: { text: [...intro, '', ...lines].join('\n') } };
    },
  };
}
