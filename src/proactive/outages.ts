import type { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import type { Database, Tx } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import { isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Accounts } from '../vault/accounts.ts';
import { dropUntold, latestOf, type News, type Notice, renameNotice } from './notify/notices.ts';
import type { Notify } from './notify/notify.ts';
import type { SignButton } from './reminder-message.ts';

/** An account that was looked into by itself, and which part of it. */
export interface LookedAt {
  readonly personId: string;
  /** Of the account. */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly part: 'mail' | 'calendar' | 'tasks';
}

/** Hears how a look went: without an `error` it was answered. Never rejects. */
export type HearOfLook = (look: LookedAt, error?: unknown) => Promise<void>;

interface OutageDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly notify: Notify;
  readonly button: SignButton;
  readonly accounts: Accounts;
  readonly onQueued: () => void;
  /** Something may be due sooner by now. */
  readonly nudge: () => void;
}

/** The button that gives a link to the form by which an account is connected again. */
export const RECONNECT_VERB = 'reconnect';

/**
 * Tells the person that an account lets us in no more, once until that part of it is looked into with success again. An account that only does
 * not answer is not told of: the brief and /status name it.
 */
export function createOutages({ db, clock, log, notify, button, accounts, onQueued, nudge }: OutageDeps): HearOfLook {
  /** What is known to be stored already, by account and part. */
  const known = new Map<string, 'refused' | 'answered'>();

  async function refused(look: LookedAt, said: string): Promise<void> {
    await db.asPerson(look.personId, async (tx) => {
      // A look that was under way when the account was disconnected tells nothing new.
      const isUsed = (await accounts.all(tx, look.personId)).some(({ id }) => id === look.id);
      const now = clock.now();
      if (isUsed && !(await openOutage(tx, look))) await notify(tx, outageNews(look, said, button, now), now);
    });
    onQueued();
    nudge();
  }

  return async (look, error) => {
    const isRefused = isAppError(error, 'denied');
    if (error !== undefined && !isRefused) return;
    const one = `${look.id} ${look.part}`;
    const state = isRefused ? 'refused' : 'answered';
    if (known.get(one) === state) return;
    try {
      if (isRefused) await refused(look, error.message);
      else await db.asPerson(look.personId, (tx) => endOutage(tx, look));
      known.set(one, state);
    } catch (failure) {
      log.warn('outage-not-told', describeError(failure));
    }
  };
}

/** Of all parts only the one that was told of ends it: a grant may still leave out another. */
async function endOutage(tx: Tx, look: LookedAt): Promise<void> {
  const open = await openOutage(tx, look);
  if (!open?.restsOn.includes(`look:${look.part}`)) return;
  await dropUntold(tx, look.personId, open.key);
  await renameNotice(tx, look.personId, open.key, `${open.key}${OVER}`);
}

const OVER = ' over';

/** What the person was told of it, or is to be, unless it is over. */
async function openOutage(tx: Tx, { personId, id }: LookedAt): Promise<Notice | undefined> {
  const latest = await latestOf(tx, personId, beginning(id));
  return latest?.key.endsWith(OVER) ? undefined : latest;
}

const beginning = (id: string) => `account-refuses:${id}:`;

function outageNews(look: LookedAt, said: string, button: SignButton, now: Temporal.Instant): News {
  const { personId, id, kind, name, part } = look;
  const unseen = 'Until then I see nothing new there.';
  return {
    personId,
    key: `${beginning(id)}${now}`,
    kind: part === 'mail' ? 'mail' : 'calendar',
    urgency: 'now',
    text: `${name} (${kind}) lets me in no more: ${said}`,
    message: {
      text: `**${shown(name)}** (${kind}) lets me in no more. ${said} ${unseen}`,
      buttons: [[{ id: button(RECONNECT_VERB, id, personId), label: 'Connect again', style: 'primary' }]],
    },
    source: `account:${id}`,
    restsOn: [`look:${part}`],
    tainted: false,
  };
}
