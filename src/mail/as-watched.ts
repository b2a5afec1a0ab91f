import { and, eq, inArray } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { arrivedMails } from '../db/schema/mail.ts';
import type { Arrival } from './arrivals.ts';
import { type Triage, toLookAt } from './triage.ts';
import { type ArrivedMail, keyOf, type SenderWishes, wishesAbout } from './watch-store.ts';

/**
 * R20: each in the group that the watch over its inbox has put it into, by a model where there was one; what the watch has not seen stays as the
 * rules have it. Above both stands what the person has said about the sender. Asks no model.
 */
export async function asWatched(tx: Tx, personId: string, arrivals: readonly Arrival[]): Promise<readonly Arrival[]> {
  if (arrivals.length === 0) return arrivals;
  const decided = await decidedOf(tx, personId, arrivals);
  const wishesOf = await wishesAbout(
    tx,
    personId,
    arrivals.map(({ mail }) => mail.from.address),
  );
  return arrivals.map((arrival) => {
    const kept = decided.get(named(arrival));
    const triage = kept && !contradicts(kept, arrival) ? kept : arrival;
    return { ...arrival, ...asWished(triage, wishesOf(arrival.mail.from.address)) };
  });
}

/** The person's word about a sender stands above what rules or a model make of the mail. */
export function asWished({ category, because, isSure }: Triage, { isCalm, isTrusted }: SenderWishes): Triage {
  if (category === 'urgent' && isCalm) return toLookAt('action_required', 'you said that mail from there is not urgent');
  if (category === 'spam' && isTrusted) return toLookAt('action_required', 'you said that mail from there is no junk');
  return { category, because, isSure };
}

async function decidedOf(tx: Tx, personId: string, arrivals: readonly Arrival[]): Promise<ReadonlyMap<string, ArrivedMail>> {
  const keys = [...new Set(arrivals.map(({ mail }) => keyOf(mail)))];
  const rows = await tx
    .select()
    .from(arrivedMails)
    .where(and(eq(arrivedMails.personId, personId), inArray(arrivedMails.key, keys)));
  return new Map(rows.map((row) => [`${row.account} ${row.key}`, row]));
}

function named({ account, mail }: Arrival): string {
  return `${account} ${keyOf(mail)}`;
}

/** A Message-ID is its sender's choice, so another sender's mail under the same one is another mail; and whoever is known by now is no junk. */
function contradicts({ sender, category }: ArrivedMail, { mail, isKnown }: Arrival): boolean {
  return sender !== mail.from.address.toLowerCase() || (category === 'spam' && isKnown);
}
