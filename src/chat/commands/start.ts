import { greeting } from '../../people/greeting.ts';
import type { Command } from './command.ts';

/** Greets. A token behind it was meant for the claim, which comes before commands; whoever is known already needs none. */
export const startCommand: Command = {
  name: 'start',
  description: 'Say hello and see what to write',
  usage: '/start',
  run: async ({ profile, platform }) => ({ message: { text: greeting(profile, platform) } }),
};
