import type { Temporal } from 'temporal-polyfill';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import { AppError, isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { type Address, enqueue } from '../outbox/outbox.ts';
import type { AccountKind, CheckedAccount, ConnectDoor, ConnectPage, ConnectVisit, OpenDoor } from '../ports/connect.ts';
import type { Accounts } from '../vault/accounts.ts';
import { accountCard, accountKey, connectWhy } from './connect-card.ts';
import { readValues, withoutPasswords } from './connect-values.ts';

export const LINK_MINUTES = 10;
/** How long a link that is over still says so, before the port closes. */
const GRACE_MS = 60_000;
const MOST_TRIES = 10;

export interface ConnectLinksDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly accounts: Accounts;
  readonly door: ConnectDoor;
  readonly onQueued: () => void;
}

/** For whom a link is made. */
interface Asker {
  readonly personId: string;
  /** As the page names the person. */
  readonly whose: string;
  readonly to: Address;
}

export interface ConnectLinks {
  /** A link to a form, good for ten minutes and one account. It takes the place of the person's earlier one. */
  open(asker: Asker, kind: AccountKind): Promise<string>;
  /** No link works any longer. */
  close(): Promise<void>;
}

interface Link extends Asker {
  readonly kind: AccountKind;
  readonly endsAt: Temporal.Instant;
  tries: number;
  state: 'open' | 'checking' | 'used';
}

/** The links that lead to forms. They live as long as the process: after a restart one asks anew. */
export function createConnectLinks(deps: ConnectLinksDeps): ConnectLinks {
  const { clock, random, log } = deps;
  const links = new Map<string, Link>();
  const closing = new AbortController();
  let door: Promise<OpenDoor> | undefined;

  const isOver = (link: Link, graceMs = 0) =>
    clock.now().epochMilliseconds >= link.endsAt.epochMilliseconds + graceMs || link.tries >= MOST_TRIES;

  /** Looks again later whether anybody may still come; without anybody the door is closed. */
  function closeAfter(ms: number): void {
    const look = async () => {
      await clock.sleep(ms, closing.signal);
      for (const [token, link] of links) if (link.state === 'used' || isOver(link, GRACE_MS)) links.delete(token);
      if (links.size === 0) await shut();
    };
    look().catch((error: unknown) => {
      if (!closing.signal.aborted) log.warn('connect-door-stuck', describeError(error));
    });
  }

  async function shut(): Promise<void> {
    const open = await door?.catch(() => undefined);
    door = undefined;
    await open?.close();
  }

  const visit: ConnectVisit = {
    look(token) {
      const link = links.get(token);
      return goneOr(link) ?? form(link, {});
    },
    async submit(token, said, signal) {
      const link = links.get(token);
      const gone = goneOr(link);
      if (gone || !link) return gone ?? UNKNOWN;
      if (link.state === 'checking') return form(link, said, 'I am still checking what you sent first. Please wait a moment.');
      return tryOut(link, said, signal);
    },
  };

  function goneOr(link: Link | undefined): ConnectPage | undefined {
    if (!link) return UNKNOWN;
    if (link.state === 'used') return USED;
    return link.state === 'open' && isOver(link) ? LATE : undefined;
  }

  async function tryOut(link: Link, said: Readonly<Record<string, string>>, signal: AbortSignal): Promise<ConnectPage> {
    link.state = 'checking';
    link.tries += 1;
    try {
      const values = readValues(link.kind.form, said);
      const checked = await link.kind.check(link.personId, values, AbortSignal.any([signal, closing.signal]));
      await keep(deps, link, checked);
      link.state = 'used';
      closeAfter(GRACE_MS);
      return DONE;
    } catch (error) {
      link.state = 'open';
      if (!isAppError(error)) log.error('connect-failed', { kind: link.kind.kind, ...describeError(error) });
      return goneOr(link) ?? form(link, said, isAppError(error) ? error.message : BROKEN);
    }
  }

  return {
    async open(asker, kind) {
      for (const [token, link] of links) if (link.personId === asker.personId && link.state === 'open') links.delete(token);
      door ??= deps.door.open(visit).catch((error: unknown) => {
        door = undefined;
        throw error;
      });
      const { addressOf } = await door;
      const token = random.bytes(32).toString('base64url');
      const endsAt = clock.now().add({ minutes: LINK_MINUTES });
      links.set(token, { ...asker, kind, endsAt, tries: 0, state: 'open' });
      closeAfter(LINK_MINUTES * 60_000 + GRACE_MS);
      return addressOf(token);
    },
    async close() {
      closing.abort(new AppError('unavailable', 'Adjutant is being stopped. Please connect it again later.'));
      links.clear();
      await shut();
    },
  };
}

/** The account and the question about it are one transaction; without a press on it the account is not used. */
async function keep(deps: ConnectLinksDeps, { personId, kind, to }: Link, checked: CheckedAccount): Promise<void> {
  const { db, clock, random, audit, buttons, accounts } = deps;
  const id = random.uuid();
  const now = clock.now();
  await db.asPerson(personId, async (tx) => {
    await accounts.add(tx, personId, id, kind.kind, checked);
    await audit.record(tx, personId, [
      { at: now, dataType: 'account', access: 'write', action: `${kind.kind} entered`, ref: id },
    ]);
    const message = accountCard({ kind: kind.kind, id, checked, personId, buttons });
    await enqueue(tx, { personId, key: accountKey(id), message, why: connectWhy('you filled in the page', id), now, to });
  });
  deps.onQueued();
}

function form(link: Link | undefined, said: Readonly<Record<string, string>>, problem?: string): ConnectPage {
  if (!link) return UNKNOWN;
  const values = withoutPasswords(link.kind.form, said);
  return { shows: 'form', form: link.kind.form, whose: link.whose, values, ...(problem && { problem }) };
}

const AGAIN = 'Ask for a new one in the chat, with /connect and the word behind it, such as /connect calendar.';
const UNKNOWN = gone(
  'This link does not work',
  `Maybe it was not copied whole, or Adjutant was started anew meanwhile. ${AGAIN}`,
);
const USED = gone(
  'This link was used already',
  `What was entered here waits for you in the chat. To connect another account: ${AGAIN}`,
);
const LATE = gone('This link is too old', `A link works for ${LINK_MINUTES} minutes and ${MOST_TRIES} tries. ${AGAIN}`);
const DONE: ConnectPage = {
  shows: 'words',
  title: 'That worked',
  text: 'Go back to the chat: there I ask you once more, and only then it is connected. You can close this page.',
  outcome: 'done',
};
const BROKEN = 'Something went wrong on my side. Please try once more; the log of Adjutant says more.';

function gone(title: string, text: string): ConnectPage {
  return { shows: 'words', title, text, outcome: 'gone' };
}
