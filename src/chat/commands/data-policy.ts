import type { Site } from '../../ground/whereabouts.ts';

/** What the person is told of where their words go to be answered. */
export function promptPolicy(site: Site | undefined): string {
  switch (site?.where) {
    case 'here':
      return 'Prompts stay on this machine.';
    case 'near':
      return `Prompts stay in your own network: they go to ${site.host}.`;
    default:
      return `Prompts go to ${site?.host ?? 'this model'}: your words and files you send, the last of the conversation, who you are and your goals, what memory and tools find for them, and lines of your brief.`;
  }
}

/** The same of what is searched by meaning. */
export function searchPolicy(site: Site | undefined): string {
  switch (site?.where) {
    case undefined:
    case 'here':
      return 'on this machine';
    case 'near':
      return `in your own network: all that is said and saved goes to ${site.host}`;
    case 'far':
      return `all that is said and saved goes to ${site.host}`;
  }
}

/** The same of voice notes. */
export function listenPolicy(site: Site | undefined): string {
  switch (site?.where) {
    case undefined:
      return 'I cannot listen yet (TRANSCRIBE_URL is not set)';
    case 'here':
      return 'written down on this machine';
    case 'near':
      return `written down in your own network: recordings go to ${site.host}`;
    case 'far':
      return `recordings go to ${site.host} to be written down`;
  }
}
