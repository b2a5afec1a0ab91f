import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { CommandAnswer } from './commands/command.ts';
import { undoButton } from './undo-button.ts';

/** Puts an Undo button under a command's answer when what it did can be undone. */
export function withUndo(db: Database, buttons: Buttons) {
  return async (personId: string, answer: CommandAnswer): Promise<CommandAnswer> => {
    const ids = answer.why?.actions ?? [];
    if (ids.length === 0 || answer.message.buttons) return answer;
    const theirs = and(eq(actions.personId, personId), inArray(actions.id, ids));
    const undoable = and(theirs, eq(actions.state, 'done'), isNotNull(actions.undo));
    const rows = await db.asPerson(personId, (tx) => tx.select({ id: actions.id }).from(actions).where(undoable));
    const row = rows.map(({ id }) => undoButton(buttons, personId, id));
    return row.length === 0 ? answer : { ...answer, message: { ...answer.message, buttons: [row] } };
  };
}
