import { z } from 'zod';
import { AppError } from '../../../ground/errors.ts';
import { sayOfSender } from '../../../mail/watch-store.ts';
import { defineOutsideKind, type HandsContext, type OutsideContext, type OutsideKind } from '../../kind.ts';
import { mailInHand, mailOf, mailToChange } from './account.ts';
import { batchArgs, batchInput, batchLine, batchMail, lookedFor, readBatch, sameMail, walk, whenGone } from './batch.ts';
import { foundText, restored, told } from './batch-told.ts';

const place = batchMail.shape.mailbox;
/** Where each mail lies now (unknown for one that was under way at a stop), where it lay, and who wrote it. */
const moved = z.object({ id: z.string().optional(), messageId: z.string(), mailbox: place, sender: z.string().exactOptional() });
type Moved = z.infer<typeof moved>;

/** What a move leaves for its undo. */
export const movedMails = z.object({ account: z.string(), target: place, mails: z.array(moved) });
type MovedMails = z.infer<typeof movedMails>;

interface MoveWords {
  readonly name: string;
  readonly description: string;
  readonly verb: string;
  readonly target: 'archive' | 'trash' | 'junk' | 'inbox';
  /** Where they are afterwards: `in the archive`. */
  readonly where: string;
  /** When their senders become known for writing no junk. */
  readonly trustsSenders?: 'done' | 'undone';
}

/** The places where a mail can lie, and how it comes there and back: nothing else about it changes. */
export const mailMoves: readonly OutsideKind[] = [
  moveKind({
    name: 'mail_archive',
    description: 'Archive mails by their ids.',
    verb: 'Archive',
    target: 'archive',
    where: 'in the archive',
  }),
  moveKind({
    name: 'mail_trash',
    description: 'Move mails to the trash by their ids.',
    verb: 'Move to trash',
    target: 'trash',
    where: 'in the trash',
  }),
  moveKind({
    name: 'mail_junk',
    description: 'Move mails to the junk mail by their ids, marked as junk.',
    verb: 'Move to junk',
    target: 'junk',
    where: 'in the junk mail',
    trustsSenders: 'undone',
  }),
  moveKind({
    name: 'mail_not_junk',
    description:
      'Move mails that are no junk back to the inbox by their ids; what their senders write is never taken for junk again.',
    verb: 'Not junk',
    target: 'inbox',
    where: 'in the inbox',
    trustsSenders: 'done',
  }),
  moveKind({
    name: 'mail_to_inbox',
    description: 'Move mails back to the inbox by their ids, such as from the archive.',
    verb: 'Move to the inbox',
    target: 'inbox',
    where: 'in the inbox',
  }),
];

function moveKind({ name, description, verb, target, where, trustsSenders }: MoveWords): OutsideKind {
  return defineOutsideKind({
    name,
    description,
    effect: 'private',
    verb,
    area: 'mail',
    needs: 'mail',
    input: batchInput,
    args: batchArgs,
    async resolve(context, { mails, account }) {
      const reader = mailToChange(context, account);
      const found = (await readBatch(reader, mails, context.signal)).filter(({ mailbox }) => mailbox !== target);
      if (found.length === 0) throw new AppError('invalid', `All of that is ${where} already.`);
      return { account: reader.account, mails: found };
    },
    fields: { account: (value) => ({ label: 'Account', value }), mails: batchLine },
    async run(context, { account, mails }) {
      const { reader, writer } = mailInHand(context, account);
      const { signal } = context;
      const walked = await walk(mails, signal, {
        look: (mail) => sameMail(reader, mail, signal),
        change: async (mail) => ({ id: await writer.move(mail.id, target, signal), ...lay(mail) }),
      });
      const left = { account, target, mails: [...walked.done, ...walked.unsure.map(lay)] };
      if (trustsSenders === 'done') await trustSenders(context, left, true);
      return told(walked, `${where} now`, left);
    },
    async find(context, { account, mails }) {
      const reader = mailOf(context, account);
      const found = await lookedFor(mails, async (mail) => {
        if (await sameMail(reader, mail, context.signal).catch(whenGone)) return undefined;
        const [there] = await reader.search({ mailbox: target, messageId: mail.messageId }, 1, context.signal);
        return there && { id: there.id, ...lay(mail) };
      });
      return foundText(found, mails.length, `${where} now`, { account, target, mails: found });
    },
    undoData: movedMails,
    async undo(context, data) {
      let back = 0;
      for (const mail of data.mails) if (await moveBack(context, data, mail)) back += 1;
      if (trustsSenders) await trustSenders(context, data, trustsSenders === 'undone');
      return restored(back, data.mails.length, ['is back where it was', 'are back where they were']);
    },
  });
}

function lay({ messageId, mailbox, from }: z.infer<typeof batchMail>): Moved {
  return { messageId, mailbox, sender: from.address.toLowerCase() };
}

/** True when the mail is where it was: moved back now, or before. */
async function moveBack(context: HandsContext, { account, target }: MovedMails, mail: Moved): Promise<boolean> {
  const { reader, writer } = mailInHand(context, account);
  const { signal } = context;
  signal.throwIfAborted();
  const find = (mailbox: Moved['mailbox']) => reader.search({ mailbox, messageId: mail.messageId }, 1, signal);
  const byId = mail.id === undefined ? undefined : await reader.read(mail.id, signal).catch(whenGone);
  const now = byId ?? (await find(target))[0] ?? (await find(mail.mailbox))[0];
  if (now?.mailbox === target) await writer.move(now.id, mail.mailbox, signal);
  return now?.mailbox === target || now?.mailbox === mail.mailbox;
}

async function trustSenders({ inDb, personId }: OutsideContext, { mails }: MovedMails, isTrusted: boolean): Promise<void> {
  const senders = new Set(mails.flatMap(({ sender }) => sender || []));
  await inDb(async (tx) => {
    for (const sender of senders) await sayOfSender(tx, personId, sender, { isTrusted });
  });
}
