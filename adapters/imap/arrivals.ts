import type { ImapFlow, MailboxObject } from 'imapflow';
import type { MailArrivals } from '../../src/ports/mail.ts';
import type { Parsing } from '../isolated/parsing.ts';
import { HEAD, toHead } from './message.ts';

/** The last mail that was seen: numbers only grow as long as the mailbox keeps its UIDVALIDITY (RFC 3501, 2.3.1.1). */
interface Cursor {
  readonly validity: bigint;
  readonly uid: number;
}

/** Undefined for one that is none of ours. */
export function readCursor(text = ''): Cursor | undefined {
  const [, validity, uid] = /^(\d{1,20})\.(\d{1,10})$/.exec(text) ?? [];
  return validity === undefined ? undefined : { validity: BigInt(validity), uid: Number(uid) };
}

/** What came into the open mailbox after the cursor. Where nothing did, only numbers are asked for. */
export async function arrivedAfter(
  client: ImapFlow,
  { uidValidity: validity, uidNext }: MailboxObject,
  cursor: Cursor | undefined,
  limit: number,
  parsing: Parsing,
  signal: AbortSignal,
): Promise<MailArrivals> {
  if (cursor?.validity !== validity) {
    const [last = uidNext - 1] = await uidsFrom(client, '*');
    return { cursor: `${validity}.${last}`, mails: [], isAll: true, isAnew: true };
  }
  // Of a range whose end comes first the server gives the last mail all the same (RFC 3501, 6.4.8).
  const fresh = (await uidsFrom(client, `${cursor.uid + 1}:*`)).filter((uid) => uid > cursor.uid);
  const wanted = fresh.slice(0, limit);
  const fetched = wanted.length === 0 ? [] : await client.fetchAll(wanted, HEAD, { uid: true });
  const heads = await Promise.all(fetched.map((mail) => toHead(parsing, { mailbox: 'inbox', validity }, mail, signal)));
  return {
    cursor: `${validity}.${wanted.at(-1) ?? cursor.uid}`,
    mails: heads.map(({ summary }) => summary),
    isAll: wanted.length === fresh.length,
    left: fresh.length - wanted.length,
    isAnew: false,
  };
}

async function uidsFrom(client: ImapFlow, range: string): Promise<number[]> {
  const found = (await client.search({ uid: range }, { uid: true })) || [];
  return [...found].sort((a, b) => a - b);
}
