import type { Temporal } from 'temporal-polyfill';
import type { Database } from '../db/client.ts';
import { load } from '../people/profile-store.ts';
import type { Fact } from './brief/fact.ts';
import type { Gather } from './brief/gather.ts';
import { nextDue } from './due.ts';

/** What is so right now, by code alone: no model is asked. */
export interface Snapshot {
  readonly at: Temporal.ZonedDateTime;
  /** Every line with its source; which sources there are depends on what is connected. */
  readonly facts: readonly Fact[];
  /** Sources that could not be read, as the person is told (`Gathered`). */
  readonly notRead: readonly string[];
  /** Sources that the person has not connected: `mail`. */
  readonly notConnected: readonly string[];
  /** The stored moment at which something is due next for this person. */
  readonly wakesAt: Temporal.Instant | undefined;
}

export type Observe = (personId: string, now: Temporal.Instant) => Promise<Snapshot>;

export function createObserve({ db, gather }: { readonly db: Database; readonly gather: Gather }): Observe {
  return async (personId, now) => {
    const { profile, wakesAt } = await db.asPerson(personId, async (tx) => ({
      profile: await load(tx, personId),
      wakesAt: await nextDue(tx, now, personId),
    }));
    const gathered = await gather({ personId, profile, now }, 'observe');
    return { at: now.toZonedDateTimeISO(profile.identity.timezone), ...gathered, wakesAt };
  };
}
