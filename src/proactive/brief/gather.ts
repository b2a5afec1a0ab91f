import type { Temporal } from 'temporal-polyfill';
import type { Audit } from '../../audit/audit.ts';
import type { Database } from '../../db/client.ts';
import { isAppError } from '../../ground/errors.ts';
import { describeError, type Log } from '../../ground/log.ts';
import { nearText } from '../../reminders/moment-text.ts';
import type { Fact, FactSource, Occasion } from './fact.ts';

export interface Gathered {
  readonly facts: readonly Fact[];
  /** What could not be read, for the person, since when, and why where they can do something about it: `tasks since 07:10`. */
  readonly notRead: readonly string[];
  /** What the person has not connected: `mail`. */
  readonly notConnected: readonly string[];
}

/** Reads every source by itself, without a model: one that fails is named and stops none of the others. `rule` is what reads, for the audit. */
export type Gather<O extends Occasion = Occasion> = (occasion: O, rule: string) => Promise<Gathered>;

interface GatherDeps<O extends Occasion> {
  readonly db: Database;
  readonly audit: Audit;
  readonly log: Log;
  readonly sources: readonly FactSource<O>[];
}

export function createGather<O extends Occasion>({ db, audit, log, sources }: GatherDeps<O>): Gather<O> {
  /** Since when a source of a person fails. */
  const failing = new Map<string, Temporal.Instant>();

  return async (occasion, rule) => {
    const { personId, profile, now } = occasion;
    const facts: Fact[] = [];
    const notRead: string[] = [];
    const notConnected: string[] = [];
    for (const source of sources) {
      const key = `${personId} ${source.name}`;
      try {
        if ((await source.isConnected?.(occasion)) === false) notConnected.push(source.name);
        else facts.push(...(await read(source, occasion, rule)));
        failing.delete(key);
      } catch (error) {
        const since = failing.get(key) ?? (await lastRead(source, occasion)) ?? now;
        failing.set(key, since);
        log.warn('source-not-read', { source: source.name, ...describeError(error) });
        notRead.push(`${source.name} since ${nearText(since, now, profile.identity.timezone)}${reason(error)}`);
      }
    }
    return { facts, notRead, notConnected };
  };

  async function lastRead(source: FactSource<O>, occasion: O): Promise<Temporal.Instant | undefined> {
    return source.lastRead?.(occasion, (work) => db.asPerson(occasion.personId, work));
  }

  async function read(source: FactSource<O>, occasion: O, rule: string): Promise<readonly Fact[]> {
    const { personId, now: at } = occasion;
    const found = await source.read(occasion, (work) => db.asPerson(personId, work));
    const entry = { at, dataType: source.area, access: 'read' as const, action: rule, ref: `${found.length} read` };
    await db.asPerson(personId, (tx) => audit.record(tx, personId, [entry]));
    return found;
  }
}

/** It ends without a full stop, as part of a line; empty for a bug, and where somebody else's words would stand in it. */
function reason(error: unknown): string {
  return isAppError(error) && !error.tainted ? `: ${error.message.replace(/\.$/, '')}` : '';
}
