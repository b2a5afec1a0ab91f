import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import { parseAccount } from '../../people/account-id.ts';
import { invite, type OpenInvite, openInvites, takeBackInvite } from '../../people/invites.ts';
import { operatorId } from '../../people/persons.ts';
import { dayText } from '../../reminders/moment-text.ts';
import type { Command, CommandContext } from './command.ts';

const USAGE = '/invite telegram 123456789';

/** `/invite`: the operator expects an account, by the platform's own id, since anybody can choose any name; sees whom, and takes it back. */
export function createInviteCommand({ db }: { readonly db: Database }): Command {
  return {
    name: 'invite',
    description: 'Let somebody in, with an assistant of their own (only for who runs this)',
    usage: USAGE,
    async run(context, argument) {
      const text = await db.asSystem(async (tx) => {
        if ((await operatorId(tx)) !== context.personId)
          throw new AppError('denied', 'Only the person who runs this assistant can let somebody in.');
        return answer(tx, context, argument);
      });
      return { message: { text } };
    },
  };
}

async function answer(tx: Tx, { personId, profile, now }: CommandContext, argument: string): Promise<string> {
  const untilText = (ends: Temporal.Instant) => dayText(ends.toZonedDateTimeISO(profile.identity.timezone).toPlainDate());
  const [, off] = /^off\s+(.*)$/i.exec(argument) ?? [];
  if (off !== undefined) {
    const account = parseAccount(off, '/invite off');
    const { platform, userId } = account;
    return (await takeBackInvite(tx, personId, account, now))
      ? `Taken back: the account \`${userId}\` on ${platform} is a stranger to me.`
      : `The account \`${userId}\` on ${platform} is not invited. /invite shows who is.`;
  }
  if (argument === '') return listText(await openInvites(tx, personId, now), untilText);
  const account = parseAccount(argument, '/invite');
  const { platform, userId } = account;
  const ends = await invite(tx, personId, account, now);
  return ends
    ? `Invited until ${untilText(ends)}: when the account \`${userId}\` on ${platform} writes to me in a private chat, it gets an assistant of its own, apart from yours.`
    : `The account \`${userId}\` on ${platform} belongs to somebody here already.`;
}

function listText(open: readonly OpenInvite[], untilText: (ends: Temporal.Instant) => string): string {
  const [first] = open;
  if (!first) return `Nobody is invited. To let somebody in, write \`${USAGE}\`, with the id of their account.`;
  const lines = open.map(({ platform, userId, endsAt }) => `- \`${platform} ${userId}\`, until ${untilText(endsAt)}`);
  const how = `To take one back, write \`/invite off ${first.platform} ${first.userId}\`.`;
  return ['**Invited, and not here yet**', ...lines, '', how].join('\n');
}
