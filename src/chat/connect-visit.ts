import type { Temporal } from 'temporal-polyfill';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import { errorCode } from '../ground/error-code.ts';
import { isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { type Address, enqueue } from '../outbox/outbox.ts';
import type {
  AccountKind,
  AskThere,
  CameBack,
  CheckedAccount,
  ConnectPage,
  ConnectValues,
  ConnectVisit,
} from '../ports/connect.ts';
import type { Accounts } from '../vault/accounts.ts';
import { accountCard, accountKey, connectWhy } from './connect-card.ts';
import { readValues, withoutPasswords } from './connect-values.ts';

export const LINK_MINUTES = 10;
export const MOST_TRIES = 10;

export interface VisitDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly accounts: Accounts;
  readonly onQueued: () => void;
}

/** For whom a link is made. */
export interface Asker {
  readonly personId: string;
  /** As the page names the person; may be empty. */
  readonly whose: string;
  readonly to: Address;
}

/** Where it leads to, and how far its bearer has come. */
export interface Link extends Asker {
  readonly kind: AccountKind;
  readonly endsAt: Temporal.Instant;
  tries: number;
  state: 'open' | 'checking' | 'used';
  /** What the form begins with: what was filled in last, without passwords. */
  said: ConnectValues;
  /** Set while the service asks the person itself. */
  asked?: AskThere;
}

interface Doorway {
  /** By their tokens. */
  readonly links: ReadonlyMap<string, Link>;
  readonly isOver: (link: Link) => boolean;
  readonly returnTo: () => Promise<string>;
  readonly onUsed: () => void;
  /** Aborts when no link works any longer. */
  readonly closing: AbortSignal;
}

/** What the bearers of links see, and what becomes of what they fill in. */
export function createVisit(deps: VisitDeps, { links, isOver, returnTo, onUsed, closing }: Doorway): ConnectVisit {
  const { log } = deps;

  /** What came back is worth one try; who is asked anew gets another state. */
  async function comeBack(said: CameBack, signal: AbortSignal): Promise<ConnectPage> {
    const link = [...links.values()].find(({ asked }) => asked !== undefined && asked.state === said.state);
    const gone = goneOr(link);
    const asked = link?.asked;
    if (gone || !link || !asked) return gone ?? UNKNOWN;
    delete link.asked;
    const { code, error = 'access_denied' } = said;
    if (code === undefined) return again(refusal(asked.service, error));
    return tryOut(link, again, (within) => asked.finish(code, within), signal);
  }

  function goneOr(link: Link | undefined): ConnectPage | undefined {
    if (!link) return UNKNOWN;
    if (link.state === 'used') return USED;
    return link.state === 'open' && isOver(link) ? LATE : undefined;
  }

  async function tryOut(
    link: Link,
    onProblem: (problem: string) => ConnectPage,
    check: (signal: AbortSignal) => Promise<CheckedAccount | AskThere>,
    signal: AbortSignal,
  ): Promise<ConnectPage> {
    link.state = 'checking';
    link.tries += 1;
    try {
      const checked = await check(AbortSignal.any([signal, closing]));
      if ('finish' in checked) {
        link.state = 'open';
        link.asked = checked;
        return { shows: 'onward', service: checked.service, url: checked.url };
      }
      await keep(deps, link, checked);
      link.state = 'used';
      onUsed();
      return DONE;
    } catch (error) {
      link.state = 'open';
      if (!isAppError(error)) log.error('connect-failed', { kind: link.kind.kind, ...describeError(error) });
      return goneOr(link) ?? onProblem(isAppError(error) ? error.message : BROKEN);
    }
  }

  return {
    look(token) {
      const link = links.get(token);
      return goneOr(link) ?? form(link);
    },
    async submit(token, said, signal) {
      const link = links.get(token);
      const gone = goneOr(link);
      if (gone || !link) return gone ?? UNKNOWN;
      if (link.state === 'checking') return form(link, 'I am still checking what you sent first. Please wait a moment.');
      link.said = withoutPasswords(link.kind.form, said);
      const values = () => readValues(link.kind.form, said);
      return tryOut(
        link,
        (problem) => form(link, problem),
        async (within) => link.kind.check(link.personId, values(), within, await returnTo()),
        signal,
      );
    },
    comeBack,
  };
}

/** The account and the question about it are one transaction; without a press on it the account is not used. */
async function keep(deps: VisitDeps, { personId, kind, to, said }: Link, checked: CheckedAccount): Promise<void> {
  const { db, clock, random, audit, buttons, accounts } = deps;
  const id = random.uuid();
  const now = clock.now();
  await db.asPerson(personId, async (tx) => {
    const { name, values } = checked;
    await accounts.add(tx, personId, { id, kind: kind.kind, name, values, said });
    await audit.record(tx, personId, [
      { at: now, dataType: 'account', access: 'write', action: `${kind.kind} entered`, ref: id },
    ]);
    const message = accountCard({ kind: kind.kind, id, checked, personId, buttons });
    await enqueue(tx, { personId, key: accountKey(id), message, why: connectWhy('you filled in the page', id), now, to });
  });
  deps.onQueued();
}

function form(link: Link | undefined, problem?: string): ConnectPage {
  if (!link) return UNKNOWN;
  const { kind, whose, said } = link;
  return { shows: 'form', form: kind.form, whose, values: said, ...(problem && { problem }) };
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

function refusal(service: string, error: string): string {
  if (error === 'access_denied') return `${service} says that you did not agree.`;
  return `${service} has not asked you (${errorCode(error) ?? 'without a reason'}).`;
}

function again(problem: string): ConnectPage {
  return gone('Not connected yet', `${problem} To try again, open the link in the chat once more.`);
}

function gone(title: string, text: string): ConnectPage {
  return { shows: 'words', title, text, outcome: 'gone' };
}
