import type { IncomingMessage } from '../ports/chat.ts';
import { parseCommand } from './command-line.ts';

/** Commands behind whose name stands what opens an account, or what nobody is to keep. */
const SECRET = new Set(['connect', 'private']);

/** The message as it may be kept once it is done with: without the words of a command that holds a secret. */
export function withoutSecret(message: IncomingMessage): IncomingMessage {
  const name = parseCommand(message.text)?.name;
  return name !== undefined && SECRET.has(name) ? { ...message, text: `/${name} …` } : message;
}
