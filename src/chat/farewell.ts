import { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import type { Database, Tx } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import { enqueue, messageUnder } from '../outbox/outbox.ts';
import type { AccountKind } from '../ports/connect.ts';
import { type Accounts, type Leaving, personsWhoLeave } from '../vault/accounts.ts';

interface FarewellDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly accounts: Accounts;
  readonly kinds: readonly AccountKind[];
  readonly onQueued: () => void;
}

/** Tells the services of accounts that were disconnected that we are gone. */
export interface Farewell {
  /** Those of one person, now. Never rejects: what cannot be told yet is tried again by `toAll`, and the person told so once. */
  to(personId: string, signal: AbortSignal): Promise<void>;
  /** What is left of everybody, also after a kill between the removal and the telling. */
  toAll(signal: AbortSignal): Promise<void>;
}

const TRIED_DAYS = 7;

export function createFarewell({ db, clock, log, accounts, kinds, onQueued }: FarewellDeps): Farewell {
  async function isNowTold({ kind, values }: Leaving, signal: AbortSignal): Promise<boolean> {
    try {
      const known = kinds.find((each) => each.kind === kind);
      await known?.leave?.(values, signal);
      return known?.leave !== undefined;
    } catch (error) {
      signal.throwIfAborted();
      log.warn('account-not-left', { kind, ...describeError(error) });
      return false;
    }
  }

  async function settle(tx: Tx, personId: string, { id, name, since }: Leaving, isTold: boolean): Promise<void> {
    const now = clock.now();
    const [ended, failed] = [`left:${id}`, `left:${id}:not-yet`];
    const why = { trigger: 'you disconnected an account', by: 'rule', sources: [`account:${id}`], actions: [] };
    const say = (key: string, said: string) =>
      enqueue(tx, { personId, key, message: { text: `**${shown(name)}**: ${said}` }, why, now });
    const isOver = Temporal.Instant.compare(now, Temporal.Instant.from(since).add({ hours: TRIED_DAYS * 24 })) >= 0;
    if (!isTold && !isOver) return void (await say(failed, NOT_YET));
    if (!(await accounts.left(tx, personId, id))) return;
    if (!isTold) await say(ended, GIVEN_UP);
    else if (await messageUnder(tx, personId, failed)) await say(ended, TOLD);
  }

  async function tell(personId: string, leaving: Leaving, signal: AbortSignal): Promise<void> {
    const isTold = await isNowTold(leaving, signal);
    await db.asPerson(personId, (tx) => settle(tx, personId, leaving, isTold));
    onQueued();
  }

  async function to(personId: string, signal: AbortSignal): Promise<void> {
    try {
      for (const leaving of await db.asPerson(personId, (tx) => accounts.leaving(tx, personId)))
        await tell(personId, leaving, signal);
    } catch (error) {
      if (!signal.aborted) log.warn('farewell-failed', describeError(error));
    }
  }

  return {
    to,
    async toAll(signal) {
      for (const personId of await db.asSystem(personsWhoLeave)) await to(personId, signal);
    },
  };
}

/** True for a kind of account whose service is to be told. */
export function wantsToKnow(kinds: readonly AccountKind[], kind: string): boolean {
  return kinds.some((each) => each.kind === kind && each.leave !== undefined);
}

const NOT_YET = `its service could not be told yet that I am gone. I keep what that needs, sealed and for nothing else, and try again each hour for ${TRIED_DAYS} days. You can also take my access away on its own page for connected apps.`;
const TOLD = 'its service knows now that I am gone. I have forgotten what opened it.';
const GIVEN_UP = `its service could not be told for ${TRIED_DAYS} days, so I have stopped trying and forgotten what opened it. Please take my access away on its own page for connected apps.`;
