import type { Undo } from '../../actions/undo.ts';
import type { Command } from './command.ts';

/** Takes the latest action back that still can be. */
export function createUndoCommand({ undo }: { readonly undo: Undo }): Command {
  return {
    name: 'undo',
    description: 'Take back the last thing that was done',
    usage: '/undo',
    async run({ personId, source }) {
      const { said, actionId } = await undo.latest(personId, source);
      return { message: { text: said }, why: { actions: [actionId] } };
    },
  };
}
