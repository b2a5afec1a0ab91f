import type { Platform } from '../ports/chat.ts';
import type { Profile } from './profile.ts';

/** The first words in a chat on this platform: who speaks and what can be written. Markdown. */
export function greeting({ identity }: Profile, platform: Platform): string {
  // Slack keeps the slash for commands that an app has registered by name.
  const slash = platform === 'slack' ? '/adjutant ' : '/';
  return [
    `Hello${identity.name ? ` ${identity.name}` : ''}. I am Adjutant, your assistant. Write to me in your own words, for example:`,
    '',
    '- remind me tomorrow at 9 to call Ana',
    '- add a task: send the report by Friday',
    '- remember that the spare key is with Jo',
    '',
    `I take your time zone to be ${identity.timezone}; \`${slash}settings zone Europe/Berlin\` would change it. \`${slash}help\` lists all commands, \`${slash}settings\` what you can choose.`,
  ].join('\n');
}
