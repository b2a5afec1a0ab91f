import type { Buttons } from '../outbox/buttons.ts';
import type { Button } from '../ports/chat.ts';

/** The button that takes an action back. */
export function undoButton(buttons: Buttons, personId: string, actionId: string): Button {
  return { id: buttons.sign({ verb: 'undo', id: actionId }, personId), label: 'Undo', style: 'plain' };
}
