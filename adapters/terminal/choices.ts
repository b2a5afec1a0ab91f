import type { Button } from '../../src/ports/chat.ts';

export interface OpenMessage {
  readonly messageId: string;
  /** The start of its text, to recognise it by. */
  readonly excerpt: string;
  readonly buttons: readonly Button[];
}

/** Which buttons a typed number may press. Plain data: the functions below give the next state. */
export interface Choices {
  /** Oldest first; numbers press the buttons of the last one. */
  readonly open: readonly OpenMessage[];
  /** True while those buttons are the last thing that the person saw before typing. */
  readonly fresh: boolean;
}

export const noChoices: Choices = { open: [], fresh: false };

/** Older ones can no longer be reached by typing anyway. */
const MOST_OPEN = 50;

/**
 * The state after a message or a new version of it came on the screen.
 * `whileTyping` says that a half-typed line stood there: what it will hold was meant for the screen as it was before.
 */
export function afterShowing({ open }: Choices, message: OpenMessage, whileTyping: boolean): Choices {
  const others = open.filter(({ messageId }) => messageId !== message.messageId);
  if (message.buttons.length === 0) return { open: others, fresh: false };
  return { open: [...others, message].slice(-MOST_OPEN), fresh: !whileTyping };
}

export type Typed =
  | { readonly kind: 'message' }
  | { readonly kind: 'press'; readonly messageId: string; readonly button: Button }
  /** The number may be meant for something else on the screen: show the buttons again and take the next number as the press. */
  | { readonly kind: 'ask-again'; readonly message: OpenMessage; readonly next: Choices };

/**
 * What a typed text means. Only a number that stands alone and names a button presses.
 * A number is asked for again when another message came after the buttons: a question like "one or two?" must not press Send.
 */
export function readTyped({ open, fresh }: Choices, text: string): Typed {
  const message = open.at(-1);
  const number = /^\d{1,3}$/u.test(text.trim()) ? Number(text.trim()) : 0;
  const button = message?.buttons[number - 1];
  if (!message || !button) return { kind: 'message' };
  if (!fresh) return { kind: 'ask-again', message, next: { open, fresh: true } };
  return { kind: 'press', messageId: message.messageId, button };
}
