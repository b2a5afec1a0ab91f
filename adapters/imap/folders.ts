import type { ListResponse } from 'imapflow';
import type { Mailbox } from '../../src/ports/mail.ts';
import { MAILBOXES } from './handle.ts';
import type { Session } from './session.ts';

/** The paths of the account's special-use mailboxes. */
export interface Folders {
  /** Those that there are. */
  all(signal: AbortSignal): Promise<ReadonlyMap<Mailbox, string>>;
  /** The path of one that must be there: made where it is not. */
  need(mailbox: Mailbox, signal: AbortSignal): Promise<string>;
}

const INBOX = 'INBOX';
/** RFC 6154, 2. A service without an archive of its own, such as Gmail, keeps in "all mail" what left the inbox. */
const USES: Readonly<Record<Mailbox, readonly string[]>> = {
  inbox: ['\\Inbox'],
  archive: ['\\Archive', '\\All'],
  sent: ['\\Sent'],
  drafts: ['\\Drafts'],
  trash: ['\\Trash'],
  junk: ['\\Junk'],
};
const NAMES: Readonly<Record<Mailbox, string>> = {
  inbox: INBOX,
  archive: 'Archive',
  sent: 'Sent',
  drafts: 'Drafts',
  trash: 'Trash',
  junk: 'Junk',
};

/** What the server lists is held as long as the process lives; a mailbox that is missing is looked for anew. */
export function createFolders(session: Session): Folders {
  let held: ReadonlyMap<Mailbox, string> | undefined;

  async function list(signal: AbortSignal): Promise<ReadonlyMap<Mailbox, string>> {
    const listed = await session.look(INBOX, signal, (client) => client.list({ listOnly: true }));
    held = new Map(MAILBOXES.flatMap((mailbox) => pathOf(listed, mailbox)?.map((path) => [mailbox, path] as const) ?? []));
    return held;
  }

  return {
    all: async (signal) => held ?? list(signal),
    async need(mailbox, signal) {
      const known = held?.get(mailbox) ?? (await list(signal)).get(mailbox);
      if (known !== undefined) return known;
      const made = await session.change(INBOX, signal, (client) => client.mailboxCreate(NAMES[mailbox]));
      held = undefined;
      return made.path;
    },
  };
}

function pathOf(listed: readonly ListResponse[], mailbox: Mailbox): [string] | undefined {
  if (mailbox === 'inbox') return [INBOX];
  for (const use of USES[mailbox]) {
    const found = listed.find(({ specialUse, flags }) => specialUse === use && !flags.has('\\Noselect'));
    if (found) return [found.path];
  }
  const named = listed.find(({ path, flags }) => path === NAMES[mailbox] && !flags.has('\\Noselect'));
  return named && [named.path];
}
