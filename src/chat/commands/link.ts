import type { Database } from '../../db/client.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { nameAsCode } from '../../people/chosen-name.ts';
import { type Account, accountsOf } from '../../people/identities.ts';
import { LINK_MINUTES } from '../../people/link-questions.ts';
import { type Linking, linkCodeKey } from '../../people/linking.ts';
import type { Button } from '../../ports/chat.ts';
import type { Command } from './command.ts';

interface LinkDeps {
  readonly db: Database;
  readonly buttons: Buttons;
  readonly linking: Linking;
}

/** `/link` and `/unlink`: which chat accounts are this person. */
export function createLinkCommands({ db, buttons, linking }: LinkDeps): Command[] {
  return [
    {
      name: 'link',
      description: 'Use me from another app, too, with the same memory and cards',
      usage: '/link',
      async run({ personId, now }, argument) {
        if (argument !== '') return { message: { text: KNOWN_ALREADY } };
        const { id, code } = await db.asPerson(personId, (tx) => linking.open(tx, personId, now));
        return { key: linkCodeKey(id), message: { text: codeText(code) } };
      },
    },
    {
      name: 'unlink',
      description: 'See your linked accounts, and take one away',
      usage: '/unlink',
      async run({ personId }) {
        const accounts = (await db.asPerson(personId, (tx) => accountsOf(tx, personId))).filter(isRemovable);
        if (accounts.length === 0) return { message: { text: 'No account is linked but this terminal. /link adds one.' } };
        const rows = accounts.map((account): Button[] => [
          { id: buttons.sign({ verb: 'unlink', id: account.id }, personId), label: label(account), style: 'danger' },
        ]);
        return { message: { text: accountsText(accounts), buttons: rows } };
      },
    },
  ];
}

/** The code belongs into a chat that knows nobody yet: here it is either needless or cannot be followed. */
const KNOWN_ALREADY = [
  'This chat belongs to an assistant already. If it is the one that showed you the code, there is nothing to do.',
  '',
  'If the code comes from another one: two assistants, each with a memory of its own, cannot be made one. ' +
    'To use this account there, take it away here with /unlink, and then send the code again; what I remember here stays here (/export gives you a copy).',
].join('\n');

function codeText(code: string): string {
  return [
    `Your link code: \`${code}\``,
    '',
    `It works once, for ${LINK_MINUTES} minutes. In the other app, open a private chat with me and send \`/link ${code}\` (on Slack \`/adjutant link ${code}\`). Then press the button in both chats.`,
    '',
    'Give the code to nobody: whoever you let in with it is you, with all that I keep for you.',
  ].join('\n');
}

function accountsText(accounts: readonly Account[]): string {
  const lines = accounts.map(({ platform, userId, name }) => `- ${platform}: \`${userId}\`${name && `, ${nameAsCode(name)}`}`);
  const only = accounts.length === 1 ? [ONLY_ONE] : [];
  return ['**Your accounts**', ...lines, '', 'An account that you unlink is a stranger to me from then on.', ...only].join('\n');
}

const ONLY_ONE =
  '\nThis is the only chat in which you reach me. Without it nobody can reach what I keep for you, and I cannot bring you back: /export gives you a copy first.';

function isRemovable({ platform }: Account): boolean {
  return platform !== 'terminal';
}

/** At most 40 characters; ids of some platforms are longer than that leaves room for. */
function label({ platform, userId }: Account): string {
  return `Unlink ${platform} ${userId}`.slice(0, 40);
}
