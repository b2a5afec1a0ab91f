import type { Act } from '../../actions/act.ts';
import { cardKey } from '../../actions/card/card.ts';
import { AppError } from '../../ground/errors.ts';
import type { CommandAnswer, CommandContext } from './command.ts';

/** Does one action for a command and makes its answer. What is refused comes back as an `invalid` error with what to write instead. */
export async function answerByAct(act: Act, context: CommandContext, kind: string, input: object): Promise<CommandAnswer> {
  const { personId, source } = context;
  const ownWords = Object.values(input)
    .filter((value) => typeof value === 'string')
    .join(' ');
  const outcome = await act({
    personId,
    kind,
    input,
    key: `${source}:${kind}`,
    source,
    tainted: false,
    unattended: false,
    ownWords,
  });
  switch (outcome.state) {
    case 'done':
      return { message: { text: outcome.said }, why: { actions: [outcome.actionId] } };
    case 'proposed':
      return { key: cardKey(outcome.actionId), message: outcome.card, why: { actions: [outcome.actionId] } };
    case 'refused':
      throw new AppError('invalid', outcome.said);
  }
}
