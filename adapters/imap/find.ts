import type { ImapFlow, SearchObject } from 'imapflow';
import { Temporal } from 'temporal-polyfill';
import type { MailQuery } from '../../src/ports/mail.ts';
import { arrivalOf } from './message.ts';

/** A hit, with what puts it in order. */
export interface Hit {
  readonly uid: number;
  readonly at: Temporal.Instant;
}

/** Of each mailbox only those that came in last are put in order: a look must not cost more the more mail there is. */
const MOST_COMPARED = 1000;
const MOST_WORDS = 10;
const DAY_MS = 86_400_000;

/** Those in the open mailbox for which all conditions hold, the newest first. */
export async function findHits(client: ImapFlow, query: MailQuery, now: Temporal.Instant): Promise<readonly Hit[]> {
  let uids: readonly number[] | undefined;
  for (const criteria of toSearches(query, now.epochMilliseconds)) {
    const found = (await client.search(criteria, { uid: true })) || [];
    const held: ReadonlySet<number> = new Set(found);
    uids = uids?.filter((uid) => held.has(uid)) ?? found;
    if (uids.length === 0) return [];
  }
  const last = [...(uids ?? [])].sort((a, b) => a - b).slice(-MOST_COMPARED);
  const fetched = await client.fetchAll(
    last,
    { uid: true, internalDate: true, envelope: query.messageId !== undefined },
    { uid: true },
  );
  return fetched
    .filter(({ envelope }) => query.messageId === undefined || envelope?.messageId === query.messageId)
    .map((mail) => ({ uid: mail.uid, at: arrivalOf(mail) }))
    .filter(({ at }) => isWithin(at, query))
    .sort(newestFirst);
}

export function newestFirst(a: Hit, b: Hit): number {
  return Temporal.Instant.compare(b.at, a.at) || b.uid - a.uid;
}

/** One for all but words, and one for each word: IMAP has no way to say that each may stand in another place. */
function toSearches({ text, from, to, messageId, unread, since, until }: MailQuery, nowMs: number): SearchObject[] {
  const before = until === undefined ? undefined : nearby(until, 2 * DAY_MS);
  const plain: SearchObject = {
    all: true,
    ...(from && { from }),
    ...(to && { or: [{ to }, { cc: to }] }),
    ...(messageId !== undefined && { header: { 'message-id': messageId } }),
    ...(unread !== undefined && { seen: !unread }),
    // A day more on either side: the server compares days, and nobody says in which zone (RFC 3501, 6.4.4).
    ...(since !== undefined && { since: nearby(since, -DAY_MS) }),
    // The library turns it into an age, which none has that is still to come (RFC 5032).
    ...(before && before.getTime() < nowMs && { before }),
  };
  const words = (text ?? '').split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const anywhere = (word: string): SearchObject => ({
    or: [{ subject: word }, { body: word }, { from: word }, { to: word }, { cc: word }, { bcc: word }],
  });
  return [plain, ...words.map(anywhere)];
}

function nearby(at: string, ms: number): Date {
  return new Date(Temporal.Instant.from(at).epochMilliseconds + ms);
}

function isWithin(at: Temporal.Instant, { since, until }: MailQuery): boolean {
  return (
    (since === undefined || Temporal.Instant.compare(at, since) >= 0) &&
    (until === undefined || Temporal.Instant.compare(at, until) < 0)
  );
}
