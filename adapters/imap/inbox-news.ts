import type { ImapFlow } from 'imapflow';
import type { Clock } from '../../src/ground/clock.ts';

export const INBOX = 'INBOX';

export interface InboxNewsDeps {
  readonly clock: Clock;
  /** Something came in, or may have: where nothing did, a look costs little. */
  readonly onNews: () => void;
}

/** Hears what comes into the inbox, on one line after the other. */
export interface InboxNews {
  /** A line that has just been made. */
  hearOn(line: ImapFlow): void;
}

/** A line that ends sooner is not made anew for its end alone: where a server ends each, that would go on without end. */
const STANDS_SECONDS = 60;

/**
 * Tells of whatever comes in once the inbox was open. A server says so by itself, but only of the mailbox that is open (RFC 2177; RFC 3501, 7.3.1). What
 * came while another one was, or none, shows when the inbox is opened again: its next mail gets a higher number then than it was to get (RFC 3501,
 * 2.3.1.1). The end of a line is told as well, since nothing would be heard before the next look makes a new one.
 */
export function createInboxNews({ clock, onNews }: InboxNewsDeps): InboxNews {
  let validity: bigint | undefined;
  let expected = 0;
  return {
    hearOn(line) {
      const madeAt = clock.now();
      line.on('exists', ({ path, count, prevCount }) => {
        if (path !== INBOX || count <= prevCount) return;
        expected += count - prevCount;
        onNews();
      });
      line.on('mailboxOpen', ({ path, uidValidity, uidNext }) => {
        if (path !== INBOX) return;
        const isAhead = validity !== undefined && (validity !== uidValidity || uidNext > expected);
        validity = uidValidity;
        expected = uidNext;
        if (isAhead) onNews();
      });
      line.on('close', () => {
        if (madeAt.until(clock.now()).total('seconds') >= STANDS_SECONDS) onNews();
      });
    },
  };
}
