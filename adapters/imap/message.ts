import type { FetchMessageObject, FetchQueryObject } from 'imapflow';
import { Temporal } from 'temporal-polyfill';
import type { MailSummary } from '../../src/ports/mail.ts';
import type { Parsing } from '../isolated/parsing.ts';
import { type Letter, snippetOf, threadOf } from '../mime/read.ts';
import { type Handle, handleText } from './handle.ts';

/** What every look at a mail asks for: nothing of it marks the mail as read. */
export const MARKS: FetchQueryObject = { uid: true, flags: true, internalDate: true, size: true, threadId: true };

/** The marks, the headers and the first bytes of the body, each within bounds that the server keeps. */
export const HEAD: FetchQueryObject = {
  ...MARKS,
  bodyParts: [
    { key: 'HEADER', start: 0, maxLength: 64 * 1024 },
    { key: 'TEXT', start: 0, maxLength: 4000 },
  ],
};

/** The part of a mail that lists show, with the letter it was read from. */
export interface Head {
  readonly summary: MailSummary;
  readonly letter: Letter;
}

/** What was fetched as `HEAD`. */
export async function toHead(
  parsing: Parsing,
  place: Omit<Handle, 'uid'>,
  fetched: FetchMessageObject,
  signal: AbortSignal,
): Promise<Head> {
  const { headers, bodyParts } = fetched;
  const bytes = Buffer.concat([headers ?? new Uint8Array(), bodyParts?.get('text') ?? new Uint8Array()]);
  const letter = await parsing.letter(bytes, signal);
  return { summary: toSummary(place, fetched, letter), letter };
}

/** A list's line of a mail whose letter is known. */
export function toSummary(place: Omit<Handle, 'uid'>, fetched: FetchMessageObject, letter: Letter): MailSummary {
  const { uid, flags, threadId } = fetched;
  return {
    id: handleText({ ...place, uid }),
    messageId: letter.messageId,
    threadId: threadId ?? threadOf(letter),
    mailbox: place.mailbox,
    from: letter.from,
    to: letter.to,
    subject: letter.subject,
    at: arrivalOf(fetched).toString(),
    unread: !flags?.has('\\Seen'),
    labels: labelsIn(flags ?? new Set()),
    snippet: snippetOf(letter.text),
    ...(letter.bulk && { bulk: letter.bulk }),
  };
}

/** When the server took it in, to the second. */
export function arrivalOf({ internalDate }: FetchMessageObject): Temporal.Instant {
  const ms = new Date(internalDate ?? 0).getTime();
  return Temporal.Instant.fromEpochMilliseconds(Number.isNaN(ms) ? 0 : ms);
}

/** System flags begin with a backslash, registered keywords with $ (RFC 3501, 2.3.2; RFC 5788); mail programs mark junk in words as well. */
const NO_LABEL = /^(?:[\\$].*|(?:non|not)?junk|forwarded)$/i;

function labelsIn(flags: ReadonlySet<string>): string[] {
  return [...flags].filter((flag) => !NO_LABEL.test(flag)).sort();
}
