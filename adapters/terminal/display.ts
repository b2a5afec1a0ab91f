import type { Button, OutgoingMessage } from '../../src/ports/chat.ts';
import { afterShowing, noChoices, readTyped } from './choices.ts';
import type { SavedFile } from './files.ts';
import { createRecent } from './recent.ts';
import { renderAnswer, renderChoicesAgain, renderMessage, renderNotice, renderUpdate } from './render.ts';
import type { Screen } from './screen.ts';

export interface Display {
  /** Resolves with false when nobody reads any more. */
  show(messageId: string, message: OutgoingMessage, files: readonly SavedFile[]): Promise<boolean>;
  /** Shows a new version of a message; an unchanged one prints nothing and counts as shown. */
  update(messageId: string, message: OutgoingMessage): Promise<boolean>;
  answer(button: Button, answer: string): void;
  /** A sentence of the terminal's own. */
  notice(text: string): void;
  /** What a typed text asks of the core. `nothing` when the display has answered it itself. */
  read(text: string): TypedText;
}

type TypedText =
  | { readonly kind: 'message' | 'nothing' }
  | { readonly kind: 'press'; readonly messageId: string; readonly button: Button };

const EXCERPT_LENGTH = 60;

/** What stands on the screen, and what a typed number means by it. */
export function createDisplay(screen: Screen, colour: boolean): Display {
  const recent = createRecent();
  let choices = noChoices;

  const look = () => ({ width: screen.width(), colour });

  function put(messageId: string, message: OutgoingMessage, text: string): Promise<boolean> {
    const excerpt = message.text.slice(0, EXCERPT_LENGTH);
    choices = afterShowing(choices, { messageId, excerpt, buttons: (message.buttons ?? []).flat() }, screen.isHalfTyped());
    recent.keep(messageId, message);
    return screen.print(text);
  }

  function say(text: string): void {
    screen.print(text).catch(() => {});
  }

  return {
    show: (messageId, message, files) => put(messageId, message, renderMessage(message, files, look())),
    async update(messageId, message) {
      return recent.isUnchanged(messageId, message) || put(messageId, message, renderUpdate(message, look()));
    },
    answer: (button, answer) => say(renderAnswer(button, answer, look())),
    notice: (text) => say(renderNotice(text, look())),
    read(text) {
      const typed = readTyped(choices, text);
      if (typed.kind !== 'ask-again') return typed;
      choices = typed.next;
      say(renderChoicesAgain(typed.message.excerpt, typed.message.buttons, look()));
      return { kind: 'nothing' };
    },
  };
}
