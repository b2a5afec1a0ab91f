import { DatabaseAway } from '../../db/failure.ts';
import { isAppError } from '../../ground/errors.ts';
import { mailAccounts } from '../../mail/accounts.ts';
import type { Eyes } from '../../ports/connections.ts';
import type { MailReader } from '../../ports/mail.ts';

/** The person's eyes, of their mail accounts the one that is looked into. */
export type MailEyes = Eyes & { readonly mail: MailReader };

/**
 * Does the same in each of the person's mail accounts, one after the other. One that does not answer keeps no other from its turn: what
 * `onFailure` makes of it stands in its place. Rejects when the signal stops it, without a database, and for a bug.
 */
export async function inEachAccount<T>(
  eyes: Eyes,
  work: (eyes: MailEyes) => Promise<T>,
  onFailure: (error: unknown, mail: MailReader) => T,
  signal: AbortSignal,
): Promise<T[]> {
  const done: T[] = [];
  for (const mail of mailAccounts(eyes)) {
    const one = await work({ ...eyes, mail }).catch((error: unknown) => {
      if (signal.aborted || !isAppError(error) || error instanceof DatabaseAway) throw error;
      return onFailure(error, mail);
    });
    done.push(one);
  }
  return done;
}
