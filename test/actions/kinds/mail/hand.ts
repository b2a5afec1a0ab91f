import { Temporal } from 'temporal-polyfill';
import type { ActionResult, HandsContext, OutsideKind, Unanswered } from '../../../../src/actions/kind.ts';
import { contactKinds } from '../../../../src/actions/kinds/contacts.ts';
import { mailLook } from '../../../../src/actions/kinds/mail/look.ts';
import { mailDraft, mailSend } from '../../../../src/actions/kinds/mail/send.ts';
import { mailTidy } from '../../../../src/actions/kinds/mail/tidy.ts';
import { defaultProfile } from '../../../../src/people/profile.ts';
import type { StoredFile, StoredFiles } from '../../../../src/vault/stored-files.ts';
import { createFakeContacts } from '../../../fakes/contacts.ts';
import { fakeDocuments } from '../../../fakes/documents.ts';
import { createFakeMail, type MailSeed } from '../../../fakes/mail.ts';
import { noTx } from '../../rows.ts';

export const ACCOUNT = 'me@me.example';
export const PERSON = '11111111-1111-4111-8111-111111111111';

/** Files in memory, of one person. */
export function fakeStoredFiles(): StoredFiles & { readonly held: StoredFile[] } {
  const held: StoredFile[] = [];
  return {
    held,
    async keep(_tx, _personId, file, id = `00000000-0000-4000-8000-${`${held.length}`.padStart(12, '0')}`) {
      if (!held.some((each) => each.id === id)) held.push({ ...file, id });
      return id;
    },
    load: async (_tx, _personId, ids) => ids.flatMap((id) => held.find((file) => file.id === id) ?? []),
    remove: async () => false,
    list: async () =>
      held.map(({ id, name, mime, bytes }) => {
        return { id, name, mime, size: bytes.length, createdAt: Temporal.Instant.from('2026-11-21T08:00:00Z') };
      }),
  };
}

interface Done {
  readonly said: string;
  readonly undo: unknown;
  readonly tainted: boolean;
  readonly args: unknown;
}

/** What the mail kinds do with a fake account, an address book and files, as the ledger would store it in between. */
export function createMailHand(mails: readonly MailSeed[] = []) {
  const mail = createFakeMail({ account: ACCOUNT, mails });
  const contacts = createFakeContacts([
    ['Mom', 'mom@home.example'],
    ['Ann Lee', 'ann@a.example'],
    ['Ann Oak', 'oak@a.example'],
  ]);
  const storedFiles = fakeStoredFiles();
  const kinds = [
    ...mailLook({ documents: fakeDocuments }),
    mailDraft({ storedFiles }),
    mailSend({ storedFiles }),
    ...mailTidy,
    ...contactKinds,
  ];
  const stop = new AbortController();
  const context: HandsContext = {
    personId: PERSON,
    profile: defaultProfile('Europe/Berlin', 'Me'),
    now: Temporal.Instant.from('2026-11-21T08:00:00Z'),
    source: 'telegram:1',
    tainted: false,
    ownWords: '',
    eyes: { mail: mail.reader, contacts: contacts.reader },
    hands: { mail: mail.writer },
    inDb: (work) => work(noTx),
    signal: stop.signal,
    actionId: 'a1',
  };

  const kindOf = (name: string): OutsideKind => {
    const kind = kinds.find((each) => each.name === name);
    if (!kind) throw new Error(`no kind ${name}`);
    return kind;
  };
  const resolve = async (name: string, input: object, over: Partial<HandsContext> = {}): Promise<unknown> =>
    JSON.parse(JSON.stringify(await kindOf(name).resolve({ ...context, ...over }, input)));
  const run = (name: string, args: unknown, over: Partial<HandsContext> = {}) => kindOf(name).run({ ...context, ...over }, args);

  return {
    mail,
    contacts,
    storedFiles,
    context,
    stop,
    kinds,
    resolve,
    run,
    find: (name: string, args: unknown, over: Partial<HandsContext> = {}) => kindOf(name).find({ ...context, ...over }, args),
    undo: (name: string, data: unknown, over: Partial<HandsContext> = {}) =>
      kindOf(name).undo({ ...context, ...over }, JSON.parse(JSON.stringify(data))),
    /** From the wish to the deed. */
    async wish(name: string, input: object, over: Partial<HandsContext> = {}): Promise<Done> {
      const args = await resolve(name, input, over);
      return { ...done(await run(name, args, over)), args };
    },
    card: async (name: string, input: object): Promise<Record<string, string>> => {
      const lines = kindOf(name).card(await resolve(name, input), context.profile);
      return Object.fromEntries(lines.map(({ label, value }) => [label, value]));
    },
    warnings: async (name: string, input: object) => kindOf(name).warn(context, await resolve(name, input)),
  };
}

export function done(result: ActionResult<unknown> | Unanswered | 'nothing'): Omit<Done, 'args'> {
  if (result === 'nothing' || 'unknown' in result) throw new Error(`not done: ${JSON.stringify(result)}`);
  return { said: result.said, undo: result.undo, tainted: result.tainted === true };
}
