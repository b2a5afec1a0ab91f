import type { Command } from './command.ts';

/** Stands in the menu and in /help. A stop never gets here: it is taken out at the door, before anything can queue in front of it. */
export const stopCommand: Command = {
  name: 'stop',
  description: 'End whatever is running and close every open card',
  usage: '/stop',
  run: async () => ({ message: { text: 'Nothing was running. Your reminders and the brief stay.' } }),
};
