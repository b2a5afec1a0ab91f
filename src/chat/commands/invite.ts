import type { Database } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import { invite } from '../../people/invites.ts';
import { operatorId } from '../../people/persons.ts';
import { PLATFORMS } from '../../ports/chat.ts';
import type { Command } from './command.ts';

const USAGE = '/invite telegram 12345';

/** `/invite`: the operator expects an account, by the platform's own id, since anybody can choose any name. */
export function createInviteCommand({ db }: { readonly db: Database }): Command {
  return {
    name: 'invite',
    description: 'Let somebody in, with an assistant of their own (only for who runs this)',
    usage: USAGE,
    async run({ personId, now }, argument) {
      const [word = '', userId = '', ...rest] = argument.split(/\s+/);
      const operator = await db.asSystem(operatorId);
      if (operator !== personId) throw new AppError('denied', 'Only the person who runs this assistant can let somebody in.');
      const platform = PLATFORMS.find((each) => each === word.toLowerCase());
      if (!platform || platform === 'terminal' || userId === '' || rest.length > 0) {
        throw new AppError('invalid', `Write the platform and the account's id there, such as ${USAGE}. A name is not enough.`);
      }
      const isNew = await db.asSystem((tx) => invite(tx, personId, { platform, userId }, now));
      const said = isNew
        ? `Invited: when the account \`${userId}\` on ${platform} writes to me in a private chat, it gets an assistant of its own, apart from yours.`
        : `The account \`${userId}\` on ${platform} belongs to somebody here already.`;
      return { message: { text: said } };
    },
  };
}
