import type { Audit } from '../../audit/audit.ts';
import type { Database } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import { enqueue } from '../../outbox/outbox.ts';
import { nameAsCode } from '../../people/chosen-name.ts';
import { load } from '../../people/profile-store.ts';
import { type Admitted, enterTwin } from '../../people/twin-door.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';
import { operationOf } from './operation-of.ts';

interface AsDeps {
  readonly db: Database;
  readonly audit: Audit;
  /** What somebody with a role can be let do; what `today` shows them comes from the agenda, which holds no mail and no memory. */
  readonly shared: ReadonlyMap<string, Command>;
}

/** `/as Ann today`: a look at the things of somebody who gave this account a role, or a hand in them. */
export function createAsCommand(deps: AsDeps): Command {
  return {
    name: 'as',
    description: 'Look at, or help with, the day and tasks of somebody who shares them with you',
    usage: '/as Ann today, /as Ann tasks add Call the bank',
    async run(context, argument) {
      const { platform, user, now } = context;
      const entered = await deps.db.asSystem((tx) =>
        enterTwin(tx, deps.audit, { platform, userId: user }, argument, operationOf, now),
      );
      if (entered.state === 'turned away') throw new AppError('denied', entered.said);
      return forGuest(deps, context, entered, await carryOut(deps, context, entered));
    },
  };
}

async function carryOut({ db, shared }: AsDeps, context: CommandContext, admitted: Admitted): Promise<CommandAnswer> {
  const { twin, wish, by } = admitted;
  const [, name = '', argument = ''] = /^\/?(\S+)\s*(.*)$/s.exec(wish) ?? [];
  const command = shared.get(name.toLowerCase());
  if (!command) throw new Error(`the roles allow ${admitted.operation}, which nothing carries out`);
  const profile = await db.asPerson(twin.personId, (tx) => load(tx, twin.personId));
  return command.run({ ...context, personId: twin.personId, profile, replyTo: undefined, by }, argument);
}

/** The words alone: what can be pressed is the owner's, and a card goes to them. */
async function forGuest(
  { db }: AsDeps,
  { now }: CommandContext,
  { twin, by }: Admitted,
  answer: CommandAnswer,
): Promise<CommandAnswer> {
  const { key, message } = answer;
  if (key === undefined) return { message: { text: `**${nameAsCode(twin.name)}**\n\n${message.text}` } };
  const why = { trigger: `the wish of ${by}`, by: 'rule', sources: [], actions: [], ...answer.why };
  await db.asPerson(twin.personId, (tx) => enqueue(tx, { personId: twin.personId, key, message, why, now }));
  return { message: { text: `${nameAsCode(twin.name)} has to press for that. I have asked them.` } };
}
