import type { Profile } from './profile.ts';

/** The first words in a chat: who speaks and what can be written. Markdown. */
export function greeting({ identity }: Profile): string {
  return [
    `Hello${identity.name ? ` ${identity.name}` : ''}. I am Adjutant, your assistant. Write to me in your own words, for example:`,
    '',
    '- remind me tomorrow at 9 to call Ana',
    '- add a task: send the report by Friday',
    '- remember that the spare key is with Jo',
    '',
    `I take your time zone to be ${identity.timezone}; \`/settings zone Europe/Berlin\` would change it. /help lists all commands, /settings what you can choose.`,
  ].join('\n');
}
