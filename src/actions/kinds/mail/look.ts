import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { AppError } from '../../../ground/errors.ts';
import { attachmentOf } from '../../../mail/attachments.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { DocumentReader } from '../../../ports/documents.ts';
import type { MailQuery } from '../../../ports/mail.ts';
import { findDate } from '../../../reminders/date-phrase.ts';
import { momentText } from '../../../reminders/moment-text.ts';
import { defineOutsideKind, type OutsideContext, type OutsideKind } from '../../kind.ts';
import { accountInput, mailOf } from './account.ts';
import { attachmentText } from './attached.ts';
import { mailListText, mailText } from './text.ts';

const mailboxName = z.enum(['inbox', 'archive', 'sent', 'drafts', 'trash', 'junk']);
const USUAL_LIMIT = 10;
const MOST = 100;

const search = defineOutsideKind({
  name: 'mail_search',
  description: "Search the person's mail, newest first. All conditions hold together.",
  effect: 'read',
  verb: 'Search',
  area: 'mail',
  needs: 'mail',
  input: z.object({
    text: z.string().optional(),
    from: z.string().optional(),
    to: z.string().optional(),
    mailbox: mailboxName.optional(),
    unread: z.boolean().optional(),
    since: z.string().optional(),
    until: z.string().optional(),
    limit: z.number().optional(),
    account: accountInput,
  }),
  args: z.object({
    text: z.string().exactOptional(),
    from: z.string().exactOptional(),
    to: z.string().exactOptional(),
    mailbox: mailboxName.exactOptional(),
    unread: z.boolean().exactOptional(),
    /** ISO 8601 instants. */
    since: z.string().exactOptional(),
    until: z.string().exactOptional(),
    limit: z.int().min(1).max(MOST),
    account: z.string().exactOptional(),
  }),
  resolve: async (context, { text, from, to, mailbox, unread, since, until, limit, account }) => ({
    ...(text?.trim() && { text: text.trim() }),
    ...(from?.trim() && { from: from.trim() }),
    ...(to?.trim() && { to: to.trim() }),
    ...(mailbox && { mailbox }),
    ...(unread !== undefined && { unread }),
    ...(since?.trim() && { since: toInstant(since, context, 'start') }),
    ...(until?.trim() && { until: toInstant(until, context, 'end') }),
    limit: Math.min(MOST, Math.max(1, Math.round(limit ?? USUAL_LIMIT))),
    ...(account?.trim() && { account: mailOf(context, account.trim()).account }),
  }),
  fields: {
    text: (text) => ({ label: 'Words', value: text }),
    from: (from) => ({ label: 'From', value: from }),
    to: (to) => ({ label: 'To', value: to }),
    mailbox: (mailbox) => ({ label: 'In', value: mailbox }),
    unread: (unread) => ({ label: 'Read', value: unread ? 'unread only' : 'read only' }),
    since: (since, { identity }) => ({ label: 'Since', value: localText(since, identity.timezone) }),
    until: (until, { identity }) => ({ label: 'Before', value: localText(until, identity.timezone) }),
    limit: (limit) => ({ label: 'At most', value: `${limit}` }),
    account: (account) => ({ label: 'Account', value: account }),
  },
  async run(context, { limit, account, ...query }) {
    const found = await mailOf(context, account).search(query satisfies MailQuery, limit, context.signal);
    return { said: mailListText(found, limit, context.profile.identity.timezone), tainted: found.length > 0 };
  },
  undoData: z.never(),
  undo: async () => 'A search changes nothing.',
});

const read = (documents: DocumentReader) =>
  defineOutsideKind({
    name: 'mail_read',
    description: 'Read one mail, or one of its attachments, by its id.',
    effect: 'read',
    verb: 'Read',
    area: 'mail',
    needs: 'mail',
    input: z.object({ id: z.string(), account: accountInput }),
    args: z.object({ id: z.string(), account: z.string().exactOptional() }),
    resolve: async (context, { id, account }) => ({ id, ...(account && { account: mailOf(context, account).account }) }),
    fields: {
      id: (id) => ({ label: 'Mail', value: id }),
      account: (account) => ({ label: 'Account', value: account }),
    },
    async run(context, { id, account }) {
      const mail = mailOf(context, account);
      const attached = await attachmentOf(mail, id, context.signal);
      const said = attached
        ? await attachmentText(mail, attached, documents, context.signal)
        : mailText(await mail.read(id, context.signal), context.profile.identity.timezone);
      return { said, tainted: true };
    },
    undoData: z.never(),
    undo: async () => 'Reading changes nothing.',
  });

/** Looks into the mail account; whatever is found there was written by others. */
export function mailLook({ documents }: { readonly documents: DocumentReader }): readonly OutsideKind[] {
  return [search, read(documents)];
}

/** A day, a moment or a phrase such as `yesterday`; a day ends where the next begins. */
function toInstant(said: string, { now, profile }: OutsideContext, edge: 'start' | 'end'): string {
  const zone = profile.identity.timezone;
  const exact = exactInstant(said.trim());
  if (exact) return exact;
  const found = findDate(said, now.toZonedDateTimeISO(zone));
  if (found?.state === 'time') return found.at.toInstant().toString();
  if (found?.state !== 'day')
    throw new AppError('invalid', `I cannot read ${quoted(said.slice(0, 60))} as a date. Write one such as 2026-11-20.`);
  const day = edge === 'start' ? found.day : found.day.add({ days: 1 });
  return day.toZonedDateTime(zone).toInstant().toString();
}

function exactInstant(said: string): string | undefined {
  try {
    return Temporal.Instant.from(said).toString();
  } catch {
    return undefined;
  }
}

function localText(at: string, zone: string): string {
  return momentText(Temporal.Instant.from(at).toZonedDateTimeISO(zone));
}
