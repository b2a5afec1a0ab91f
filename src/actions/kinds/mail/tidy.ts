import { z } from 'zod';
import { AppError, isAppError } from '../../../ground/errors.ts';
import { readLabel } from '../../../mail/label.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { MailReader } from '../../../ports/mail.ts';
import { type ActionResult, defineOutsideKind, type HandsContext, type OutsideKind } from '../../kind.ts';
import { mailInHand, mailOf } from './account.ts';
import { type BatchMail, batchLine, batchMail, countText, inGroups, readBatch, sameMail, type Walk, walk } from './batch.ts';
import { list } from './compose.ts';

const place = batchMail.shape.mailbox;
const batchArgs = z.object({ account: z.string(), mails: z.array(batchMail) });
/** Where each mail lies now (unknown for one that was under way at a stop) and where it lay. */
const moved = z.object({ id: z.string().optional(), messageId: z.string(), mailbox: place });
const moves = z.object({ account: z.string(), target: place, mails: z.array(moved) });
type Moved = z.infer<typeof moved>;

interface MoveWords {
  readonly name: string;
  readonly description: string;
  readonly verb: string;
  readonly target: 'archive' | 'trash';
  /** Where they are afterwards: `in the archive`. */
  readonly where: string;
}

const archive = moveKind({
  name: 'mail_archive',
  description: 'Archive mails by their ids.',
  verb: 'Archive',
  target: 'archive',
  where: 'in the archive',
});

const trash = moveKind({
  name: 'mail_trash',
  description: 'Move mails to the trash by their ids.',
  verb: 'Move to trash',
  target: 'trash',
  where: 'in the trash',
});

const labelled = z.object({ id: z.string(), messageId: z.string(), add: z.array(z.string()), remove: z.array(z.string()) });

const label = defineOutsideKind({
  name: 'mail_label',
  description: 'Add or remove labels of mails by their ids.',
  effect: 'private',
  verb: 'Label',
  area: 'mail',
  needs: 'mail',
  input: z.object({ mails: list, add: list.optional(), remove: list.optional() }),
  args: batchArgs.extend({ add: z.array(z.string()), remove: z.array(z.string()) }),
  async resolve(context, { mails, add = [], remove = [] }) {
    const labels = { add: add.map(readLabel), remove: remove.map(readLabel) };
    if (labels.add.length + labels.remove.length === 0) throw new AppError('invalid', 'Say which label to add or to remove.');
    return { account: mailOf(context).account, mails: await readBatch(context, mails), ...labels };
  },
  fields: {
    account: (account) => ({ label: 'Account', value: account }),
    mails: batchLine,
    add: (add) => ({ label: 'Add', value: add.map(quoted).join(', ') }),
    remove: (remove) => ({ label: 'Remove', value: remove.map(quoted).join(', ') }),
  },
  async run(context, { account, mails, ...wish }) {
    const { reader, writer } = mailInHand(context, account);
    const { signal } = context;
    const walked = await walk(mails, signal, {
      look: (mail) => sameMail(reader, mail, signal),
      async change({ id, messageId }, { labels }) {
        const change = changeOf(labels, wish);
        if (change.add.length + change.remove.length > 0) await writer.label(id, change, signal);
        return { id, messageId, ...change };
      },
    });
    const unsure = walked.unsure.map(({ id, messageId, labels }) => ({ id, messageId, ...changeOf(labels, wish) }));
    return told(walked, 'labelled as asked now', { account, mails: [...walked.done, ...unsure] });
  },
  async find(context, { account, mails, ...wish }) {
    const found = await lookedFor(context, mails, async (reader, { id, messageId, labels }) => {
      const now = await reader.read(id, context.signal);
      const { add, remove } = changeOf(labels, wish);
      const done = {
        add: add.filter((name) => holds(now.labels, name)),
        remove: remove.filter((name) => !holds(now.labels, name)),
      };
      return done.add.length + done.remove.length > 0 ? { id, messageId, ...done } : undefined;
    });
    return foundText(found, mails.length, 'labelled as asked now', { account, mails: found });
  },
  undoData: z.object({ account: z.string(), mails: z.array(labelled) }),
  async undo(context, { account, mails }) {
    const { reader, writer } = mailInHand(context, account);
    let back = 0;
    for (const { id, messageId, add, remove } of mails) {
      const now = await whereabouts(reader, { id, messageId }, context.signal);
      if (now) await writer.label(now, { add: remove, remove: add }, context.signal);
      if (now) back += 1;
    }
    return restored(back, mails.length, ['has its labels as before', 'have their labels as before']);
  },
});

/** Puts the account in order, and every step can be taken back: what is in the trash is not destroyed. */
export const mailTidy: readonly OutsideKind[] = [archive, label, trash];

