import { z } from 'zod';
import { AppError } from '../../../ground/errors.ts';
import { readLabel } from '../../../mail/label.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { MailReader } from '../../../ports/mail.ts';
import { defineOutsideKind, type OutsideKind } from '../../kind.ts';
import { mailInHand, mailOf, mailToChange } from './account.ts';
import { batchArgs, batchInput, batchLine, lookedFor, readBatch, sameMail, walk, whenGone } from './batch.ts';
import { foundText, restored, told } from './batch-told.ts';
import { list } from './compose.ts';
import { mailMoves } from './move.ts';

const labelled = z.object({ id: z.string(), messageId: z.string(), add: z.array(z.string()), remove: z.array(z.string()) });

const label = defineOutsideKind({
  name: 'mail_label',
  description: 'Add or remove labels of mails by their ids.',
  effect: 'private',
  verb: 'Label',
  area: 'mail',
  needs: 'mail',
  input: batchInput.extend({ add: list.optional(), remove: list.optional() }),
  args: batchArgs.extend({ add: z.array(z.string()), remove: z.array(z.string()) }),
  async resolve(context, { mails, account, add = [], remove = [] }) {
    const reader = mailToChange(context, account);
    const labels = { add: add.map(readLabel), remove: remove.map(readLabel) };
    if (labels.add.length + labels.remove.length === 0) throw new AppError('invalid', 'Say which label to add or to remove.');
    return { account: reader.account, mails: await readBatch(reader, mails, context.signal), ...labels };
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
    const reader = mailOf(context, account);
    const found = await lookedFor(mails, async ({ id, messageId, labels }) => {
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
export const mailTidy: readonly OutsideKind[] = [label, ...mailMoves];

async function whereabouts(reader: MailReader, { id, messageId }: { id: string; messageId: string }, signal: AbortSignal) {
  signal.throwIfAborted();
  const byId = await reader.read(id, signal).catch(whenGone);
  const elsewhere = byId ? [] : await reader.search({ messageId }, 2, signal);
  return byId?.id ?? (elsewhere.length === 1 ? elsewhere[0]?.id : undefined);
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
