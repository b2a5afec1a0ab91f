import { and, eq, lte } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Approvals } from '../actions/approvals.ts';
import { eraseRecordings } from '../agent/recordings.ts';
import { eraseSessions, personsWithOverSessions } from '../agent/session-only.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database, Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { persons } from '../db/schema/people.ts';
import { createAlarm } from '../ground/alarm.ts';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import { eraseExpired, personsWithExpired } from '../memory/erase.ts';
import { isOverdue } from '../memory/overdue.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import type { Night } from './night/night.ts';
import type { Notify } from './notify/notify.ts';
import { tellErased } from './tell-erased.ts';

interface UpkeepDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly approvals: Approvals;
  readonly audit: Audit;
  readonly notify: Notify;
  readonly storedFiles: StoredFiles;
  readonly recordingKeepHours: number;
  readonly onQueued: () => void;
  /** Called inside the transaction that erases something: no snapshot may go on holding it. */
  readonly onErasing?: (() => Promise<void>) | undefined;
  /** Tidies memory, where a night has passed. */
  readonly night: Night;
  /** Tells services that accounts of theirs are not used any more, where that is still to be done; undefined where none are connected. */
  readonly farewell?: { toAll(signal: AbortSignal): Promise<void> } | undefined;
}

export interface Upkeep {
  start(): void;
  /** Resolves when what is under way is done. */
  stop(): Promise<void>;
}

const EVERY_MS = 60_000;
/** Forgotten things are erased on the first round and then once an hour. */
const HOUR_MS = 60 * 60_000;

/** Once a minute: cards whose time is over say so, and what was to be kept until now is erased. Once an hour: what was forgotten a day ago is erased, and recordings that are old, and services are told of what was disconnected; after a night memory is tidied. */
export function createUpkeep(deps: UpkeepDeps): Upkeep {
  const { db, clock, log, approvals, onQueued } = deps;
  const alarm = createAlarm(clock);
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  let tidying: Promise<void> | undefined;
  let leaving: Promise<void> | undefined;

  async function closeOverdueCards(now: Temporal.Instant): Promise<void> {
    const overdue = and(eq(actions.state, 'proposed'), lte(actions.expiresAt, now));
    const owners = await db.asSystem((tx) => tx.selectDistinct({ id: actions.personId }).from(actions).where(overdue));
    for (const { id } of owners) await db.asPerson(id, (tx) => approvals.expireDue(tx, id));
    if (owners.length > 0) onQueued();
  }

  async function eraseForgotten(now: Temporal.Instant): Promise<void> {
    const everybody = await db.asSystem((tx) => tx.select({ id: persons.id }).from(persons));
    for (const { id } of everybody) {
      const erased = await db.asPerson(id, (tx) => eraseOf(deps, tx, id, now));
      if (erased > 0) log.info('forgotten-erased', { memories: erased });
    }
  }

  async function eraseOver(now: Temporal.Instant): Promise<void> {
    const ended = await db.asSystem((tx) => personsWithOverSessions(tx, now));
    for (const id of ended) await db.asPerson(id, (tx) => eraseSessions(deps, tx, id, now));
    const expired = await db.asSystem((tx) => personsWithExpired(tx, now));
    for (const id of expired) {
      await db.asPerson(id, async (tx) => {
        await deps.onErasing?.();
        return eraseExpired(tx, id, now);
      });
    }
  }

  async function run(): Promise<void> {
    let hourly = Number.NEGATIVE_INFINITY;
    while (!stopping.signal.aborted) {
      // One moment for the whole round: what a session leaves has to be erased with its files before it counts as expired.
      const now = clock.now();
      try {
        await closeOverdueCards(now);
        await eraseOver(now);
        if (now.epochMilliseconds - hourly >= HOUR_MS) {
          hourly = now.epochMilliseconds;
          await eraseForgotten(now);
          await eraseRecordings(db, deps.storedFiles, now.subtract({ hours: deps.recordingKeepHours }));
          leaving ??= sayFarewell();
          tidying ??= tidy();
        }
      } catch (error) {
        log.warn('upkeep-failed', describeError(error));
      }
      await alarm.wait(EVERY_MS, stopping.signal).catch(() => undefined);
    }
  }

  /** A model may take its time over it, and cards go on closing meanwhile. */
  async function tidy(): Promise<void> {
    await deps
      .night(clock.now(), stopping.signal)
      .catch((error: unknown) => stopping.signal.aborted || log.warn('night-failed', describeError(error)));
    tidying = undefined;
  }

  /** Nobody knows how long a service takes to answer. */
  async function sayFarewell(): Promise<void> {
    await deps.farewell
      ?.toAll(stopping.signal)
      .catch((error: unknown) => stopping.signal.aborted || log.warn('farewell-failed', describeError(error)));
    leaving = undefined;
  }

  return {
    start() {
      loop = run();
    },
    async stop() {
      stopping.abort();
      await loop;
      await tidying;
      await leaving;
    },
  };
}

/** Erases what this person has forgotten long enough ago, and tells of it. Returns how much went. */
async function eraseOf(deps: UpkeepDeps, tx: Tx, personId: string, now: Temporal.Instant): Promise<number> {
  if (await isOverdue(tx, personId, now)) await deps.onErasing?.();
  const erased = await eraseExpired(tx, personId, now);
  await tellErased(deps, tx, personId, now);
  return erased;
}
