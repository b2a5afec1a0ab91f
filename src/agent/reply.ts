import type { ActOutcome } from '../actions/act.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { OutgoingMessage } from '../ports/chat.ts';
import type { Heard } from './hear.ts';
import { withInertLinks } from './inert-links.ts';
import type { Spoken } from './loop.ts';

const MOST_UNDO_BUTTONS = 3;
const BUTTON_LABEL_LENGTH = 40;

/**
 * The visible end of a turn. The model's words stand first; what was really done stands below in the ledger's words, with Undo.
 * An answer without words is made of the outcomes alone. Once anything was looked at in the turn, no address in it can be followed but
 * those that the person wrote: an address can carry away what was read.
 */
export function renderReply(
  spoken: Pick<Spoken, 'text' | 'outcomes' | 'tainted'>,
  { notes, own }: Pick<Heard, 'notes' | 'own'>,
  buttons: Buttons,
  personId: string,
): OutgoingMessage {
  const words = spoken.text.trim();
  const lines = spoken.outcomes.flatMap((outcome) => outcomeLine(outcome, words === ''));
  const text =
    [words, lines.join('\n'), ...notes].filter(Boolean).join('\n\n') ||
    'The model gave an empty answer. Please say it again, or use a command (/help).';
  const shownText = hasRead(spoken) ? withInertLinks(text, own) : text;
  const undo = undoRow(spoken.outcomes, buttons, personId);
  const files = spoken.outcomes.flatMap((outcome) => (outcome.state === 'done' ? (outcome.files ?? []) : []));
  return { text: shownText, ...(undo.length > 0 && { buttons: [undo] }), ...(files.length > 0 && { files }) };
}

function hasRead({ outcomes, tainted }: Pick<Spoken, 'outcomes' | 'tainted'>): boolean {
  return tainted || outcomes.some((outcome) => outcome.state === 'done' && outcome.effect === 'read');
}

function outcomeLine(outcome: ActOutcome, wordless: boolean): string[] {
  switch (outcome.state) {
    case 'done':
      return wordless || outcome.effect !== 'read' ? [`✓ ${outcome.said}`] : [];
    case 'refused':
      return wordless ? [`✗ ${outcome.said}`] : [];
    case 'proposed':
      return wordless ? ['I ask you first, in the card below.'] : [];
  }
}

/** One Undo for each thing done that can be undone, named when there are several. */
export function undoRow(outcomes: readonly ActOutcome[], buttons: Buttons, personId: string) {
  const undoable = outcomes
    .flatMap((outcome) => (outcome.state === 'done' && outcome.undoable ? [outcome] : []))
    .slice(-MOST_UNDO_BUTTONS);
  return undoable.map((outcome) => ({
    id: buttons.sign({ verb: 'undo', id: outcome.actionId }, personId),
    label: undoable.length === 1 ? 'Undo' : short(`Undo: ${outcome.said}`),
    style: 'plain' as const,
  }));
}

function short(label: string): string {
  const plain = label.replaceAll(/[*_`]/g, '');
  return plain.length <= BUTTON_LABEL_LENGTH ? plain : `${plain.slice(0, BUTTON_LABEL_LENGTH - 1)}…`;
}
