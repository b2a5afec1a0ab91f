import { z } from 'zod';
import { AppError, isAppError } from '../../../ground/errors.ts';
import { addressShown } from '../../../mail/address.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { Profile } from '../../../people/profile.ts';
import type { Mail, MailReader } from '../../../ports/mail.ts';
import type { CardLine } from '../../kind.ts';
import { accountInput } from './account.ts';
import { list } from './compose.ts';
import { timeText } from './text.ts';

const MOST = 500;
/** Mails that are looked at side by side. */
const AT_ONCE = 10;
/** Characters: a subject only tells which mail is meant. */
const SUBJECT_SHOWN = 100;

/** One of several mails, as the card shows it and as it must still stand when it is touched. */
export const batchMail = z.object({
  id: z.string(),
  messageId: z.string(),
  mailbox: z.enum(['inbox', 'archive', 'sent', 'drafts', 'trash', 'junk']),
  labels: z.array(z.string()),
  from: z.object({ name: z.string(), address: z.string() }),
  subject: z.string(),
  at: z.string(),
});

export type BatchMail = z.infer<typeof batchMail>;

/** What a model or a rule writes of several mails: their ids, which hold within one account. */
export const batchInput = z.object({ mails: list, account: accountInput });
export const batchArgs = z.object({ account: z.string(), mails: z.array(batchMail) });

/** The mails with these ids, each once. Rejects with `not-found` when one is not there, `invalid` when there are none or too many. */
export async function readBatch(reader: MailReader, said: readonly string[], signal: AbortSignal): Promise<BatchMail[]> {
  const ids = [...new Set(said)];
  if (ids.length === 0) throw new AppError('invalid', 'Say which mails, by their ids from mail_search.');
  if (ids.length > MOST) throw new AppError('invalid', `At most ${MOST} mails at once. Take them in several goes.`);
  return inGroups(ids, async (id) => {
    const { messageId, mailbox, labels, from, subject, at } = await reader.read(id, signal);
    return {
      id,
      messageId,
      mailbox,
      labels: [...labels],
      from: { name: from.name, address: from.address },
      subject: subject.slice(0, SUBJECT_SHOWN),
      at,
    };
  });
}

/** All of them on the card, one a line: the ids are what runs, the rest is what they mean. */
export function batchLine(mails: readonly BatchMail[], { identity }: Profile): CardLine {
  const lines = mails.map(({ id, messageId, mailbox, labels, from, subject, at }) =>
    [
      `${timeText(at, identity.timezone)}, ${addressShown(from)}: ${quoted(subject)}`,
      mailbox,
      ...labels.map(quoted),
      id,
      messageId,
    ].join(', '),
  );
  return { label: mails.length === 1 ? 'Mail' : `Mails (${mails.length})`, value: lines.join('\n') };
}

/** What came of each mail, and why it ended early if it did. */
export interface Walk<R> {
  readonly done: readonly R[];
  /** Gone or changed since they were shown: left as they are. */
  readonly skipped: number;
  /** One that was under way when the word to stop came: it may be done. */
  readonly unsure: readonly BatchMail[];
  readonly rest: number;
  readonly stoppedBy: string | undefined;
}

/** What is done to each of several mails. */
export interface Step<R> {
  /** The mail as it stands, or undefined when it is not as it was shown. Changes nothing. */
  readonly look: (mail: BatchMail) => Promise<Mail | undefined>;
  readonly change: (mail: BatchMail, found: Mail) => Promise<R>;
}

/** Takes one mail after the other, looks at the signal between two, and ends at the first that fails. Rejects only when surely nothing was done. */
export async function walk<R>(mails: readonly BatchMail[], signal: AbortSignal, step: Step<R>): Promise<Walk<R>> {
  const done: R[] = [];
  let skipped = 0;
  for (const [index, mail] of mails.entries()) {
    const outcome = await takeOne(mail, signal, step);
    if (outcome.state === 'ended') {
      if (done.length === 0 && !signal.aborted) throw outcome.error;
      const rest = mails.length - index - outcome.unsure.length;
      return { done, skipped, unsure: outcome.unsure, rest, stoppedBy: outcome.error.message };
    }
    if (outcome.state === 'done') done.push(outcome.result);
    else skipped += 1;
  }
  return { done, skipped, unsure: [], rest: 0, stoppedBy: undefined };
}

type Outcome<R> =
  | { readonly state: 'done'; readonly result: R }
  | { readonly state: 'skipped' }
  | { readonly state: 'ended'; readonly error: AppError; readonly unsure: readonly BatchMail[] };

async function takeOne<R>(mail: BatchMail, signal: AbortSignal, { look, change }: Step<R>): Promise<Outcome<R>> {
  let touched = false;
  try {
    signal.throwIfAborted();
    const found = await look(mail);
    if (!found) return { state: 'skipped' };
    touched = true;
    return { state: 'done', result: await change(mail, found) };
  } catch (thrown) {
    const error: unknown = signal.aborted ? signal.reason : thrown;
    if (!isAppError(error)) throw error;
    if (!signal.aborted && error.code === 'not-found') return { state: 'skipped' };
    return { state: 'ended', error, unsure: signal.aborted && touched ? [mail] : [] };
  }
}

/** The mail as it stands now, when it still is where it was shown. */
export async function sameMail(
  reader: MailReader,
  { id, messageId, mailbox }: BatchMail,
  signal: AbortSignal,
): Promise<Mail | undefined> {
  const mail = await reader.read(id, signal);
  return mail.messageId === messageId && mail.mailbox === mailbox ? mail : undefined;
}

/** What is done already of a batch that was cut off in an earlier life. */
export async function lookedFor<R>(mails: readonly BatchMail[], look: (mail: BatchMail) => Promise<R | undefined>): Promise<R[]> {
  const found = await inGroups(mails, (mail) => look(mail).catch(whenGone));
  return found.flatMap((one) => (one === undefined ? [] : [one]));
}

/** The same of each, ten side by side, in order. */
export async function inGroups<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE)
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  return results;
}

export function countText(count: number): string {
  return count === 1 ? '1 mail' : `${count} mails`;
}

/** For what may have been moved or deleted meanwhile. */
export function whenGone(error: unknown): undefined {
  if (isAppError(error, 'not-found')) return undefined;
  throw error;
}
