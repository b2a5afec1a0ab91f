import { Temporal } from 'temporal-polyfill';
import { type IsWorkingDay, workingDaysBetween } from '../../../calendar/working-days.ts';
import { isAppError } from '../../../ground/errors.ts';
import { ownWords } from '../../../mail/own-words.ts';
import { asksSomething, isMachine } from '../../../mail/triage.ts';
import type { Mail, MailReader, MailSummary } from '../../../ports/mail.ts';

interface Silence {
  readonly now: Temporal.Instant;
  readonly zone: string;
  /** So many whole working days without an answer. */
  readonly afterDays: number;
  readonly isWorkingDay: IsWorkingDay;
  /** What was followed up before, or shall not be. */
  readonly isLeft: (mail: MailSummary) => boolean;
}

/** A question that was due longer ago is left alone: who connects an account is not asked about all its past. */
const LATE_DAYS = 5;
const MOST_SENT = 200;
const MOST_ANSWERS = 300;
const MOST_OF_ONE = 20;
const MOST_RECIPIENTS = 5;
/** Characters of a mail in which its question stands. */
const LOOKED_AT = 2000;

/** Calendar days that hold `afterDays` working days and some more, with holidays between. */
export function lookBackDays(afterDays: number): number {
  return 14 + 2 * (afterDays + LATE_DAYS);
}

/** R26: the mails of the person that ask something and have been without an answer for long enough, the newest first, at most `most`. */
export async function unanswered(reader: MailReader, silence: Silence, most: number, signal: AbortSignal): Promise<Mail[]> {
  const since = silence.now.subtract({ hours: 24 * lookBackDays(silence.afterDays) });
  const sent = await reader.search({ mailbox: 'sent', since: since.toString() }, MOST_SENT, signal);
  const due = latestOfThreads(sent).filter((mail) => isDue(mail, silence) && isToPeople(mail, reader) && !silence.isLeft(mail));
  const oldest = due.at(-1);
  if (!oldest) return [];
  const came = await reader.search({ mailbox: 'inbox', since: oldest.at }, MOST_ANSWERS, signal);
  const found: Mail[] = [];
  for (const mail of due) {
    if (found.length >= most) break;
    if (came.some((each) => isAnswer(each, mail)) || (await hasAnswerElsewhere(reader, mail, signal))) continue;
    const whole = await reader.read(mail.id, signal).catch(whenGone);
    if (whole && asksSomething(ownWords(whole.text).slice(0, LOOKED_AT))) found.push(whole);
  }
  return found;
}

/** Where the person wrote again, the later mail is the one that waits. They come the newest first. */
function latestOfThreads(sent: readonly MailSummary[]): MailSummary[] {
  const seen = new Set<string>();
  return sent.filter(({ threadId }) => {
    const isLatest = !seen.has(threadId);
    seen.add(threadId);
    return isLatest;
  });
}

function isDue({ at }: MailSummary, { now, zone, afterDays, isWorkingDay }: Silence): boolean {
  const dayOf = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(zone).toPlainDate();
  const waited = workingDaysBetween(dayOf(Temporal.Instant.from(at)), dayOf(now), isWorkingDay);
  return waited >= afterDays && waited <= afterDays + LATE_DAYS;
}

function isToPeople({ to, bulk }: MailSummary, { account }: MailReader): boolean {
  const people = to.filter(({ address }) => address.toLowerCase() !== account.toLowerCase() && !isMachine(address));
  return bulk === undefined && people.length > 0;
}

/** An answer of whomever it comes from: in the thread, or from a recipient under the same subject. */
function isAnswer(mail: MailSummary, sent: MailSummary): boolean {
  if (Temporal.Instant.compare(mail.at, sent.at) < 0 || mail.mailbox === 'sent' || mail.mailbox === 'drafts') return false;
  const sender = mail.from.address.toLowerCase();
  if (sender === sent.from.address.toLowerCase()) return false;
  const isFromRecipient = sent.to.some(({ address }) => address.toLowerCase() === sender);
  return mail.threadId === sent.threadId || (isFromRecipient && plainSubject(mail) === plainSubject(sent));
}

async function hasAnswerElsewhere(reader: MailReader, sent: MailSummary, signal: AbortSignal): Promise<boolean> {
  for (const { address } of sent.to.slice(0, MOST_RECIPIENTS)) {
    const from = await reader.search({ from: address, since: sent.at }, MOST_OF_ONE, signal);
    if (from.some((mail) => isAnswer(mail, sent))) return true;
  }
  return false;
}

function plainSubject({ subject }: MailSummary): string {
  return subject
    .replace(/^(?:\s*(?:re|aw|antw|sv|vs|fwd?|wg)\s*:)+/i, '')
    .trim()
    .toLowerCase();
}

function whenGone(error: unknown): undefined {
  if (isAppError(error, 'not-found') || isAppError(error, 'invalid')) return undefined;
  throw error;
}
