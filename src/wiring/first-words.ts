import type { ChatAdapter, ChatStarted, Platform } from '../ports/chat.ts';

interface Scene {
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  /** True where a person sits at the terminal. */
  readonly interactive: boolean;
  readonly modelName: string | undefined;
  readonly write: (text: string) => void;
}

/** The first lines at a person's terminal: that it runs, whether it can talk freely, what to type. Nothing into a pipe. */
export function greetTerminal({ adapters, interactive, modelName, write }: Scene): void {
  if (!interactive || !adapters.has('terminal')) return;
  const model = modelName
    ? `I answer with ${modelName}.`
    : 'No language model yet: start Ollama or set OPENAI_API_KEY to talk freely. Commands, reminders and the morning brief work without.';
  write(`Adjutant is here. ${model}\nTry: /remind in 2 minutes stretch · /remember my sister is Ana · /help. Ctrl-D ends.\n`);
}

/** How the owner makes a platform theirs: shown until it is claimed. */
export function claimWords(platform: Platform, { handle, claimLink, installLink }: ChatStarted, token: string): string {
  if (claimLink)
    return `To make @${handle} on ${platform} yours, open ${claimLink(token)} and press Start. The link works once.\n`;
  const way = installLink === undefined ? '' : `Open ${installLink} to let ${handle} in.\n`;
  // Slack takes a word with a slash for a command that an app has registered by that name.
  const message = platform === 'slack' ? `/adjutant start ${token}` : `/start ${token}`;
  return `${way}To make ${handle || platform} yours, send it this message: ${message}\n`;
}
