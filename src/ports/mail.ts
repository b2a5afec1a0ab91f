import type { Login } from './login.ts';
import type { MeetingMail } from './meeting.ts';

/** A mailbox as RFC 5322 names one; `name` is the display name, empty without one, and never proves who it is. */
export interface MailAddress {
  readonly name: string;
  /** `local@domain`, the domain in ASCII (punycode). */
  readonly address: string;
}

/** Special-use mailboxes (RFC 6154); `archive` is wherever the account keeps what left the inbox. */
export type Mailbox = 'inbox' | 'archive' | 'sent' | 'drafts' | 'trash' | 'junk';

export interface MailSummary {
  /** The server's handle, good until the mail is moved. */
  readonly id: string;
  /** RFC 5322 Message-ID with its angle brackets; empty without one. Its sender chose it. */
  readonly messageId: string;
  readonly threadId: string;
  readonly mailbox: Mailbox;
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly subject: string;
  /** ISO 8601 instant of arrival. */
  readonly at: string;
  readonly unread: boolean;
  /** Labels or keywords, as the account calls them. */
  readonly labels: readonly string[];
  /** The first words, at most 200 characters. */
  readonly snippet: string;
  /** Where its headers say that no person wrote it to this one alone: to a list (RFC 2919, 2369), or by itself (RFC 3834). */
  readonly bulk?: 'list' | 'automatic';
}

export interface MailAttachment {
  /** The server's handle within its mail. */
  readonly ref: string;
  readonly name: string;
  readonly mime: string;
  /** Bytes, decoded. */
  readonly size: number;
}

export interface Mail extends MailSummary {
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  /** Where an answer goes when it is not the sender. */
  readonly replyTo: readonly MailAddress[];
  /** Message-IDs of the thread before it, the oldest first. */
  readonly references: readonly string[];
  /** The body as plain text. */
  readonly text: string;
  readonly attachments: readonly MailAttachment[];
  /** What it says to calendar programs. */
  readonly meeting?: MeetingMail;
}

/** All conditions hold together; without any, everything matches. */
export interface MailQuery {
  /** Words that all occur in subject, body, sender or recipients. */
  readonly text?: string;
  /** Part of the sender's name or address. */
  readonly from?: string;
  /** Part of a recipient's name or address, To and Cc alike. */
  readonly to?: string;
  /** The whole RFC 5322 Message-ID with its angle brackets: finds a mail again that was moved. */
  readonly messageId?: string;
  readonly mailbox?: Mailbox;
  readonly unread?: boolean;
  /** ISO 8601 instants: arrived at or after, and before. */
  readonly since?: string;
  readonly until?: string;
}

/** What came into the inbox since an earlier look. */
export interface MailArrivals {
  /** Where the next look goes on: text that only this account understands. */
  readonly cursor: string;
  /** The oldest first. A look that is repeated brings the same ones again. */
  readonly mails: readonly MailSummary[];
  /** False where more has come than was asked for: look again. */
  readonly isAll: boolean;
  /** How many more have come than was asked for, where the account can tell. */
  readonly left?: number;
  /** True where the look begins anew, as the first one does, and one whose cursor the account knows no more: then without any mails. */
  readonly isAnew: boolean;
}

/** Looks into one mail account and changes nothing in it: reading does not mark as read. */
export interface MailReader {
  /** The account's own address. */
  readonly account: string;
  /** True where nothing in it can be changed and nothing sent from it. */
  readonly onlyRead?: boolean;
  /** How often it must be asked what came in: seldom where the server says so by itself. */
  readonly lookEveryMinutes: number;
  /** What came into the inbox since the look that gave this cursor, at most `limit`; nothing is fetched where nothing came. */
  arrivedSince(cursor: string | undefined, limit: number, signal: AbortSignal): Promise<MailArrivals>;
  /** The newest first, at most `limit`. */
  search(query: MailQuery, limit: number, signal: AbortSignal): Promise<readonly MailSummary[]>;
  /** Rejects with `not-found`. */
  read(id: string, signal: AbortSignal): Promise<Mail>;
  attachment(id: string, ref: string, signal: AbortSignal): Promise<Uint8Array>;
}

export interface MailFile {
  readonly name: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
}

/** A mail to be written: plain text only, so that what is shown is all there is. */
export interface OutgoingMail {
  /** RFC 5322 Message-ID, made by us: by it a hand-over that got no answer is found again. */
  readonly messageId: string;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  readonly subject: string;
  readonly text: string;
  /** What it answers: In-Reply-To and References (RFC 5322, 3.6.4), and the server's thread. */
  readonly inReplyTo?: { readonly messageId: string; readonly references: readonly string[]; readonly threadId: string };
  readonly attachments: readonly MailFile[];
  /** What goes along for the calendar program of whoever gets it (RFC 6047). */
  readonly meeting?: MeetingMail;
}

/**
 * `missed`: addresses that the server did not take while it took the others. `unknown`: no answer came, so it may have happened. A rejection
 * always means that it surely has not.
 */
export type Handover =
  | { readonly state: 'done'; readonly missed?: readonly string[] }
  | { readonly state: 'unknown'; readonly reason: string };

/** Where an account keeps by which name of its own a mail is being handed over. It outlives the process. */
export interface Handovers {
  /** Undefined for a mail that surely was not handed over under a name. */
  noted(messageId: string): Promise<string | undefined>;
  note(messageId: string, name: string): Promise<void>;
  forget(messageId: string): Promise<void>;
}

/** Changes one mail account. Each call rejects when it surely did nothing. */
export interface MailWriter {
  send(mail: OutgoingMail, signal: AbortSignal): Promise<Handover>;
  /**
   * True when a mail with this Message-ID was sent from the account, false when surely not: what a hand-over that was cut off has left among the
   * drafts may be gone then. Rejects with `unavailable` where nobody can tell.
   */
  wasSent(messageId: string, signal: AbortSignal): Promise<boolean>;
  /** The draft's id. Its Message-ID is of no mail that is to be sent. */
  saveDraft(mail: OutgoingMail, signal: AbortSignal): Promise<string>;
  /** Rejects with `not-found` when it is gone. */
  deleteDraft(id: string, signal: AbortSignal): Promise<void>;
  /**
   * The mail's new id. Nothing else about it changes, but that what lies in the junk mail is marked as junk where the account can do that,
   * and no more once it is moved to the inbox. Rejects with `not-found`.
   */
  move(id: string, to: Mailbox, signal: AbortSignal): Promise<string>;
  label(
    id: string,
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
    signal: AbortSignal,
  ): Promise<void>;
}

/** A server as the person named it on their own page. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` before anything is said, `plain` only on this very machine. */
  readonly security: 'tls' | 'starttls' | 'plain';
}

/** What opens a mail account by IMAP and SMTP. */
export interface MailAccount {
  readonly address: string;
  readonly user: string;
  readonly login: Login;
  readonly imap: MailServer;
  readonly smtp: MailServer;
}
