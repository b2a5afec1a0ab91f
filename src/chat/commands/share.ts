import type { Database } from '../../db/client.ts';
import { GRANTED_ROLES } from '../../db/schema/identities.ts';
import { AppError } from '../../ground/errors.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { parseAccount } from '../../people/account-id.ts';
import { nameAsCode } from '../../people/chosen-name.ts';
import { allowedTo } from '../../people/roles.ts';
import { ownerCard, shareKey } from '../../people/share-cards.ts';
import { askToShare, type HeldRole, heldBy, type Share, sharesOf } from '../../people/shares.ts';
import type { Button } from '../../ports/chat.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

interface ShareDeps {
  readonly db: Database;
  readonly buttons: Buttons;
}

const USAGE = '/share viewer telegram 123456789';

/** `/share`: who may see or do what of the person's, and what others share with this account. */
export function createShareCommand(deps: ShareDeps): Command {
  return {
    name: 'share',
    description: 'Let somebody see your day and tasks, or help with them; see and end it',
    usage: USAGE,
    run: (context, argument) => (argument === '' ? list(deps, context) : ask(deps, context, argument)),
  };
}

async function ask({ db, buttons }: ShareDeps, { personId, now }: CommandContext, argument: string): Promise<CommandAnswer> {
  const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(argument) ?? [];
  const role = GRANTED_ROLES.find((each) => each === word.toLowerCase());
  if (!role) {
    const roles = GRANTED_ROLES.map((each) => `- \`${each}\`: ${allowedTo(each).join(', ')}`);
    throw new AppError('invalid', [`Write a role and an account, such as \`${USAGE}\`. The roles:`, ...roles].join('\n'));
  }
  const account = parseAccount(rest, `/share ${role}`);
  const share = await db.asSystem((tx) => askToShare(tx, personId, role, account, now));
  return { key: shareKey(share.id, 'owner'), message: ownerCard(buttons.sign, share) };
}

async function list({ db, buttons }: ShareDeps, context: CommandContext): Promise<CommandAnswer> {
  const { personId, platform, user: userId } = context;
  const { given, held } = await db.asSystem(async (tx) => ({
    given: (await sharesOf(tx, personId)).filter(({ state }) => state !== 'asked'),
    held: await heldBy(tx, { platform, userId }),
  }));
  const end = (id: string, label: string): Button[] => [
    { id: buttons.sign({ verb: 'shareend', id }, personId), label: label.slice(0, 40), style: 'danger' },
  ];
  const rows = [
    ...given.map(({ id, platform: on, userId: who }) => end(id, `End ${on} ${who}`)),
    ...held.map(({ id, name }) => end(id, `Give up ${name}`)),
  ];
  return {
    message: { text: [...givenLines(given), '', ...heldLines(held)].join('\n'), ...(rows.length > 0 && { buttons: rows }) },
  };
}

function givenLines(given: readonly Share[]): string[] {
  if (given.length === 0) return [`You share with nobody. \`${USAGE}\` begins it: both of you press before anything is seen.`];
  const line = ({ platform, userId, name, role, state }: Share) =>
    `- ${role}: ${platform} \`${userId}\`${name && ` (${nameAsCode(name)})`}${state === 'offered' ? ', not accepted yet' : ''}`;
  return ['**You share with**', ...given.map(line)];
}

function heldLines(held: readonly HeldRole[]): string[] {
  if (held.length === 0) return ['Nobody shares with this account.'];
  const line = ({ name, role }: HeldRole) => `- ${nameAsCode(name)}: you are ${role}. \`/as ${name} today\``;
  return ['**Shared with this account**', ...held.map(line)];
}
