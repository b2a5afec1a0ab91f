/** A command as it was typed. */
export interface CommandLine {
  /** Lower case, without the slash. */
  readonly name: string;
  readonly argument: string;
}

/** The command by which a platform asks for the page that it shows beside the conversation. */
export const PAGE_COMMAND = 'home';

const COMMAND = /^\/([a-z][a-z0-9_]{0,31})(?:\s+(.*))?$/is;

/** Answered from what is on record alone, so that nothing is made up. */
const ASKS_FOR_REVIEW = /^what (?:did i (?:do|get done)|have i done) today\s*\??$/i;

/** The command in a text; undefined when it is none. A path such as `/etc/hosts` is none. */
export function parseCommand(text: string): CommandLine | undefined {
  if (ASKS_FOR_REVIEW.test(text.trim())) return { name: 'review', argument: '' };
  const [, name, argument = ''] = COMMAND.exec(text.trim()) ?? [];
  return name === undefined ? undefined : { name: name.toLowerCase(), argument: argument.trim() };
}

/** The word by itself, in a few languages, or the command: whatever runs ends now. */
export function isStop(text: string): boolean {
  return /^\/?(stop|halt|stopp|arrête|para|alto)[.!\s]*$/i.test(text.trim()) || parseCommand(text)?.name === 'stop';
}
