import type { Act } from '../../actions/act.ts';
import { cardKey } from '../../actions/card/card.ts';
import { AppError } from '../../ground/errors.ts';
import type { CommandAnswer, CommandContext } from './command.ts';

/** Does one action for a command and makes its answer. What is refused comes back as an `invalid` error with what to write instead. */
export async function answerByAct(act: Act, context: CommandContext, kind: string, input: object): Promise<CommandAnswer> {
  const { personId, source, by } = context;
  // What somebody else types by a role stays theirs, also where the role lets it be done.
  const said = by === undefined ? { tainted: false, ownWords: wordsOf(input), commanded: true } : { tainted: true, by };
  const outcome = await act({ personId, kind, input, key: `${source}:${kind}`, source, unattended: false, ...said });
  switch (outcome.state) {
    case 'done':
      return { message: { text: outcome.said }, why: { actions: [outcome.actionId] } };
    case 'proposed':
      return { key: cardKey(outcome.actionId), message: outcome.card, why: { actions: [outcome.actionId] } };
    case 'refused':
      throw new AppError('invalid', outcome.said);
  }
}

/** What the person typed. */
function wordsOf(input: object): string {
  return Object.values(input)
    .filter((value) => typeof value === 'string')
    .join(' ');
}