function moveKind({ name, description, verb, target, where }: MoveWords): OutsideKind {
  return defineOutsideKind({
    name,
    description,
    effect: 'private',
    verb,
    area: 'mail',
    needs: 'mail',
    input: z.object({ mails: list }),
    args: batchArgs,
    async resolve(context, { mails }) {
      const found = (await readBatch(context, mails)).filter(({ mailbox }) => mailbox !== target);
      if (found.length === 0) throw new AppError('invalid', `All of that is ${where} already.`);
      return { account: mailOf(context).account, mails: found };
    },
    fields: { account: (account) => ({ label: 'Account', value: account }), mails: batchLine },
    async run(context, { account, mails }) {
      const { reader, writer } = mailInHand(context, account);
      const { signal } = context;
      const walked = await walk(mails, signal, {
        look: (mail) => sameMail(reader, mail, signal),
        change: async ({ id, messageId, mailbox }) => ({ id: await writer.move(id, target, signal), messageId, mailbox }),
      });
      const unsure = walked.unsure.map(({ messageId, mailbox }): Moved => ({ messageId, mailbox }));
      return told(walked, `${where} now`, { account, target, mails: [...walked.done, ...unsure] });
    },
    async find(context, { account, mails }) {
      const found = await lookedFor(context, mails, async (reader, mail) => {
        if (await sameMail(reader, mail, context.signal).catch(whenGone)) return undefined;
        const [there] = await reader.search({ mailbox: target, messageId: mail.messageId }, 1, context.signal);
        return there && { id: there.id, messageId: mail.messageId, mailbox: mail.mailbox };
      });
      return foundText(found, mails.length, `${where} now`, { account, target, mails: found });
    },
    undoData: moves,
    async undo(context, data) {
      let back = 0;
      for (const mail of data.mails) if (await moveBack(context, data, mail)) back += 1;
      return restored(back, data.mails.length, ['is back where it was', 'are back where they were']);
    },
  });
}

/** True when the mail is where it was: moved back now, or before. */
async function moveBack(context: HandsContext, { account, target }: z.infer<typeof moves>, mail: Moved): Promise<boolean> {
  const { reader, writer } = mailInHand(context, account);
  const { signal } = context;
  signal.throwIfAborted();
  const find = (mailbox: Moved['mailbox']) => reader.search({ mailbox, messageId: mail.messageId }, 1, signal);
  const byId = mail.id === undefined ? undefined : await reader.read(mail.id, signal).catch(whenGone);
  const now = byId ?? (await find(target))[0] ?? (await find(mail.mailbox))[0];
  if (now?.mailbox === target) await writer.move(now.id, mail.mailbox, signal);
  return now?.mailbox === target || now?.mailbox === mail.mailbox;
}

async function whereabouts(reader: MailReader, { id, messageId }: { id: string; messageId: string }, signal: AbortSignal) {
  signal.throwIfAborted();
  const byId = await reader.read(id, signal).catch(whenGone);
  const elsewhere = byId ? [] : await reader.search({ messageId }, 2, signal);
  return byId?.id ?? (elsewhere.length === 1 ? elsewhere[0]?.id : undefined);
}

/** What is done already of a batch that was cut off in an earlier life. */
async function lookedFor<R>(
  context: HandsContext,
  mails: readonly BatchMail[],
  look: (reader: MailReader, mail: BatchMail) => Promise<R | undefined>,
): Promise<R[]> {
  const reader = mailOf(context);
  const found = await inGroups(mails, (mail) => look(reader, mail).catch(whenGone));
  return found.flatMap((one) => (one === undefined ? [] : [one]));
}

function told<U>({ done, skipped, unsure, rest, stoppedBy }: Walk<unknown>, what: string, undo: U): ActionResult<U> {
  if (done.length + unsure.length === 0 && stoppedBy === undefined)
    throw new AppError('invalid', 'Nothing was done: what was shown has been moved or changed since.');
  const said = [
    `${countText(done.length)} ${done.length === 1 ? 'is' : 'are'} ${what}.`,
    ...(unsure.length > 0 ? ['One more may be.'] : []),
    ...(skipped > 0
      ? [`${countText(skipped)} had been moved or changed before, so I left ${skipped === 1 ? 'it' : 'them'}.`]
      : []),
    ...(stoppedBy === undefined ? [] : [`The other ${rest} I did not touch: ${stoppedBy}`]),
  ];
  return { said: said.join(' '), ...(done.length + unsure.length > 0 && { undo }) };
}

function foundText<U>(done: readonly unknown[], of: number, what: string, undo: U): ActionResult<U> | 'nothing' {
  if (done.length === 0) return 'nothing';
  const whole = done.length === of;
  const said = `${countText(done.length)}${whole ? '' : ` of ${of}`} ${done.length === 1 ? 'is' : 'are'} ${what}.`;
  return { said: whole ? said : `${said} I was cut off there; ask again for the rest.`, undo };
}

function restored(back: number, of: number, [one, several]: readonly [string, string]): string {
  if (back === 0) throw new AppError('invalid', 'This cannot be undone any more: the mails have been moved or deleted since.');
  const rest = of - back;
  return `${countText(back)} ${back === 1 ? one : several}.${rest > 0 ? ` ${countText(rest)} could not be found there any more.` : ''}`;
}

/** What a wish changes about a mail with these labels. Names are the same in any letters, as mail servers take them. */
function changeOf(
  labels: readonly string[],
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
) {
  return { add: add.filter((name) => !holds(labels, name)), remove: labels.filter((name) => holds(remove, name)) };
}

function holds(labels: readonly string[], name: string): boolean {
  return labels.some((label) => label.toLowerCase() === name.toLowerCase());
}

function whenGone(error: unknown): undefined {
  if (isAppError(error, 'not-found')) return undefined;
  throw error;
}
