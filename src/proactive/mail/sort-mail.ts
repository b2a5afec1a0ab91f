import type { Database } from '../../db/client.ts';
import { isAppError } from '../../ground/errors.ts';
import { describeError, type Log } from '../../ground/log.ts';
import { type Arrival, judged } from '../../mail/arrivals.ts';
import { asWished } from '../../mail/as-watched.ts';
import { ownWords } from '../../mail/own-words.ts';
import { type Category, type Triage, toLookAt } from '../../mail/triage.ts';
import { type ArrivedMail, wishesAbout } from '../../mail/watch-store.ts';
import { load } from '../../people/profile-store.ts';
import type { Eyes } from '../../ports/connections.ts';
import type { MailReader, MailSummary } from '../../ports/mail.ts';
import type { MeetingMail } from '../../ports/meeting.ts';
import type { Write } from '../brief/rewording.ts';
import { readCategory, sortPrompt } from './mail-prompts.ts';

/** A mail with what its writer says in it. */
export interface Read {
  readonly mail: MailSummary;
  /** Without quotations and signature, at most `MOST_WORDS` characters. */
  readonly words: string;
  /** What it says to calendar programs. */
  readonly meeting?: MeetingMail;
}

export interface Sorted extends Arrival, Read {}

export const MOST_WORDS = 2000;
/** A model is asked about so many at a look; the rest the rules sort. */
const MOST_ASKED = 20;
/** The rules look at the beginning: further down, single words say less and less of what a mail is about. */
const LOOKED_AT = 600;

/** By what a list shows of it alone. */
export function asShown(mail: MailSummary): Read {
  return { mail, words: mail.snippet };
}

/**
 * One after the other, so that no more than one whole mail is held. What no person wrote to this one alone is known by its first words; what a machine
 * sent may be an invitation all the same, as calendar services send them.
 */
export async function readAll(reader: MailReader, mails: readonly MailSummary[], signal: AbortSignal): Promise<Read[]> {
  const read: Read[] = [];
  for (const mail of mails) {
    const whole = mail.bulk === 'list' ? undefined : await reader.read(mail.id, signal).catch(whenUnreadable);
    const words = whole && mail.bulk === undefined ? ownWords(whole.text) : mail.snippet;
    read.push({ mail, words: words.slice(0, MOST_WORDS), ...(whole?.meeting && { meeting: whole.meeting }) });
  }
  return read;
}

/** Mails that are to be told of once more; `read` is absent for one that left the inbox, where somebody has dealt with it. */
export async function readAgain(
  reader: MailReader,
  rows: readonly ArrivedMail[],
  signal: AbortSignal,
): Promise<{ readonly row: ArrivedMail; readonly read?: Read }[]> {
  const again: { row: ArrivedMail; read?: Read }[] = [];
  for (const row of rows) {
    const mail = await reader.read(row.mailId, signal).catch(whenUnreadable);
    const stands = mail?.mailbox === 'inbox';
    again.push(stands ? { row, read: { mail, words: ownWords(mail.text).slice(0, MOST_WORDS) } } : { row });
  }
  return again;
}

export interface SortDeps {
  readonly db: Database;
  readonly log: Log;
  /** Absent without a model. */
  readonly write: Write | undefined;
}

/** Each with its category: by the rules, by a model where it is asked, and above both by what the person has said about the sender. */
export async function sortAll(
  deps: SortDeps,
  personId: string,
  eyes: Eyes & { readonly mail: MailReader },
  all: readonly Read[],
  signal: AbortSignal,
): Promise<Sorted[]> {
  if (all.length === 0) return [];
  const senders = all.map(({ mail }) => mail.from.address);
  const { wishesOf, profile } = await deps.db.asPerson(personId, async (tx) => ({
    wishesOf: await wishesAbout(tx, personId, senders),
    profile: await load(tx, personId),
  }));
  const opened = all.map(({ mail, words }) => ({ ...mail, snippet: words.slice(0, LOOKED_AT) }));
  const arrivals = await judged(eyes, opened, signal);
  const byRules = all.flatMap((read, index): Sorted[] => {
    const arrival = arrivals[index];
    return arrival ? [{ ...arrival, ...read }] : [];
  });
  const reader = { personId, zone: profile.identity.timezone };
  const sorted = profile.settings.mail.sortBy === 'model' ? await byModel(deps, reader, byRules, signal) : byRules;
  // What a mail says of a meeting is told as that; the mail itself stays where it is.
  return sorted.map((each) => {
    const { isSure, ...wished } = asWished(each, wishesOf(each.mail.from.address));
    return { ...each, ...wished, isSure: isSure && each.meeting === undefined };
  });
}

/** What the model does not name as one of the groups is to be looked at; where it gives no answer, the rules hold. */
async function byModel(
  { log, write }: SortDeps,
  reader: Parameters<Write>[2],
  all: readonly Sorted[],
  signal: AbortSignal,
): Promise<readonly Sorted[]> {
  const sorted = [...all];
  for (const [index, one] of write ? all.slice(0, MOST_ASKED).entries() : []) {
    try {
      const answer = await write?.(sortPrompt(one), signal, reader);
      if (answer) sorted[index] = { ...one, ...asAnswered(readCategory(answer.text), one, answer.by) };
    } catch (error) {
      signal.throwIfAborted();
      log.warn('mail-sorted-by-rules', describeError(error));
      return sorted;
    }
  }
  return sorted;
}

/** A model reads what strangers wrote, so its word alone puts nothing away: the rules must have come to the same. */
function asAnswered(category: Category | undefined, byRules: Arrival, by: string): Triage {
  if (category === undefined) return toLookAt('action_required', `${by} could not say what it is`);
  if (category === 'spam' && byRules.isKnown) return toLookAt('action_required', 'you know the sender');
  const isPutAway = category === 'informational' || category === 'spam';
  return { category, because: `${by} takes it for that`, isSure: isPutAway && category === byRules.category };
}

function whenUnreadable(error: unknown): undefined {
  if (isAppError(error, 'not-found') || isAppError(error, 'invalid')) return undefined;
  throw error;
}
